"""What a label carries is used when goods are put away too: the lot in hand stays the only one in hand."""

from floor.putaway import putaway
from models import Place
from tests import build

MILK = build.GTIN["MILK"].zfill(14)


def test_another_lot_than_that_in_hand_waits_for_its_own_bin(hands, database, there):
    with database.writing() as session:
        there.places["TOTE-9"] = tote = Place(code="TOTE-9", kind="tote")
        session.add(tote)
        session.flush()
        for lot in ("M1", "M2"):
            build.put(session, there, "MILK", "TOTE-9", 2, lot=lot)
        session.commit()
    worker = hands("picker")
    worker.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, tote.id), "returned").id)
    worker.open("putaway", scan="TOTE-9")
    assert worker.scan(f"(01){MILK}(10)m2").accepted
    assert worker.scan(f"(01){MILK}(10)M1").code == "putback.bin_first"
    assert worker.scan(f"(01){MILK}(10)M2").params["units"] == 2
