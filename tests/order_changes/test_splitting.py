"""An order in two, by line, by date and by stock; each unit that was ordered stays accounted for; on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import cancelling, splitting
from floor.orders.intake import receive_orders
from floor.orders.release import hold_order
from floor.planning import waves
from floor.supervision.order_history import order_history
from models import Order, Refused
from tests import build
from tests.dispatch.test_loading import at_once
from tests.order_changes.test_cancelling import refusable

FRIDAY = datetime(2031, 1, 3, 17, tzinfo=UTC)


def split(hands, database, order, units, **more):
    with database.reading() as session:
        version = session.get_one(Order, order).version
    boss = hands("supervisor")
    return boss.do(lambda tx: splitting.split_order(tx, order, version, units, "half now", **more).id)


def refusal(hands, database, order, units):
    with pytest.raises(Refused) as refused:
        split(hands, database, order, units)
    return refused.value.code


def kept(database, order):
    with database.reading() as session:
        assert invariants.findings(session) == []
        found = session.get_one(Order, order)
        return found.number, found.status, {line.sku_text: line.wanted for line in found.lines if line.wanted}


def test_what_is_named_goes_by_itself_another_day(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    part = split(hands, database, order, {"MUG": 2}, due=FRIDAY)
    assert kept(database, order) == ("N1", "ready", {"MUG": 1, "LAMP": 1})
    assert kept(database, part) == ("N1-S1", "ready", {"MUG": 2})
    with database.reading() as session:
        of, made = session.get_one(Order, order), session.get_one(Order, part)
        assert (made.split_of, made.due, made.ship_to) == (order, FRIDAY, of.ship_to)
        for each, code in ((of, "event.order.split"), (made, "event.order.split_off")):
            told = next(said for said in order_history(session, each) if said.code == code)
            assert (told.params["goods"], told.params["reason"], told.person) == (
                ["2 × MUG"], "half now", "Supervisor",
            )  # fmt: skip
    assert kept(database, split(hands, database, part, {"MUG": 1}))[0] == "N1-S1-S1"
    assert kept(database, split(hands, database, order, {"LAMP": 1}))[0] == "N1-S2"


def test_both_are_picked_each_by_itself(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    part = split(hands, database, order, {"LAMP": 1})
    hands("supervisor").do(waves.plan_wave, [order, part])
    picker = hands("picker")
    for tote in ("TOTE-1", "TOTE-2"):
        picker.take("pick")
        while picker.work.steps:
            step = picker.work.steps[0]
            picker.scan(step.codes[0] if step.codes else tote)
    assert [kept(database, each)[1] for each in (order, part)] == ["picked", "picked"]


def test_what_stock_lacks_waits_for_it_and_the_rest_goes(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 500})
    part = split(hands, database, order, {})
    _number, status, lamps = kept(database, part)
    _number, _status, now = kept(database, order)
    assert (status, lamps["LAMP"] + now["LAMP"], now["MUG"]) == ("ready", 500, 3)
    with database.reading() as session:
        assert session.get_one(Order, part).waits_since is not None
        assert session.get_one(Order, order).waits_since is None
    hands("supervisor").do(waves.plan_wave, None)
    assert (kept(database, order)[1], kept(database, part)[1]) == ("waved", "ready")


def test_what_cannot_be_split_says_why(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    for units, code in (
        ({"OIL": 1}, "order.not_in_it"), ({"MUG": 4}, "order.split_more"),
        ({"MUG": 3, "LAMP": 1}, "order.split_all"), ({}, "order.split_nothing"),
    ):  # fmt: skip
        assert refusal(hands, database, order, units) == code
    hands("supervisor").do(hold_order, order, "wait")
    assert refusal(hands, database, order, {"MUG": 1}) == "order.split_held"
    waved = ready({"MUG": 3})
    hands("supervisor").do(waves.plan_wave, [waved])
    assert refusal(hands, database, waved, {"MUG": 1}) == "order.split_too_late"


def test_the_shop_sends_the_order_again_or_cancels_it(hands, database, there):
    raw = {"channel": "shop", "number": "N1", "paid": True, "ship_to": {**build.SHIP_TO, "phone": ""},
           "lines": [{"sku": "MUG", "quantity": 3}]}  # fmt: skip
    boss = hands("supervisor")
    order = boss.do(lambda tx: receive_orders(tx, [raw])[0].order.id)
    part = split(hands, database, order, {"MUG": 1})
    assert boss.do(lambda tx: receive_orders(tx, [raw])[0].status) == "duplicate"
    boss.do(cancelling.cancel_order, order, "no more")
    assert [kept(database, each)[1] for each in (order, part)] == ["cancelled", "cancelled"]


def test_a_split_and_a_wave_are_one_or_the_other(hands, database, ready):
    for _round in range(3):
        order = ready({"MUG": 2})
        with database.reading() as session:
            version = session.get_one(Order, order).version
        clerk, boss = hands("supervisor"), hands("admin")
        at_once(
            lambda clerk=clerk, order=order, version=version: refusable(
                clerk.do, splitting.split_order, order, version, {"MUG": 1}, "race"
            ),
            lambda boss=boss, order=order: refusable(boss.do, waves.plan_wave, [order]),
        )
        with database.reading() as session:
            assert invariants.findings(session) == []
            parts = session.scalars(select(Order).where(Order.split_of == order)).all()
            assert (
                sum(line.wanted for each in (*parts, session.get_one(Order, order)) for line in each.lines)
                == 2
            )
