"""A cancelled order comes again under its number, corrected: by program, file and channel, and by hand; on both
databases."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import cancelling, reopening
from floor.order_changes.correcting import correct_order
from floor.orders import intake
from floor.planning import waves
from floor.supervision.order_history import order_history
from models import Order, Refused
from tests import build
from tests.dispatch.test_loading import at_once
from tests.order_changes.test_cancelling import refusable

MUG = build.GTIN["MUG"]
FIRST = {
    "channel": "shop", "number": "N1", "paid": True, "ship_to": {**build.SHIP_TO, "phone": ""},
    "lines": [{"sku": "MUG", "quantity": 3}],
}  # fmt: skip
SECOND = {**FIRST, "lines": [{"sku": "MUG", "quantity": 1}, {"sku": "LAMP", "quantity": 1}]}


def send(hands, raw):
    return hands("supervisor").do(lambda tx: _seen(intake.receive_orders(tx, [raw])[0]))


def _seen(received):
    return received.status, [each.code for each in received.reasons], received.order and received.order.id


def kept(database):
    with database.reading() as session:
        assert invariants.findings(session) == []
        return [
            (each.edition, each.status, [(line.sku_text, line.quantity) for line in each.lines])
            for each in session.scalars(select(Order).order_by(Order.edition))
        ]


def cancelled(hands, raw=FIRST):
    _status, _codes, order = send(hands, raw)
    hands("supervisor").do(cancelling.cancel_order, order, "no more")
    return order


def test_corrected_it_comes_in_again_and_the_old_one_stays_cancelled(hands, database, there):
    before = cancelled(hands)
    status, codes, again = send(hands, SECOND)
    assert (status, codes, again == before) == ("accepted", ["order.came_anew"], False)
    assert kept(database) == [
        (1, "cancelled", [("MUG", 3)]), (2, "ready", [("MUG", 1), ("LAMP", 1)]),
    ]  # fmt: skip
    with database.reading() as session:
        told = [each.code for each in order_history(session, session.get_one(Order, again))]
        assert [code for code in told if code != "history.released"] == [
            "history.received", "event.order.cancelled", "history.received", "event.order.reopened",
        ]  # fmt: skip
        old = order_history(session, session.get_one(Order, before))[-1]
    assert (old.code, old.params, old.href) == (
        "history.reopened_as",
        {"edition": 2},
        f"/desk/orders/{again}",
    )


def test_what_was_cancelled_does_not_come_to_life_when_it_is_sent_again(hands, database, there):
    before = cancelled(hands)
    assert send(hands, FIRST) == ("duplicate", ["order.duplicate"], before)
    _status, _codes, again = send(hands, SECOND)
    assert send(hands, FIRST) == ("duplicate", ["order.duplicate"], again)
    assert send(hands, SECOND) == ("duplicate", ["order.duplicate"], again)
    assert len(kept(database)) == 2


def test_it_may_be_cancelled_and_corrected_again_and_again(hands, database, there):
    cancelled(hands)
    for units in (4, 5, 6):
        cancelled(hands, {**FIRST, "lines": [{"sku": "MUG", "quantity": units}]})
    assert [each[:2] for each in kept(database)] == [(at, "cancelled") for at in (1, 2, 3, 4)]


def test_what_is_wrong_with_the_corrected_one_holds_it(hands, database, there):
    cancelled(hands)
    status, codes, _again = send(hands, {**SECOND, "paid": False})
    assert (status, codes) == ("held", ["order.came_anew", "order.unpaid"])
    assert kept(database)[1][1] == "held"


def test_one_whose_goods_are_being_put_back_comes_in_again(hands, database, there):
    _status, _codes, before = send(hands, FIRST)
    hands("supervisor").do(waves.plan_wave, [before])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1", MUG)
    hands("supervisor").do(cancelling.cancel_order, before, "no more")
    _status, _codes, again = send(hands, SECOND)
    hands("supervisor").do(waves.plan_wave, [again])
    assert [each[1] for each in kept(database)] == ["cancelled", "waved"]


def reopen(hands, database, order, who="supervisor"):
    with database.reading() as session:
        version = session.get_one(Order, order).version
    return hands(who).do(lambda tx: reopening.reopen_order(tx, order, version, "called again").id)


def test_somebody_reopens_it_and_then_changes_it(hands, database, there):
    before = cancelled(hands)
    again = reopen(hands, database, before)
    hands("supervisor").do(correct_order, again, 2, {"lines": SECOND["lines"]}, "called again")
    assert kept(database)[1][1:] == ("ready", [("MUG", 1), ("LAMP", 1)])
    with pytest.raises(Refused) as refused:
        reopen(hands, database, before)
    assert (refused.value.code, refused.value.params["edition"]) == ("order.reopened_already", 2)
    with pytest.raises(Refused) as refused:
        reopen(hands, database, again)
    assert refused.value.code == "order.not_cancelled"


def test_a_change_of_a_cancelled_order_says_to_reopen_it(hands, database, there):
    before = cancelled(hands)
    with database.reading() as session:
        version = session.get_one(Order, before).version
    with pytest.raises(Refused) as refused:
        hands("supervisor").do(correct_order, before, version, {"service": "express"}, "so")
    assert refused.value.code == "order.reopen_first"


def test_two_who_reopen_it_at_once_make_one_of_it(hands, database, there):
    for number in "ABC":
        before = cancelled(hands, {**FIRST, "number": number})
        ada, bob = hands("supervisor"), hands("admin")
        second = {**SECOND, "number": number}
        with database.reading() as session:
            version = session.get_one(Order, before).version
        at_once(
            lambda ada=ada, before=before, version=version: refusable(
                ada.do, reopening.reopen_order, before, version, "race"
            ),
            lambda bob=bob, second=second: bob.do(lambda tx: bool(intake.receive_orders(tx, [second]))),
        )
        with database.reading() as session:
            assert invariants.findings(session) == []
            editions = session.scalars(select(Order.edition).where(Order.number == number)).all()
            assert sorted(editions) == [1, 2]
