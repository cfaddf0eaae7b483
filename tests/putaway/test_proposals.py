"""Where goods should go, with the reason; what may not lie there is refused, what is unusual is asked once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from floor import invariants
from floor.core.transaction import SYSTEM
from floor.putaway import putaway
from floor.warehouse import locations
from models import Move, PickFace, Place, Quant, Serial, Sku
from tests import build

MUG = build.GTIN["MUG"]


@pytest.fixture
def change(database):
    """`change(Sku, "MUG", home_zone="B")`: a record of that code, otherwise."""

    def change(noun, code, **values):
        with database.writing() as session:
            record = session.scalars(select(noun).where(noun.code == code)).one()
            for name, value in values.items():
                setattr(record, name, value)
            session.commit()

    return change


@pytest.fixture
def bins(writer):
    """`bins("B-1,B,1,1,,,…")`: locations as the file has them."""

    def bins(*rows):
        names = ("code", "zone", "bay", "x_m", "max_volume_l", "max_weight_kg", "temperature", "reserve")
        sent = [dict(zip(names, row.split(","), strict=False)) | {"kind": "bin"} for row in rows]
        assert writer.perform(SYSTEM, locations.put_locations, sent) == ["loaded"] * len(rows)

    return bins


@pytest.fixture
def worker(hands, database, there):
    """`worker({"MUG": 30}, "received")`: somebody before a tote with these goods."""

    def worker(goods, reason="received", lot=None):
        with database.writing() as session:
            there.places["TOTE-9"] = tote = Place(code="TOTE-9", kind="tote")
            session.add(tote)
            session.flush()
            for sku, units in goods.items():
                build.put(session, there, sku, "TOTE-9", units, lot=lot if sku == "MILK" else None)
            session.commit()
        somebody = hands("picker")
        somebody.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, tote.id), reason).id)
        somebody.open("putaway", scan="TOTE-9")
        return somebody

    return worker


def proposed(somebody):
    step = somebody.work.steps[0]
    assert step.kind == "location"
    return step.name, step.hint[0]


def picks(database, there, sku, bin_code, times):
    """The goods were picked so often, just now."""
    with database.writing() as session:
        move = {
            "sku_id": there.skus[sku].id,
            "lot_id": None,
            "quantity": 1,
            "why": "pick",
            "at": datetime.now(UTC),
        }
        ways = {"from_id": there.places[bin_code].id, "to_id": there.places["PACK-1"].id}
        session.add_all(Move(**move, **ways) for _pick in range(times))
        session.commit()


def on_hand(database, place):
    with database.reading() as session:
        query = select(Sku.code, Quant.on_hand).join(Quant.sku).join(Quant.place)
        return dict(session.execute(query.where(Place.code == place, Quant.on_hand > 0)).all())


def test_received_goods_of_one_kind_go_beside_their_own_at_one_scan(worker, database):
    somebody = worker({"MUG": 30})
    assert proposed(somebody) == ("BIN-1", "hint.same_goods")
    done = somebody.scan("LOC-BIN-1")
    assert (done.code, done.params["units"], done.work.state) == ("putback.done", 30, "done")
    assert on_hand(database, "BIN-1") == {"MUG": 130}
    with database.reading() as session:
        assert session.scalars(select(Move.why).order_by(Move.id.desc())).first() == "putaway"
        assert invariants.findings(session) == []


def test_part_of_it_is_scanned_and_can_be_taken_back(worker, database):
    somebody = worker({"MUG": 30})
    assert somebody.scans(MUG, "CMD-QTY-31", "CMD-QTY-10", "LOC-BIN-1") == [
        "putback.sku_ok", "scan.bad_count", "putback.sku_ok", "putback.put_ok",
    ]  # fmt: skip
    assert (somebody.work.done, somebody.work.total) == (10, 30)
    assert somebody.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 3
    assert proposed(somebody) == ("BIN-1", "hint.same_goods")
    assert somebody.work.steps[0].quantity == 30
    assert on_hand(database, "BIN-1") == {"MUG": 100}


def test_what_is_put_back_is_counted_as_ever(worker):
    somebody = worker({"MUG": 2}, "cancelled")
    assert somebody.expects == ("sku", "The mug")
    assert somebody.scan("LOC-BIN-1").code == "scan.unknown"
    assert somebody.scans(MUG, "41", MUG, "41") == [
        "putback.sku_ok", "putback.put_ok", "putback.sku_ok", "putback.done",
    ]  # fmt: skip


def test_goods_name_the_work_that_they_lie_in(worker, hands):
    first = worker({"MUG": 2, "LAMP": 1})
    assert first.open("putaway", scan="SKU-LAMP").id == first.work.id
    with pytest.raises(Exception, match=r"putback\.nothing_there"):
        hands("supervisor").open("putaway", scan="SKU-LAMP")


ZONE = ("B-NEAR,B,1,8", "B-FAR,B,2,90")


def test_goods_without_a_place_go_home_near_the_front_where_they_are_fast(
    worker, bins, change, database, there
):
    change(Place, "PACK-1", x_m=9.0)
    change(Sku, "PHONE", home_zone="B")
    bins(*ZONE)
    assert proposed(worker({"PHONE": 3})) == ("B-FAR", "hint.home_zone_free")
    picks(database, there, "PHONE", "BIN-3", 30)
    with database.writing() as session:
        session.query(Place).filter_by(code="TOTE-9").update({"code": "TOTE-8"})
        session.commit()
    assert proposed(worker({"PHONE": 3})) == ("B-NEAR", "hint.home_zone_front")


def test_another_zone_than_its_own_is_asked_and_a_full_one_is_not_waited_for(worker, bins, change):
    change(Sku, "PHONE", home_zone="B")
    bins("B-1,B,1,8", "C-1,C,1,8")
    somebody = worker({"PHONE": 3})
    asked = somebody.scan("LOC-C-1")
    assert (asked.code, asked.params["why"], asked.accepted) == ("bin.ask", "bin.why_zone", True)
    assert somebody.scan("LOC-BIN-2").params["why"] == "bin.why_zone"
    assert somebody.scan("LOC-C-1").code == "bin.ask"
    assert somebody.scan("CMD-UNDO").code == "scan.undone"
    assert somebody.scan("LOC-BIN-2").code == "putback.done"  # it was asked before what was taken back


def test_the_pick_face_first_as_far_as_it_may_be_filled_then_the_reserve(worker, bins, database, there):
    bins("R-1,R,9,50,,,,yes", "R-0,A,8,50")
    with database.writing() as session:
        place = session.scalars(select(Place).where(Place.code == "BIN-2")).one()
        session.add(
            PickFace(sku=session.get_one(Sku, there.skus["LAMP"].id), place=place, least=20, most=120)
        )
        session.commit()
    somebody = worker({"LAMP": 20})
    assert proposed(somebody) == ("BIN-2", "hint.to_face")
    assert somebody.scan("LOC-BIN-2").code == "putback.done"
    with database.writing() as session:
        session.query(Place).filter_by(code="TOTE-9").update({"code": "TOTE-8"})
        session.commit()
    assert proposed(worker({"LAMP": 20})) == ("R-1", "hint.to_reserve")


def test_capacity_is_known_by_weight_and_asked_by_size(worker, bins, change):
    change(Place, "BIN-2", max_weight_kg=126)  # 120 kg of lamps lie there: room for 5 more
    bins("C-1,C,1,1,20", "C-2,C,2,2,,9")  # a lamp takes 6.75 l and weighs 1.2 kg
    somebody = worker({"LAMP": 8})
    heavy = somebody.scan("LOC-BIN-2")
    assert (heavy.code, heavy.params["room"], heavy.params["most"]) == ("bin.too_heavy", 5, 126)
    assert proposed(somebody) == ("C-2", "hint.room_for")  # seven there, five beside their own, two in C-1
    assert somebody.scan("LOC-C-2").code == "bin.too_heavy"
    large = somebody.scan("LOC-C-1")
    assert (large.code, large.params["why"], large.params["room"]) == ("bin.ask", "bin.why_full", 2)
    assert somebody.scan("LOC-C-1").code == "putback.done"


def test_cold_goods_only_where_it_is_cold_and_there_nothing_else_unasked(worker, bins, change):
    change(Sku, "MUG", handling=["cold"])
    change(Place, "BIN-1", temperature="cold")
    bins("C-1,C,1")
    somebody = worker({"MUG": 1, "LAMP": 1}, "returned")
    assert somebody.scans(MUG, "LOC-C-1", "LOC-BIN-1") == ["putback.sku_ok", "bin.not_cold", "putback.put_ok"]
    asked = [somebody.scan(text) for text in ("SKU-LAMP", "LOC-BIN-1")][1]
    assert (asked.code, asked.params["why"]) == ("bin.ask", "bin.why_cold")


def test_nobody_said_which_bins_are_cold(worker, change):
    change(Sku, "MUG", handling=["cold"])
    assert worker({"MUG": 1}).scan("LOC-BIN-1").code == "putback.done"


def test_dangerous_goods_stay_away_from_food_also_in_the_next_bin(worker, bins, change, database):
    bins("C-1,C,7", "C-2,C,7", "C-3,C,8")
    somebody = worker({"MILK": 4, "OIL": 3}, lot="M1")
    assert somebody.scans("SKU-MILK", "LOC-C-1") == ["putback.sku_ok", "putback.put_ok"]
    for sku, wrong, code in (
        ("SKU-OIL", "LOC-C-2", "bin.beside_food"),
        ("SKU-OIL", "LOC-BIN-4", "bin.beside_food"),
    ):
        somebody.scan(sku)
        refused = somebody.scan(wrong)
        assert (refused.code, refused.params["other"]) == (code, "The milk")
        somebody.scan("CMD-UNDO")
    assert somebody.scans("SKU-OIL", "CMD-QTY-3", "LOC-C-3") == [
        "putback.sku_ok",
        "putback.sku_ok",
        "putback.put_ok",
    ]
    assert somebody.scan("SKU-MILK").accepted
    assert somebody.scan("LOC-BIN-3").code == "bin.beside_dangerous"


def test_a_bin_that_is_being_counted_is_left_alone_and_another_proposed(worker, bins, database):
    bins("C-1,C,1")
    somebody = worker({"MUG": 3})
    with database.writing() as session:
        session.query(Quant).filter(Quant.place.has(code="BIN-1")).update({"counting": True})
        session.commit()
    assert somebody.scan("LOC-BIN-1").code == "bin.counted"
    assert proposed(somebody) == ("C-1", "hint.empty_bin_free")
    assert somebody.scan("PACK-1").code == "scan.unknown"
    assert somebody.scan("LOC-PACK-1").code == "putback.not_a_bin"


def test_numbers_that_were_scanned_go_along(worker, database, there):
    somebody = worker({"PHONE": 2})
    with database.writing() as session:
        tote = there.places["TOTE-9"].id
        session.add_all(
            Serial(sku_id=there.skus["PHONE"].id, code=code, place_id=tote) for code in ("A1", "A2")
        )
        session.commit()
    assert somebody.scan("LOC-BIN-3").code == "bin.ask"
    assert somebody.scan("LOC-BIN-3").code == "putback.done"
    with database.reading() as session:
        places = session.scalars(select(Place.code).join(Serial, Serial.place_id == Place.id)).all()
        assert places == ["BIN-3", "BIN-3"]
        assert invariants.findings(session) == []


@pytest.mark.parametrize(
    ("column", "sent"),
    [("max_volume_l", "0"), ("max_weight_kg", "-1"), ("temperature", "frozen"), ("reserve", "x")],
)
def test_what_a_bin_holds_is_checked_in_its_file(writer, there, column, sent):
    [refused] = writer.perform(SYSTEM, locations.put_locations, [{"code": "X", "kind": "bin", column: sent}])
    assert (refused.code[:8], refused.params["column"]) == ("file.bad", column)
