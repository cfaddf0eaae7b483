"""What a label carries is used when goods are put away too: lot, date and quantity, by the rules of pick and pack."""

import pytest

from floor.putaway import putaway
from models import Place
from tests import build

MILK, MUG = (build.GTIN[sku].zfill(14) for sku in ("MILK", "MUG"))
CASE = build.MUG_CASE


@pytest.fixture
def worker(hands, database, there):
    """Somebody before a tote with two of milk M1 and two of M2, and thirty mugs."""
    with database.writing() as session:
        there.places["TOTE-9"] = tote = Place(code="TOTE-9", kind="tote")
        session.add(tote)
        session.flush()
        for lot in ("M1", "M2"):
            build.put(session, there, "MILK", "TOTE-9", 2, lot=lot)
        build.put(session, there, "MUG", "TOTE-9", 30)
        session.commit()
    worker = hands("picker")
    worker.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, tote.id), "returned").id)
    worker.open("putaway", scan="TOTE-9")
    return worker


def test_another_lot_than_that_in_hand_waits_for_its_own_bin(worker):
    assert worker.scan(f"(01){MILK}(10)m2").accepted
    assert worker.scan(f"(01){MILK}(10)M1").code == "putback.bin_first"
    assert worker.scan(f"(01){MILK}(10)M2").params["units"] == 2


@pytest.mark.parametrize(
    "label", [f"(01){MUG}(17)200131", f"(01){MUG}(7003)2001310000", f"https://id.example/01/{MUG}?17=200131"]
)
def test_goods_whose_label_has_expired_go_into_no_bin(worker, label):
    refused = worker.scan(label)
    assert (refused.code, refused.params["expiry"]) == ("putback.expired", "2020-01-31")
    assert worker.scan(f"(01){MUG}(17)300131").accepted  # of mugs no date is on file


def test_another_date_than_the_lots_is_told_with_both(worker):
    refused = worker.scan(f"(01){MILK}(17)300201(10)M1")
    assert refused.code == "putback.wrong_expiry"
    assert (refused.params["expiry"], refused.params["filed"]) == ("2030-02-01", ["2030-01-31"])
    assert worker.scan(f"(01){MILK}(17)310101").params["filed"] == ["2030-01-31", "2030-06-30"]


def test_a_date_alone_names_the_lot(worker):
    assert worker.scan(f"(01){MILK}(17)300630").accepted
    assert worker.scan(f"(01){MILK}(17)300131").code == "putback.bin_first"
    assert worker.scan(f"(01){MILK}(10)M2").params["units"] == 2


def test_what_is_in_this_one_its_label_says(worker):
    assert worker.scan(f"(01){CASE}(30)12").params["units"] == 12
    assert worker.scan(f"(01){MUG}(30)5").params["units"] == 17
    assert worker.scan(f"(02){MUG}(37)3(00)395201230000000012").params["units"] == 20
    other = worker.scan(f"(01){CASE}(30)10")
    assert (other.code, other.params["said"], other.params["filed"]) == ("scan.other_content", 10, 12)
    assert worker.scan(f"(01){MUG}(30)0").code == "scan.holds_nothing"
    assert worker.scan(f"(01){CASE}(30)12").code == "putback.too_many"
