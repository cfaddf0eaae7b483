"""An order cancelled in the middle of a round or a pack check: what others do goes on; on both databases."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from floor import invariants
from floor.core.locking import lock_work
from floor.core.transaction import SYSTEM
from floor.dispatch import incomplete
from floor.dispatch.invariants import loads
from floor.order_changes import cancelling
from floor.orders import release
from floor.work import assignment
from models import Order, PackSession, Parcel, Place, Refused
from tests import build
from tests.dispatch.test_loading import at_door, at_once, hand_over, one
from tests.packing.steps import LAMP, MUG, follow, picked_order, status
from tests.picking.test_picking import release as release_wave
from tests.picking.test_picking import started
from tests.planning.test_waves import somebody_waits


@pytest.mark.parametrize(
    "scans",
    [(), ("41", MUG), ("41", MUG, "CMD-FULL"), ("41", "CMD-SHORT", "CMD-SHORT"), ("41", MUG, MUG, "TOTE-B")],
    ids=["tote", "unit", "full tote", "short", "in the tote"],
)
def test_what_a_cancelled_order_got_is_not_undone_and_the_round_goes_on(hands, ready, database, scans):
    left, cancelled = ready({"LAMP": 1}), ready({"MUG": 2})
    release_wave(hands, left, cancelled, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B", *scans)
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    assert picker.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    assert picker.scans("42", "42", LAMP, "TOTE-A", "LOC-PACK-1") == [
        "pick.order_cancelled",
        "pick.location_ok",
        "pick.sku_ok",
        "pick.line_done",
        "pick.task_done",
    ]
    with database.reading() as session:
        assert invariants.findings(session) == []


def test_numbered_goods_that_were_put_back_can_be_picked_again(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 2)
        session.commit()
    cancelled, picker = started(hands, ready, {"PHONE": 2})
    picker.scans("43", "SER-A1", "SER-A2")
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    back = hands("picker")
    back.open("putaway", scan="TOTE-0001")
    assert back.scans("SKU-PHONE", "LOC-BIN-3") == ["putback.sku_ok", "putback.put_ok"]
    with database.reading() as session:
        assert invariants.findings(session) == []
    assert back.scans("SKU-PHONE", "LOC-BIN-3") == ["putback.sku_ok", "putback.done"]
    _order, picker = started(hands, ready, {"PHONE": 2})
    assert picker.scans("43", "SER-A1", "SER-A2") == ["pick.location_ok", "pick.sku_ok", "pick.line_done"]


def test_a_cancelled_tote_stays_on_its_lane_when_the_round_changes_hands(hands, ready, database):
    left, cancelled = ready({"LAMP": 1}), ready({"MUG": 2})
    release_wave(hands, left, cancelled, mode="cluster")
    picker = hands("picker")
    task = picker.take("pick").id
    picker.scans("TOTE-A", "TOTE-B", "41", MUG)
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    hands("supervisor").do(assignment.reassign, task, None)
    with database.reading() as session:
        where = {
            tote.code: tote.at.kind for tote in session.scalars(select(Place).where(Place.kind == "tote"))
        }
    assert where == {"TOTE-A": "bin", "TOTE-B": "putback"}


def two_parcels(hands, database, there):
    """A packed order whose first parcel is handed over, and its second parcel's SSCC."""
    order = picked_order(database, there, {"LAMP": 2})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-M", LAMP, "CMD-FULL")
    follow(packer)
    with database.reading() as session:
        first, second = session.scalars(select(Parcel.sscc).order_by(Parcel.id)).all()
    loader = at_door(hands)
    loader.scan(first)
    loader.do(incomplete.confirm_incomplete, loader.work.id, "no room")
    loader.scan("CMD-CLOSE")
    hand_over(loader)
    return order, first, second


def test_an_order_of_which_a_parcel_has_left_is_held_and_not_cancelled(hands, database, there):
    order, first, second = two_parcels(hands, database, there)
    supervisor = hands("supervisor")
    with pytest.raises(Refused) as refused:
        supervisor.do(cancelling.cancel_order, order)
    assert (refused.value.code, refused.value.params["parcels"]) == ("order.partly_gone", [first])
    assert status(database, order) == "packed"
    supervisor.do(release.hold_order, order, "customer has moved")  # as the refusal says
    assert at_door(hands).scan(second).code == "load.order_held"
    with database.reading() as session:
        assert list(loads(session)) == []


def test_the_check_finds_a_cancelled_order_whose_parcel_has_left(hands, database, there):
    order, _first, _second = two_parcels(hands, database, there)
    with database.writing() as session:
        session.execute(update(Order).where(Order.id == order).values(status="cancelled"))
        session.commit()
        found = " ".join(map(str, invariants.findings(session)))
    assert "is cancelled, its parcel 1 is gone" in found


def test_an_order_is_cancelled_or_handed_over_and_never_both(hands, database, there):
    for _round in range(5):
        order, sscc = one(hands, database, there)
        loader = at_door(hands)
        loader.scans(sscc, "CMD-CLOSE")
        at_once(
            lambda order=order: refusable(hands("supervisor").do, cancelling.cancel_order, order),
            lambda loader=loader: refusable(hand_over, loader),
        )
        with database.reading() as session:
            parcel = session.scalars(select(Parcel.state).where(Parcel.order_id == order)).one()
            assert (status(database, order), parcel) in (
                ("cancelled", "cancelled"),
                ("handed_over", "handed_over"),
            )
            assert list(loads(session)) == []
        if parcel == "cancelled":
            loader.scans("CMD-UNLOAD", sscc)


def test_who_cancels_waits_for_finished_pack_work_before_the_order_is_locked(hands, writer, database, there):
    """As whoever opens a box of it again does: each would wait for the other for ever."""
    order, _sscc = one(hands, database, there)
    with ThreadPoolExecutor(1) as pool:
        with writer.transaction(SYSTEM) as tx:
            lock_work(tx, tx.db.scalars(select(PackSession.id).where(PackSession.order_id == order)).one())
            cancelled = pool.submit(hands("supervisor").do, cancelling.cancel_order, order)
            while not database.is_sqlite and not somebody_waits(database):
                time.sleep(0.01)
            assert tx.db.scalar(select(Order.id).where(Order.id == order).with_for_update(nowait=True))
        cancelled.result()
    assert status(database, order) == "cancelled"


def refusable(do, *args):
    with contextlib.suppress(Refused):
        do(*args)


def test_a_cancelled_parcel_that_was_put_away_blocks_its_load_no_more(hands, database, there):
    (order, first), (_other, second) = one(hands, database, there), one(hands, database, there)
    loader = at_door(hands)
    loader.scans(first, second)
    hands("supervisor").do(cancelling.cancel_order, order)
    assert loader.scan("CMD-CLOSE").code == "load.take_off"
    back = hands("picker")
    back.open("putaway", scan=first)
    assert back.scans(LAMP, "LOC-BIN-2") == ["putback.sku_ok", "putback.done"]
    assert loader.scan("CMD-CLOSE").code == "load.closed"
    assert hand_over(loader).state == "done"
    with database.reading() as session:
        assert list(loads(session)) == []


def test_a_packer_hears_that_the_order_of_a_tote_was_cancelled(hands, database, there):
    order = picked_order(database, there, {"LAMP": 1})
    hands("supervisor").do(cancelling.cancel_order, order)
    with pytest.raises(Refused, match=r"pack\.tote_cancelled"):
        hands("packer").open("pack", scan="TOTE-1")
    back = hands("picker")
    back.open("putaway", scan="TOTE-1")
    back.scans(LAMP, "LOC-BIN-2")
    with pytest.raises(Refused, match=r"pack\.nothing_in_tote"):
        hands("packer").open("pack", scan="TOTE-1")
