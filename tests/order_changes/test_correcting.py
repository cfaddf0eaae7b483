"""An order's address, service, notes and lines are changed on its way: by a program and at the desk, on both
databases."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import correcting
from floor.orders import intake, release
from floor.planning import waves
from floor.supervision.order_history import order_history
from models import Order, OrderLine, Parcel, PickTask, Refused
from tests import build
from tests.dispatch.test_loading import at_door, at_once, hand_over
from tests.order_changes.test_cancelling import refusable
from tests.packing.steps import LAMP, follow, status

LATER = {"ship_to": {"street": "2 Low Road"}}


def correct(hands, database, order, changes, *, version=0, reason="customer called"):
    with database.reading() as session:
        version = version or session.get_one(Order, order).version
    hands("supervisor").do(correcting.correct_order, order, version, changes, reason)


def kept(database, order):
    with database.reading() as session:
        assert invariants.findings(session) == []
        found = session.get_one(Order, order)
        return found.status, found.ship_to["street"], [hold.code for hold in found.open_holds]


def refusal(hands, database, order, changes=LATER, **more):
    before = kept(database, order)
    with pytest.raises(Refused) as refused:
        correct(hands, database, order, changes, **more)
    assert kept(database, order) == before
    return refused.value


def test_the_time_line_says_who_changed_what_and_why(hands, database, ready):
    order = ready({"MUG": 1})
    correct(hands, database, order, {**LATER, "service": "express", "gift_note": "For Ada"})
    assert kept(database, order) == ("ready", "2 Low Road", [])
    with database.reading() as session:
        told = order_history(session, session.get_one(Order, order))[-1]
    assert (told.code, told.person) == ("event.order.changed", "Supervisor")
    assert told.params["reason"] == "customer called"
    assert told.params["changed"] == [
        "ship_to.street: 1 High Street → 2 Low Road", "service: standard → express", "gift_note: – → For Ada",
    ]  # fmt: skip


def test_the_second_of_two_is_told_what_the_first_has_changed(hands, database, ready):
    order = ready({"MUG": 1})
    with database.reading() as session:
        seen = session.get_one(Order, order).version
    correct(hands, database, order, LATER, version=seen)
    refused = refusal(hands, database, order, {"service": "express"}, version=seen)
    assert (refused.code, refused.params["changed"]) == (
        "order.stale", ["ship_to.street: 1 High Street → 2 Low Road"],
    )  # fmt: skip


def test_nothing_new_changes_nothing(hands, database, ready):
    order = ready({"MUG": 1})
    with database.reading() as session:
        seen = session.get_one(Order, order).version
    correct(hands, database, order, {"ship_to": {"street": "1 High Street"}}, version=seen)
    with database.reading() as session:
        assert session.get_one(Order, order).version == seen


def sent(hands, **changes):
    raw = {"channel": "shop", "number": "N1", "paid": True, "ship_to": {**build.SHIP_TO, "phone": ""},
           "lines": [{"sku": "MUG", "quantity": 1}], **changes}  # fmt: skip
    return hands("supervisor").do(lambda tx: intake.receive_orders(tx, [raw])[0].order.id)


def test_a_hold_ends_when_its_cause_was_corrected(hands, database, there):
    order = sent(hands, ship_to={**build.SHIP_TO, "street": ""})
    assert kept(database, order) == ("held", "", ["order.missing_street"])
    correct(hands, database, order, LATER)
    assert kept(database, order) == ("ready", "2 Low Road", [])


def test_what_is_wrong_now_holds_the_order(hands, database, there):
    order = sent(hands)
    correct(hands, database, order, {"ship_to": {"street": ""}})
    assert kept(database, order) == ("held", "", ["order.missing_street"])
    correct(hands, database, order, LATER)
    assert kept(database, order) == ("ready", "2 Low Road", [])


def test_another_hold_stays(hands, database, there):
    order = sent(hands, paid=False)
    correct(hands, database, order, LATER)
    assert kept(database, order) == ("held", "2 Low Road", ["order.unpaid"])


def lines(database, order):
    with database.reading() as session:
        query = select(OrderLine).where(OrderLine.order_id == order).order_by(OrderLine.position)
        return [(line.sku_text, line.quantity) for line in session.scalars(query)]


def test_lines_change_until_a_wave_has_them(hands, database, there):
    order = sent(hands, lines=[{"sku": "MUG", "quantity": 1}, {"sku": "NOTHING", "quantity": 1}])
    correct(hands, database, order, {"lines": [{"sku": "LAMP", "quantity": 2}]})
    assert (kept(database, order)[0], lines(database, order)) == ("ready", [("LAMP", 2)])
    correct(hands, database, order, {"lines": [{"sku": "NOTHING", "quantity": 2}]})
    assert kept(database, order)[2] == ["order.unknown_sku"]


def test_lines_that_a_wave_has_stay_and_the_address_changes(hands, database, ready):
    order = ready({"MUG": 1})
    hands("supervisor").do(waves.plan_wave, [order])
    refused = refusal(hands, database, order, {"lines": [{"sku": "LAMP", "quantity": 2}]})
    assert refused.code == "order.too_late_to_change"
    correct(hands, database, order, {**LATER, "note": "ring twice"})
    assert kept(database, order)[:2] == ("waved", "2 Low Road")
    with database.reading() as session:
        assert session.scalar(select(PickTask)).remarks == [{"order": "N1", "note": "ring twice"}]


def packed(hands, database, ready):
    """An order of one lamp that was picked and packed, and its parcel's SSCC."""
    order = ready({"LAMP": 1})
    hands("supervisor").do(waves.plan_wave, [order])
    picker, packer = hands("picker"), hands("packer")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-2", LAMP, "LOC-PACK-1")
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    with database.reading() as session:
        return order, session.scalar(select(Parcel.sscc).where(Parcel.order_id == order))


def test_a_labelled_box_goes_back_to_packing_and_gets_another_label(hands, database, ready):
    order, old = packed(hands, database, ready)
    correct(hands, database, order, LATER)
    assert kept(database, order)[:2] == ("packing", "2 Low Road")
    packer = hands("packer")
    assert at_door(hands).scan(old).code == "load.void_label"
    packer.take("pack")
    assert ("pack.box_reopened", {"sscc": old}) in packer.work.notices
    packer.scans("CTN-BOX-M", LAMP)
    follow(packer)
    assert status(database, order) == "packed"
    with database.reading() as session:
        assert session.scalar(select(Parcel.sscc).where(Parcel.state == "labelled")) != old


def test_a_parcel_aboard_is_taken_off_first(hands, database, ready):
    order, sscc = packed(hands, database, ready)
    loader = at_door(hands)
    loader.scan(sscc)
    refused = refusal(hands, database, order)
    assert (refused.code, refused.params["parcels"]) == ("order.take_off_first", [sscc])
    loader.scans("CMD-UNLOAD", sscc)
    correct(hands, database, order, LATER)
    assert kept(database, order)[:2] == ("packing", "2 Low Road")


def test_what_has_left_does_not_change(hands, database, ready):
    order, sscc = packed(hands, database, ready)
    loader = at_door(hands)
    loader.scans(sscc, "CMD-CLOSE")
    hand_over(loader)
    assert refusal(hands, database, order).code == "order.left"


def test_one_on_hold_stays_on_hold(hands, database, ready):
    order = ready({"MUG": 1})
    hands("supervisor").do(release.hold_order, order, "wait")
    correct(hands, database, order, LATER)
    assert kept(database, order) == ("held", "2 Low Road", ["order.held_by_hand"])


def test_other_lines_and_a_wave_are_one_or_the_other(hands, database, ready):
    other = {"lines": [{"sku": "LAMP", "quantity": 2}]}
    for _round in range(5):
        order = ready({"MUG": 1})
        with database.reading() as session:
            seen = session.get_one(Order, order).version
        clerk, boss = hands("supervisor"), hands("admin")
        at_once(
            lambda clerk=clerk, order=order, seen=seen: refusable(
                clerk.do, correcting.correct_order, order, seen, other, "race"
            ),
            lambda boss=boss, order=order: refusable(boss.do, waves.plan_wave, [order]),
        )
        with database.reading() as session:
            assert invariants.findings(session) == []
            assert session.get_one(Order, order).status == "waved"
