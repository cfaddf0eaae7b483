"""What a supervisor decides about orders: released, held, hurried; never silently, and never what cannot ship."""

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.orders import release
from floor.planning import waves
from floor.stock.allocation import allocate, shelves, today
from models import Hold, Order, OrderWord, Outbox, PickTask, Refused, Sku, Work
from models.order_words import words_of
from tests import build


def raw(number="1", **fields):
    return {
        "channel": "webshop",
        "number": number,
        "paid": True,
        "ship_to": dict(build.SHIP_TO),
        "lines": [{"sku": "MUG", "quantity": 6}],
        **fields,
    }


@pytest.fixture
def supervisor(hands):
    return hands("supervisor")


@pytest.fixture
def send(writer, there):
    return lambda sent: writer.perform(SYSTEM, build.received, sent).order.id


@pytest.fixture
def look(database):
    def read(order_id):
        with database.reading() as session:
            order = session.get_one(Order, order_id)
            lines = [(ln.sku.code if ln.sku else None, ln.quantity) for ln in order.lines]
            return order.status, lines, [hold.code for hold in order.open_holds]

    return read


@pytest.mark.parametrize(
    "fields",
    [
        {"paid": False},
        {"ship_to": build.SHIP_TO | {"street": ""}},
        {"ship_to": build.SHIP_TO | {"name": "a\x00"}},
        {"due": "soon"},
        {"priority": "asap"},
        {"lines": [{"sku": "MUG", "quantity": 6, "unit_price": "free"}]},
    ],
)
def test_some_problems_a_supervisor_may_overrule(send, supervisor, look, database, there, fields):
    order = send(raw(**fields))
    assert supervisor.do(release.release_order, order).status == "ready"
    assert look(order) == ("ready", [("MUG", 6)], [])
    with database.reading() as session:
        hold = session.scalars(select(Hold)).one()
        assert hold.released_by == there.people["supervisor"].id
        assert hold.released_at is not None


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"lines": [{"sku": "POST", "quantity": 1}]}, "order.unknown_sku", "lines[0].sku"),
        ({"lines": [{"sku": "MUG", "quantity": -1}]}, "order.bad_quantity", "lines[0].quantity"),
        ({"lines": []}, "order.no_lines", "lines"),
        ({"ship_to": build.SHIP_TO | {"country": ""}}, "order.missing_country", "ship_to.country"),
        ({"ship_to": build.SHIP_TO | {"country": "XX"}}, "order.unknown_country", "ship_to.country"),
    ],
)
def test_others_make_shipping_impossible(send, supervisor, look, fields, code, field):
    order = send(raw(**fields))
    before = look(order)
    with pytest.raises(Refused) as refused:
        supervisor.do(release.release_order, order)
    assert refused.value.code == "order.cannot_release"
    assert [(r["code"], r["field"]) for r in refused.value.params["reasons"]] == [(code, field)]
    assert look(order) == before


def test_an_order_can_go_without_its_bad_lines(send, supervisor, look, database):
    lines = [
        {"sku": "POST", "quantity": 1},
        {"sku": "MUG", "quantity": 2},
        {"sku": "MUG", "quantity": 2},
        {"sku": "LAMP", "quantity": 0},
        {"sku": "OIL", "quantity": 4, "unit_price": "?"},
    ]
    order = send(raw(lines=lines))
    supervisor.do(release.release_order, order, without_bad_lines=True)
    assert look(order) == ("ready", [("MUG", 2), ("OIL", 4)], [])
    with database.reading() as session:
        told = [event for row in session.scalars(select(Outbox).order_by(Outbox.id)) for event in row.events]
    assert told[-1]["type"] == "order.released"
    assert [line["sku"] for line in told[-1]["data"]["left_out"]] == ["POST", "MUG", "LAMP"]


def test_released_as_it_is_a_repeated_row_is_shipped_twice(send, supervisor, look):
    order = send(raw(lines=[{"sku": "MUG", "quantity": 2}] * 2))
    supervisor.do(release.release_order, order)
    assert look(order) == ("ready", [("MUG", 2), ("MUG", 2)], [])


def test_an_order_of_bad_lines_alone_cannot_go(send, supervisor):
    order = send(raw(lines=[{"sku": "POST", "quantity": 1}]))
    with pytest.raises(Refused, match=r"order\.cannot_release") as refused:
        supervisor.do(release.release_order, order, without_bad_lines=True)
    assert refused.value.params["reasons"][0]["code"] == "order.no_lines"
    assert refused.value.params["todo"] == "order.no_line_is_good"
    with pytest.raises(Refused, match=r"order\.cannot_release") as refused:
        supervisor.do(release.release_order, order)
    assert refused.value.params["todo"] == "order.no_line_is_good"


def test_what_would_let_an_order_go_is_said(send, supervisor):
    lines = [{"sku": "POST", "quantity": 1}, {"sku": "MUG", "quantity": 1}]
    for sent, todo in (
        (raw(lines=lines), "order.leave_lines_out"),
        (raw(number="other", ship_to=build.SHIP_TO | {"country": ""}), "order.correct_it"),
    ):
        with pytest.raises(Refused, match=r"order\.cannot_release") as refused:
            supervisor.do(release.release_order, send(sent))
        assert refused.value.params["todo"] == todo


def test_a_sku_that_came_in_since_is_found(send, supervisor, look, database):
    order = send(raw(lines=[{"sku": "VASE", "quantity": 3}]))
    with database.writing() as session:
        session.add(Sku(code="VASE", name="vase"))
        session.commit()
    supervisor.do(release.release_order, order)
    assert look(order) == ("ready", [("VASE", 3)], [])


def test_only_what_is_held_can_be_released(send, supervisor):
    with pytest.raises(Refused, match=r"order\.not_held"):
        supervisor.do(release.release_order, send(raw()))
    with pytest.raises(Refused, match=r"order\.not_found"):
        supervisor.do(release.release_order, 4711)


def test_the_original_may_win_and_is_not_asked_about_again(send, writer, supervisor, look):
    other = raw(lines=[{"sku": "MUG", "quantity": 7}])
    order = send(raw())
    send(other)
    assert look(order)[0] == "held"
    supervisor.do(release.release_order, order)
    assert look(order) == ("ready", [("MUG", 6)], [])
    assert [writer.perform(SYSTEM, build.received, sent).status for sent in (other, raw())] == [
        "duplicate"
    ] * 2
    assert look(order)[0] == "ready"


def test_the_proposal_may_win_and_the_original_is_not_asked_about_again(
    send, writer, supervisor, look, database
):
    other = raw(
        lines=[{"sku": "LAMP", "quantity": 7}], ship_to=build.SHIP_TO | {"city": "Leeds"}, priority="urgent"
    )
    order = send(raw())
    send(other)
    supervisor.do(release.release_order, order, use_proposal=True)
    assert look(order) == ("ready", [("LAMP", 7)], [])
    assert [writer.perform(SYSTEM, build.received, sent).status for sent in (other, raw())] == [
        "duplicate"
    ] * 2
    with database.reading() as session:
        taken = session.get_one(Order, order)
        assert (taken.proposal, taken.ship_to["city"], taken.priority) == (None, "Leeds", "urgent")
        words = set(session.scalars(select(OrderWord.word)))
    assert words == words_of(taken.number, taken.ship_to)


def test_a_proposal_with_problems_of_its_own_holds_the_order_anew(send, supervisor, look):
    order = send(raw())
    send(raw(paid=False, lines=[{"sku": "POST", "quantity": 1}, {"sku": "LAMP", "quantity": 1}]))
    supervisor.do(release.release_order, order, use_proposal=True)
    assert look(order) == ("held", [(None, 1), ("LAMP", 1)], ["order.unpaid", "order.unknown_sku"])
    supervisor.do(release.release_order, order, without_bad_lines=True)
    assert look(order) == ("ready", [("LAMP", 1)], [])


def test_without_a_proposal_there_is_none_to_use(send, supervisor):
    with pytest.raises(Refused, match=r"order\.no_proposal"):
        supervisor.do(release.release_order, send(raw(paid=False)), use_proposal=True)


def test_an_order_in_its_wave_takes_no_other_content_but_its_hold_can_end(send, supervisor, look):
    order = send(raw())
    supervisor.do(waves.plan_wave, [order])
    send(raw(lines=[{"sku": "MUG", "quantity": 7}]))
    with pytest.raises(Refused, match=r"order\.too_late_to_change"):
        supervisor.do(release.release_order, order, use_proposal=True)
    assert look(order) == ("waved", [("MUG", 6)], ["order.changed"])
    supervisor.do(release.release_order, order)
    assert look(order) == ("waved", [("MUG", 6)], [])


def test_a_held_order_whose_wave_is_cancelled_waits_for_the_decision(send, supervisor, look):
    order = send(raw())
    wave = supervisor.do(waves.plan_wave, [order])
    supervisor.do(release.hold_order, order, "customer calls back")
    supervisor.do(waves.cancel_wave, wave.id)
    assert look(order) == ("held", [("MUG", 6)], ["order.held_by_hand"])


def test_a_promised_order_that_was_held_can_take_the_proposal(send, writer, supervisor, look):
    def promise(tx):
        order = tx.db.scalars(select(Order)).one()
        line = order.lines[0]
        allocate(tx, line, 6, shelves(tx, [line.sku_id]), today(tx))
        order.do("allocate")

    order = send(raw())
    writer.perform(SYSTEM, promise)
    send(raw(lines=[{"sku": "LAMP", "quantity": 1}]))
    supervisor.do(release.release_order, order, use_proposal=True)
    assert look(order) == ("ready", [("LAMP", 1)], [])


def test_a_person_can_hold_an_order_and_let_it_go_again(send, supervisor, look):
    order = send(raw())
    supervisor.do(release.hold_order, order, "customer calls back")
    assert look(order) == ("held", [("MUG", 6)], ["order.held_by_hand"])
    supervisor.do(release.release_order, order)
    assert look(order)[0] == "ready"


def test_an_order_that_has_left_cannot_be_held_or_hurried(ready, supervisor):
    for status in ("handed_over", "cancelled", "delivered"):
        order = ready({"MUG": 1}, status=status)
        for decide, what in ((release.hold_order, "late"), (release.set_priority, "urgent")):
            with pytest.raises(Refused, match=r"order\.not_allowed"):
                supervisor.do(decide, order, what)


def test_urgency_reaches_the_open_work_and_leaves_it_with_its_last_urgent_order(ready, supervisor, database):
    first, second = ready({"MUG": 1}), ready({"LAMP": 1})
    supervisor.do(waves.plan_wave, [first, second], mode="cluster")

    def urgent():
        with database.reading() as session:
            return session.scalars(select(Work.urgent).where(Work.id.in_(select(PickTask.id)))).all()

    supervisor.do(release.set_priority, first, "urgent")
    supervisor.do(release.set_priority, second, "urgent")
    assert urgent() == [True]
    supervisor.do(release.set_priority, first, "normal")
    assert urgent() == [True]
    supervisor.do(release.set_priority, second, "normal")
    assert urgent() == [False]
    with pytest.raises(Refused, match=r"order\.bad_priority"):
        supervisor.do(release.set_priority, first, "asap")


@pytest.mark.parametrize(("released", "code"), [(False, None), (True, "order.too_late_to_change")])
def test_a_line_that_was_promised_may_be_left_out_and_one_that_was_sent_to_pickers_not(
    send, supervisor, look, released, code
):
    order = send(raw(lines=[{"sku": "MUG", "quantity": 6}] * 2))
    supervisor.do(release.release_order, order)
    wave = supervisor.do(waves.plan_wave, [order], release=released)
    supervisor.do(waves.cancel_wave, wave.id)
    supervisor.do(release.hold_order, order, "twice?")
    if code is None:
        supervisor.do(release.release_order, order, without_bad_lines=True)
        assert look(order) == ("ready", [("MUG", 6)], [])
    else:
        with pytest.raises(Refused, match=code):
            supervisor.do(release.release_order, order, without_bad_lines=True)
