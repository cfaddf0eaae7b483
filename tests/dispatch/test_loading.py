"""Loading and handover, through the writer, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select, update

from floor.dispatch import handover, incomplete
from floor.dispatch.waiting import by_carrier
from floor.order_changes import cancelling
from floor.packing import parcels
from models import Handover, Hold, Load, Order, OrderLine, Parcel, Place, Refused, Serial, Work, now
from scanners.gs1 import sscc as sscc_of
from tests.packing.steps import LAMP, check_ledger, follow, lying, packed_parcel, picked_order, status

UNKNOWN = sscc_of("9521321", 0, 999)
SIGNED = "M10 10 L90 40 L120 20"


def one(hands, database, there, **fields):
    """A packed order of one lamp, and its parcel's SSCC."""
    with database.reading() as session:
        tote = f"TOTE-{len(session.scalars(select(Order.id)).all()) + 1}"
    order = picked_order(database, there, {"LAMP": 1}, {tote: {"LAMP": 1}}, **fields)
    return order, packed_parcel(hands, database, order, tote)


def at_door(hands, name="dispatcher", carrier="POST", device=""):
    loader = hands(name, device)
    loader.open("load", carrier=carrier, dock="DOCK-1")
    if loader.expects[0] == "door":
        assert loader.scan("LOC-DOCK-1").code == "load.door_ok"
    return loader


def hand_over(loader, **changed):
    papers = {"driver": "Jo  Smith", "plate": "ab12 cde", "signature": SIGNED, **changed}
    return loader.do(
        handover.hand_over, loader.work.id, papers["driver"], papers["plate"], papers["signature"]
    )


def test_parcels_are_loaded_and_handed_over(hands, database, there):
    (order, sscc), (other, second) = one(hands, database, there), one(hands, database, there)
    loader = hands("dispatcher")
    loader.open("load", carrier="post", dock="LOC-DOCK-1")
    assert [(step.kind, step.name) for step in loader.work.steps] == [
        ("door", "DOCK-1"),
        ("parcel", "POST"),
        ("close", ""),
    ]
    assert loader.work.steps[1].codes == [sscc, f"00{sscc}", second, f"00{second}"]
    assert loader.scans(sscc, "LOC-DOCK-2", "LOC-DOCK-1") == [
        "load.door_first",
        "load.wrong_door",
        "load.door_ok",
    ]
    assert loader.scan(f"00{sscc}").code == "load.parcel_ok"
    assert (status(database, order), status(database, other)) == ("staged", "packed")
    missing = loader.scan("CMD-CLOSE")
    assert (missing.code, missing.params["missing"]) == ("load.incomplete", [second])
    assert loader.scans(second, "CMD-CLOSE") == ["load.parcel_ok", "load.closed"]
    assert loader.work.state == "open"
    assert hand_over(loader).state == "done"
    assert (status(database, order), status(database, other)) == ("handed_over", "handed_over")
    assert lying(database, there, "LAMP", sscc) == 0
    with database.reading() as session:
        paper = session.scalars(select(Handover)).one()
        assert (paper.driver, paper.plate, paper.person_id) == (
            "Jo Smith",
            "AB12 CDE",
            there.people["dispatcher"].id,
        )
        assert [parcel["sscc"] for parcel in paper.parcels] == [sscc, second]
        assert set(session.scalars(select(Parcel.state))) == {"handed_over"}
    check_ledger(database)
    assert loader.scan(sscc).code == "work.closed"


def test_a_handover_keeps_no_weight_where_none_is_known(hands, database, there):
    _order, sscc = one(hands, database, there)
    loader = hands("dispatcher")
    loader.open("load", carrier="post", dock="LOC-DOCK-1")
    loader.scans("LOC-DOCK-1", sscc, "CMD-CLOSE")
    with database.writing() as session, session.begin():
        session.execute(update(Parcel).values(weight_g=None))
    assert hand_over(loader).state == "done"
    with database.reading() as session:
        [aboard] = session.scalars(select(Handover)).one().parcels
    assert (aboard["sscc"], aboard["weight_g"]) == (sscc, None)


def test_one_load_is_worked_by_several(hands, database, there):
    (_order, first), (_other, second) = one(hands, database, there), one(hands, database, there)
    jo, sam = at_door(hands), at_door(hands, "supervisor")
    assert jo.work.id == sam.work.id
    assert jo.scan(first).code == "load.parcel_ok"
    assert sam.scan(first).code == "load.already_loaded"
    assert sam.scan("CMD-UNLOAD").code == "load.unload_next"
    assert jo.scan(second).code == "load.parcel_ok"  # it is Sam who takes one off
    assert sam.scan(first).code == "load.unloaded"
    assert sam.work.done == 1


def test_each_parcel_that_may_not_go_on_is_refused_with_its_own_code(hands, database, there):
    (_o1, sscc), (_o2, void) = one(hands, database, there), one(hands, database, there)
    (cancelled, dead), (held, kept) = one(hands, database, there), one(hands, database, there)
    _o3, express = one(hands, database, there, service="express")
    hands("supervisor").do(parcels.reopen_parcel, void)
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    with database.writing() as session:
        session.add(Hold(order=session.get_one(Order, held), code="order.changed"))
        session.commit()
    picked_order(database, there, {"LAMP": 1}, {"TOTE-9": {"LAMP": 1}})
    packer = hands("packer", "bench")
    packer.open("pack", scan="TOTE-9")
    packer.scans("CTN-BOX-M", LAMP, "WGT-1410", "CMD-CLOSE")
    unlabelled = packer.work.steps[0].name
    elsewhere = hands("dispatcher")
    elsewhere.open("load", carrier="POST", dock="DOCK-2")
    elsewhere.scan("LOC-DOCK-2")
    loader = at_door(hands)
    assert loader.work.steps[0].codes == [sscc, f"00{sscc}"]
    assert elsewhere.scan(sscc, 2).code == "load.each"  # a label is one parcel
    assert elsewhere.scan(sscc).code == "load.parcel_ok"
    assert loader.scans(sscc, void, dead, kept, express, unlabelled, UNKNOWN, LAMP) == [
        "load.wrong_load",
        "load.void_label",
        "load.cancelled",
        "load.order_held",
        "load.wrong_load",
        "load.not_packed",
        "load.unknown_parcel",
        "load.not_a_parcel",
    ]
    check_ledger(database)


def test_unloading_and_undoing_bring_the_order_back(hands, database, there):
    order, sscc = one(hands, database, there)
    loader = at_door(hands)
    assert loader.scans(sscc, "CMD-UNDO") == ["load.parcel_ok", "scan.undone"]
    assert status(database, order) == "packed"
    assert loader.scans(sscc, "CMD-CLOSE", "CMD-UNLOAD", sscc) == [
        "load.parcel_ok",
        "load.closed",
        "load.unload_next",
        "load.unloaded",
    ]
    assert (status(database, order), loader.work.steps[0].kind) == ("packed", "parcel")
    assert loader.scan("CMD-UNDO").code == "scan.undone"  # on again, and the load closed as it was
    assert status(database, order) == "staged"
    with pytest.raises(Refused, match=r"load\.not_closed"):
        hand_over(at_door(hands, "dispatcher", "EXPRESS"))
    assert hand_over(loader).state == "done"


def test_a_dispatcher_says_why_parcels_stay_behind(hands, database, there):
    (_order, first), (other, second) = one(hands, database, there), one(hands, database, there)
    loader = at_door(hands)
    assert loader.scans("CMD-CLOSE", first, "CMD-CLOSE") == [
        "load.empty",
        "load.parcel_ok",
        "load.incomplete",
    ]
    with pytest.raises(Refused, match=r"load\.reason_missing"):
        loader.do(incomplete.confirm_incomplete, loader.work.id, "  ")
    loader.do(incomplete.confirm_incomplete, loader.work.id, "box is wet")
    _third, late = one(hands, database, there)
    assert loader.scan("CMD-CLOSE").code == "load.incomplete"  # one more has come since
    assert loader.scans(late, "CMD-CLOSE") == ["load.parcel_ok", "load.closed"]
    hand_over(loader)
    assert status(database, other) == "packed"
    again = at_door(hands)
    assert again.work.id != loader.work.id
    assert again.scan(second).code == "load.parcel_ok"


def test_a_parcel_cancelled_aboard_comes_off_before_the_handover(hands, database, there):
    (order, first), (_other, second) = one(hands, database, there), one(hands, database, there)
    loader = at_door(hands)
    loader.scans(first, second)
    hands("supervisor").do(cancelling.cancel_order, order)
    assert loader.scan("CMD-CLOSE").code == "load.take_off"
    assert loader.scans("CMD-UNLOAD", first, "CMD-CLOSE") == [
        "load.unload_next",
        "load.unloaded",
        "load.closed",
    ]
    assert hand_over(loader).state == "done"
    assert status(database, order) == "cancelled"


def test_a_cancelled_parcel_is_put_back_by_its_label(hands, database, there):
    order, sscc = one(hands, database, there)
    hands("supervisor").do(cancelling.cancel_order, order)
    picker = hands("picker")
    picker.open("putaway", scan=f"00{sscc}")
    assert picker.scans(LAMP, "LOC-BIN-3") == ["putback.sku_ok", "putback.done"]
    assert (lying(database, there, "LAMP", sscc), lying(database, there, "LAMP", "BIN-3")) == (0, 1)
    other, sscc = one(hands, database, there)
    hands("supervisor").do(cancelling.cancel_order, other)
    picker.take("putaway")
    assert picker.work.steps[0].codes == [sscc, f"00{sscc}"]
    assert picker.scan(f"00{sscc}").code == "putback.source_ok"
    check_ledger(database)


def test_an_order_held_aboard_does_not_leave(hands, database, there):
    order, sscc = one(hands, database, there)
    loader = at_door(hands)
    loader.scans(sscc, "CMD-CLOSE")
    with database.writing() as session:
        session.add(Hold(order=session.get_one(Order, order), code="order.changed"))
        session.commit()
    with pytest.raises(Refused, match=r"load\.order_held"):
        hand_over(loader)
    assert status(database, order) == "staged"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"driver": " "}, "load.driver_missing"),
        ({"driver": "x" * 81}, "load.driver_missing"),
        ({"plate": ""}, "load.plate_missing"),
        ({"plate": "x" * 21}, "load.plate_missing"),
        ({"signature": ""}, "document.signature_empty"),
        ({"signature": "<svg onload=alert(1)>"}, "document.signature_unreadable"),
    ],
)
def test_a_handover_wants_all_its_papers(hands, database, there, changed, code):
    _order, sscc = one(hands, database, there)
    loader = at_door(hands)
    with pytest.raises(Refused, match=r"load\.not_closed"):
        hand_over(loader)
    loader.scans(sscc, "CMD-CLOSE")
    with pytest.raises(Refused) as refused:
        hand_over(loader, **changed)
    assert refused.value.code == code


def test_an_order_of_two_parcels_is_staged_and_gone_only_with_both(hands, database, there):
    order = picked_order(database, there, {"LAMP": 2})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-M", LAMP, "CMD-FULL")
    follow(packer)
    with database.reading() as session:
        first, second = session.scalars(select(Parcel.sscc).order_by(Parcel.id)).all()
    loader = at_door(hands)
    loader.scan(first)
    assert status(database, order) == "packed"
    loader.do(incomplete.confirm_incomplete, loader.work.id, "no room")
    loader.scan("CMD-CLOSE")
    hand_over(loader)
    assert status(database, order) == "packed"
    loader = at_door(hands)
    loader.scan(second)
    assert status(database, order) == "staged"
    loader.scan("CMD-CLOSE")
    hand_over(loader)
    assert status(database, order) == "handed_over"
    check_ledger(database)


def test_serials_leave_with_their_parcel(hands, database, there):
    order = picked_order(database, there, {"PHONE": 2})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    loader = at_door(hands)
    follow(loader)
    hand_over(loader)
    with database.reading() as session:
        where = session.scalars(select(Place.kind).join(Serial, Serial.place_id == Place.id)).all()
        assert (where, session.get_one(Order, order).status) == (["customer", "customer"], "handed_over")
        assert session.scalars(select(OrderLine.packed)).one() == 2
    check_ledger(database)


def test_a_load_needs_a_carrier_and_a_dock_that_are_there(hands, database, there):
    for carrier, dock, code in (
        ("NOPE", "DOCK-1", "carrier"),
        ("POST", "PACK-1", "dock"),
        ("", "", "carrier"),
    ):
        with pytest.raises(Refused, match=rf"load\.unknown_{code}"):
            hands("dispatcher").open("load", carrier=carrier, dock=dock)
    loader = at_door(hands)
    assert loader.work.steps[0].codes == []  # none is ready: any parcel may come
    with pytest.raises(Refused, match=r"load\.nothing_missing"):
        loader.do(incomplete.confirm_incomplete, loader.work.id, "why not")
    with pytest.raises(Refused, match=r"load\.not_found"):
        loader.do(incomplete.confirm_incomplete, 999_999, "why not")
    with database.reading() as session:
        assert session.scalars(select(Load.carrier).where(Work.state == "open")).all() == ["POST"]


def at_once(*calls):
    """Runs the calls at the same moment, each in a thread of its own; answers what they answered."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(run, call) for call in calls]]


def test_who_comes_at_the_same_moment_opens_one_load(hands, database, there):
    dispatchers = [hands("dispatcher", f"device-{n}") for n in range(4)]
    opened = at_once(*(partial(d.open, "load", carrier="POST", dock="DOCK-1") for d in dispatchers))
    assert len({work.id for work in opened}) == 1


def test_a_parcel_goes_onto_one_of_two_loads(hands, database, there):
    _order, sscc = one(hands, database, there)
    here, elsewhere = at_door(hands), hands("dispatcher", "other")
    elsewhere.open("load", carrier="POST", dock="DOCK-2")
    elsewhere.scan("LOC-DOCK-2")
    verdicts = at_once(partial(here.scan, sscc), partial(elsewhere.scan, sscc))
    assert sorted(verdict.code for verdict in verdicts) == ["load.parcel_ok", "load.wrong_load"]


def test_each_carrier_says_what_waits_when_it_comes_and_which_loads_are_open(hands, database, there):
    one(hands, database, there), one(hands, database, there)
    first, second = docked(database)
    assert (first.waiting + second.waiting, first.loads, second.loads) == (2, [], [])
    loader = at_door(hands)
    loader.scan(loader.work.steps[0].codes[0])
    post = next(each for each in docked(database) if each.carrier.code == "POST")
    assert (post.waiting, [(load.id, aboard) for load, aboard in post.loads]) == (1, [(loader.work.id, 1)])
    assert post.cutoff is not None


def docked(database):
    with database.reading() as session:
        found = by_carrier(session, now())
        session.expunge_all()
    return found
