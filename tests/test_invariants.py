"""`floor check` is silent through a whole shift, and finds each thing that is bent; on both databases."""

import pytest
from sqlalchemy import select, text

from floor.counting import counts
from floor.dispatch import handover
from floor.invariants import findings
from floor.order_changes import cancelling
from floor.planning import waves
from models import Hold, Order, Place, Quant, Serial, Sku
from tests.packing.steps import LAMP, MUG, follow


def found(database):
    with database.reading() as session:
        return findings(session)


def pick(picker, tote):
    """Scans what the pick expects, to its end; a new tote where one is wanted."""
    picker.take("pick")
    while picker.work.steps:
        step = picker.work.steps[0]
        assert picker.scan(
            step.codes[0] if step.codes else tote, step.quantity if step.kind == "sku" else 1
        ).accepted


def hand_over(dispatcher):
    """Loads what waits for POST, and lets the driver sign."""
    dispatcher.open("load", carrier="POST", dock="DOCK-1")
    while dispatcher.work.steps[0].kind != "close":
        assert dispatcher.scan(dispatcher.work.steps[0].codes[0]).accepted
    assert dispatcher.scan("CMD-CLOSE").accepted
    dispatcher.do(handover.hand_over, dispatcher.work.id, "Jo", "AB12 CDE", "M1 1 L9 9")


@pytest.fixture
def shift(hands, ready, database):
    """An order that went all the way, one that is packed, one that is being picked, one that waits."""
    gone, packed, picking, _waiting = (ready(lines) for lines in (
        {"MUG": 3, "MILK": 2}, {"LAMP": 2}, {"MUG": 5, "LAMP": 1}, {"OIL": 1}))  # fmt: skip
    supervisor, picker, packer = hands("supervisor"), hands("picker"), hands("packer")
    for order, tote in ((gone, "TOTE-1"), (packed, "TOTE-2")):
        supervisor.do(waves.plan_wave, [order])
        pick(picker, tote)
        assert found(database) == []
        packer.open("pack", scan=tote)
        follow(packer)
        assert found(database) == []
        if order == gone:
            hand_over(hands("dispatcher"))
            assert found(database) == []
    supervisor.do(waves.plan_wave, [picking])
    picker.take("pick")
    picker.scans("TOTE-3", "41", MUG, "CMD-QTY-3")
    return {"gone": gone, "packed": packed, "picking": picking, "picker": picker}


def test_a_warehouse_at_work_adds_up(shift, hands, database):
    assert found(database) == []
    picker = shift["picker"]
    picker.scans("CMD-UNDO", "CMD-SHORT-DAMAGED", "CMD-SHORT-DAMAGED", "42", "42", LAMP)
    assert found(database) == []
    hands("supervisor").do(cancelling.cancel_order, shift["picking"], "changed their mind")
    assert found(database) == []
    hands("supervisor").do(counts.enter_count, "BIN-1", "MUG", None, 90)
    assert found(database) == []


BENT = [
    ("UPDATE quants SET on_hand = on_hand + 1 WHERE id = 1", "BIN-1: the ledger says"),
    ("UPDATE quants SET allocated = allocated + 1 WHERE id = 1", "the allocations say"),
    ("UPDATE quants SET allocated = 0", "allocated, the allocations say"),
    ("UPDATE moves SET quantity = quantity + 1 WHERE why = 'pick'", "were taken"),
    ("UPDATE pick_lines SET counted = counted - 1 WHERE counted > 1", "accepted scans say"),
    ("UPDATE receipts SET accepted = (1 = 0) WHERE code LIKE 'pick.%'", "accepted scans say 0"),
    ("UPDATE allocations SET quantity = quantity + 1 WHERE quantity > 0", "are left to pick"),
    ("UPDATE order_lines SET picked = picked + 1 WHERE picked > 0", "picked, the ledger says"),
    ("UPDATE order_lines SET packed = packed - 1 WHERE packed > 0", "its parcels hold"),
    ("UPDATE parcel_lines SET quantity = quantity - 1", "are due"),
    ("UPDATE parcel_lines SET quantity = quantity - 1", "in stock"),
    ("UPDATE order_lines SET short_approved = 1 WHERE packed > 0", "short, of"),
    ("UPDATE parcels SET state = 'loaded'", "on no load"),
    ("UPDATE parcels SET state = 'lost'", "has the state 'lost'"),
    ("UPDATE orders SET status = 'lost'", "has the state 'lost'"),
    ("UPDATE works SET state = 'paused'", "has the state 'paused'"),
    ("UPDATE waves SET status = 'paused'", "has the state 'paused'"),
    ("UPDATE places SET at_id = NULL WHERE kind = 'parcel'", "nowhere, in nobody's hands"),
    ("UPDATE works SET state = 'done'", "TOTE-3: holds goods and is nowhere"),
    ("UPDATE orders SET status = 'received' WHERE status = 'ready'", "neither accepted nor held"),
    ("UPDATE orders SET status = 'cancelled' WHERE status = 'picking'", "is cancelled and holds"),
    ("UPDATE order_lines SET quantity = 0", "names no goods"),
    ("UPDATE orders SET status = 'handed_over' WHERE status = 'packed'", "is gone, its parcel"),
    ("DELETE FROM handovers", "nobody signed for it"),
    ("UPDATE parcels SET load_id = NULL", "is handed_over on no load"),
    ("UPDATE works SET carrier = 'EXPRESS' WHERE kind = 'load'", "is of POST on a load of EXPRESS"),
    ("UPDATE works SET state = 'open' WHERE kind = 'load'", "is handed_over, its load is open"),
    ("UPDATE moves SET quantity = quantity + 1 WHERE why = 'handover'", "handed over"),
    ("UPDATE receipts SET undone = (1 = 1)", "accepted scans say 0"),
]


def test_each_thing_that_is_bent_is_found(shift, database):
    """All on one database: each statement is rolled back after it was looked at."""
    for statement, words in BENT:
        with database.writing() as session:
            session.execute(text(statement))
            said = findings(session)
            session.rollback()
        assert any(words in finding for finding in said), (statement, said)
    assert found(database) == []


def test_what_the_records_miss_is_found(shift, there, database):
    def open_hold(session):
        order = session.scalars(select(Order).where(Order.status == "ready")).one()
        session.add(Hold(order=order, code="order.unpaid"))

    def too_many_serials(session):
        session.add(Serial(sku_id=there.skus["PHONE"].id, code="S1", place_id=there.places["BIN-1"].id))

    def goods_in_no_parcel(session):
        place = Place(code="PCL-0", kind="parcel", at=session.get(Place, there.places["PACK-1"].id))
        session.add(Quant(sku=session.get(Sku, there.skus["MUG"].id), place=place, on_hand=1))

    for bent, words in (
        (open_hold, "is ready while a hold is open"),
        (too_many_serials, "1 serials, 0 units"),
        (goods_in_no_parcel, "and there is none"),
    ):
        with database.writing() as session:
            bent(session)
            session.flush()
            said = findings(session)
            session.rollback()
        assert any(words in finding for finding in said), (bent, said)
    assert found(database) == []
