"""Orders come in: checked, named once, held whole where a person must look; on both databases."""

import copy
import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from floor.core.messages import CODES, text
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.orders import address, draft, intake
from floor.orders.checks import Checks
from floor.planning import waves
from floor.stock.allocation import allocate, shelves, today
from models import Hold, Order, OrderLine, Outbox, Quant, Sku
from tests import build

GOOD = {
    "channel": "webshop",
    "number": "536365",
    "priority": "normal",
    "due": "2031-03-01T16:00:00Z",
    "paid": True,
    "ship_to": dict(build.SHIP_TO),
    "service": "standard",
    "lines": [{"sku": "MUG", "quantity": 6, "unit_price": "2.55"}, {"sku": "LAMP", "quantity": 1}],
    "note": "",
}


BAD_QUANTITIES = (
    0, -3, "1.5", 1.5, True, None, "", "six", 10**12, "1000001", [6], {"n": 6}, math.nan, "٣", "1e3"
)  # fmt: skip


def changed(**fields):
    return {**copy.deepcopy(GOOD), **fields}


def shipped_to(**fields):
    return changed(ship_to={**build.SHIP_TO, **fields})


def line(**fields):
    return changed(lines=[{"sku": "MUG", "quantity": 6, **fields}])


@pytest.fixture
def send(writer, there):
    return lambda raw: writer.perform(SYSTEM, build.received, raw)


@pytest.fixture
def order_of(database):
    def read(number="536365"):
        with database.reading() as session:
            order = session.scalars(select(Order).where(Order.number == number)).one()
            return order, [(line, line.sku)[0] for line in order.lines], list(order.holds)

    return read


def codes(received):
    return [(reason.code, reason.field) for reason in received.reasons]


def test_a_good_order_is_ready_with_its_lines(send, order_of):
    received = send(GOOD)
    order, lines, holds = order_of()
    assert (received.status, received.reasons, received.order.id) == ("accepted", [], order.id)
    assert (order.status, order.ship_to["city"], order.due.isoformat()) == (
        "ready",
        "London",
        "2031-03-01T16:00:00+00:00",
    )
    assert [(ln.position, ln.sku.code, ln.quantity, ln.unit_price) for ln in lines] == [
        (1, "MUG", 6, "2.55"),
        (2, "LAMP", 1, ""),
    ]
    assert holds == []


FAULTY = [
    (line(sku="POST"), [("order.unknown_sku", "lines[0].sku")]),
    (line(sku=None), [("order.unknown_sku", "lines[0].sku")]),
    *((line(quantity=bad), [("order.bad_quantity", "lines[0].quantity")])
      for bad in BAD_QUANTITIES),
    (line(unit_price="2,55"), [("order.bad_price", "lines[0].unit_price")]),
    (line(unit_price=-1), [("order.bad_price", "lines[0].unit_price")]),
    (changed(lines=[]), [("order.no_lines", "lines")]),
    (changed(lines=None), [("order.no_lines", "lines")]),
    (changed(lines=[{"sku": "MUG", "quantity": 1}] * 2), [("order.repeated_row", "lines[1]")]),
    (shipped_to(name=""), [("order.missing_name", "ship_to.name")]),
    (shipped_to(name="  "), [("order.missing_name", "ship_to.name")]),
    (shipped_to(street=None), [("order.missing_street", "ship_to.street")]),
    (shipped_to(city=""), [("order.missing_city", "ship_to.city")]),
    (shipped_to(country=""), [("order.missing_country", "ship_to.country")]),
    *((shipped_to(country=bad), [("order.unknown_country", "ship_to.country")])
      for bad in ("XX", "ZZ", "EU", "UK", "GBR", "England", "1")),
    (shipped_to(street="a\x00b"), [("order.unreadable_text", "ship_to.street")]),
    (shipped_to(name="ᚠᚢᚦ"), [("order.unprintable", "ship_to.name")]),
    (shipped_to(city="Oslo 🏠"), [("order.unprintable", "ship_to.city")]),
    (shipped_to(city="a\ud800"), [("order.unreadable_text", "ship_to.city")]),
    (shipped_to(postcode=123), [("order.not_text", "ship_to.postcode")]),
    (changed(note="\x07"), [("order.unreadable_text", "note")]),
    (changed(paid=False), [("order.unpaid", "paid")]),
    (changed(paid=None), [("order.unpaid", "paid")]),
    (changed(paid="perhaps"), [("order.bad_paid", "paid")]),
    (changed(priority="asap"), [("order.bad_priority", "priority")]),
    *((changed(due=bad), [("order.bad_due", "due")])
      for bad in ("tomorrow", "2031-03-01T16:00:00", 5, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")),
]  # fmt: skip


def test_an_order_with_one_wrong_value_is_held_whole(writer, there, database):
    raws = [raw | {"number": str(n)} for n, (raw, _) in enumerate(FAULTY)]
    received = writer.perform(SYSTEM, intake.receive_orders, raws)
    for one, (raw, reasons) in zip(received, FAULTY, strict=True):
        assert (one.status, codes(one)) == ("held", reasons), raw
    with database.reading() as session:
        for order, (raw, reasons) in zip(
            session.scalars(select(Order).order_by(Order.id)), FAULTY, strict=True
        ):
            assert (order.status, [(hold.code, hold.field) for hold in order.holds]) == ("held", reasons), raw
            assert len(order.lines) == len(raw["lines"] or [])


def test_countries_of_iso_3166_are_known_in_either_case():
    for country in ("GB", "gb", "JE", "GG", "IM", "TW", "HK", "GR"):
        read = draft.read_order(shipped_to(country=country, postcode=""))
        assert (read.ship_to["country"], Checks().holding(read.problems)) == (country.upper(), [])


def test_there_are_as_many_countries_as_iso_has():
    assert len(address.countries()) == 249


def test_several_faults_are_all_told_and_what_was_sent_is_kept(send, order_of):
    lines = [{"sku": "DOT", "quantity": "-2"}, {"sku": "MUG", "quantity": "3"}]
    received = send(changed(paid="no", lines=lines))
    assert codes(received) == [
        ("order.unpaid", "paid"),
        ("order.bad_quantity", "lines[0].quantity"),
        ("order.unknown_sku", "lines[0].sku"),
    ]
    _, kept, _ = order_of()
    assert [(ln.sku_text, ln.quantity_text, ln.quantity) for ln in kept] == [
        ("DOT", "-2", 0),
        ("MUG", "3", 3),
    ]


SHAPELESS = [
    (None, ("order.not_an_object", "")),
    ([], ("order.not_an_object", "")),
    ("order", ("order.not_an_object", "")),
    ({}, ("order.no_channel", "channel")),
    (changed(channel=""), ("order.no_channel", "channel")),
    (changed(number=536365), ("order.no_number", "number")),
    (changed(number=" "), ("order.no_number", "number")),
    (changed(number="5\x005"), ("order.unreadable_text", "number")),
    (changed(number="5" * 101), ("order.too_long", "number")),
    (changed(lines={"sku": "MUG"}), ("order.bad_lines", "lines")),
    (changed(lines=["MUG"]), ("order.bad_lines", "lines")),
    (changed(lines=[{"sku": "MUG", "quantity": 1}] * 1001), ("order.too_many_lines", "lines")),
    (changed(note="a" * 5001), ("order.too_long", "note")),
    (shipped_to(street="a" * 501), ("order.too_long", "ship_to.street")),
    (line(sku="a" * 101), ("order.too_long", "lines[0].sku")),
    (line(quantity="1" * 501), ("order.too_long", "lines[0].quantity")),
]


def test_what_has_not_the_shape_of_an_order_is_rejected_and_leaves_nothing(writer, there, database):
    received = writer.perform(SYSTEM, intake.receive_orders, [raw for raw, _ in SHAPELESS])
    for one, (raw, reason) in zip(received, SHAPELESS, strict=True):
        assert (one.status, codes(one), one.order) == ("rejected", [reason], None), raw
    with database.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == 0
        assert session.scalar(select(func.count(Outbox.id))) == 0


def test_html_is_just_text(send, order_of):
    assert send(shipped_to(name="<script>alert(1)</script>")).status == "accepted"
    assert order_of()[0].ship_to["name"] == "<script>alert(1)</script>"


def test_a_sku_is_found_exactly_first_then_by_its_letters_if_one_fits(send, writer, database):
    with database.writing() as session:
        session.add_all([Sku(code="15056N", name="up"), Sku(code="15056n", name="low")])
        session.commit()
    sent = [{"sku": sku, "quantity": 1} for sku in ("15056N", "15056n", "mug")]
    received = send(changed(lines=sent))
    assert received.status == "accepted"
    with database.reading() as session:
        found = session.scalars(select(Sku.code).join(OrderLine).order_by(OrderLine.position))
        assert list(found) == ["15056N", "15056n", "MUG"]
    with database.writing() as session:
        session.add(Sku(code="mug", name="another"))
        session.commit()
    ambiguous = send(changed(number="2", lines=[{"sku": "Mug", "quantity": 1}]))
    assert codes(ambiguous) == [("order.ambiguous_sku", "lines[0].sku")]
    assert ambiguous.reasons[0].params["fits"] == ["MUG", "mug"]


def test_the_same_content_again_changes_nothing(send, order_of):
    first = send(GOOD)
    same = changed(
        lines=[{"sku": "LAMP", "quantity": "1"}, {"sku": "MUG", "quantity": "6", "unit_price": "2.55"}]
    )
    again = send(same)  # in another order, and as texts
    assert (again.status, again.changed, again.order.id) == ("duplicate", False, first.order.id)
    order, lines, holds = order_of()
    assert (order.status, order.version, len(lines), holds) == ("ready", first.order.version, 2, [])


def test_other_content_is_a_proposal_on_the_unchanged_original_which_is_held(send, order_of):
    send(GOOD)
    other = changed(lines=[{"sku": "MUG", "quantity": 7}])
    received = send(other)
    order, lines, holds = order_of()
    assert (received.status, codes(received)) == ("held", [("order.changed", "")])
    assert (order.status, [hold.code for hold in holds]) == ("held", ["order.changed"])
    assert [ln.quantity for ln in lines] == [6, 1]
    assert order.proposal["lines"] == [{"sku": "MUG", "quantity": "7", "unit_price": ""}]
    again = send(other)
    assert (again.status, again.changed) == ("duplicate", False)
    assert send(GOOD).status == "duplicate"
    assert (order_of()[0].version, len(order_of()[2])) == (order.version, 1)


@pytest.mark.parametrize("over", ["handed_over", "delivered"])
def test_other_content_under_the_number_of_an_order_that_has_left_is_rejected(send, order_of, database, over):
    send(GOOD)
    with database.writing() as session:
        session.execute(update(Order).values(status=over))
        session.commit()
    received = send(changed(lines=[{"sku": "MUG", "quantity": 7}]))
    assert (received.status, codes(received)) == ("rejected", [("order.number_over", "number")])
    order, _lines, holds = order_of()
    assert (order.status, order.proposal, holds) == (over, None, [])
    assert send(GOOD).status == "duplicate"


def test_a_third_content_takes_the_place_of_the_second(send, order_of):
    send(GOOD)
    second, third = (
        changed(lines=[{"sku": "MUG", "quantity": 7}]),
        changed(lines=[{"sku": "MUG", "quantity": 8}]),
    )
    assert [send(raw).status for raw in (second, third, second)] == ["held", "held", "duplicate"]
    order, _, holds = order_of()
    assert order.proposal["lines"][0]["quantity"] == "8"
    assert len(holds) == 1


def test_an_order_that_is_already_promised_gives_its_stock_back_when_it_is_held(
    send, writer, order_of, database
):
    def promise(tx):
        order = tx.db.scalars(select(Order)).one()
        for ln in order.lines:
            allocate(tx, ln, ln.quantity, shelves(tx, [ln.sku_id]), today(tx))
        order.do("allocate")

    send(GOOD)
    writer.perform(SYSTEM, promise)
    send(changed(note="leave at the door"))
    assert order_of()[0].status == "held"
    with database.reading() as session:
        assert session.scalar(select(func.sum(Quant.allocated))) == 0


def test_from_its_wave_on_an_order_keeps_its_status_and_gets_an_open_hold(send, writer, order_of, hands):
    received = send(GOOD)
    hands("supervisor").do(waves.plan_wave, [received.order.id])
    answer = send(changed(note="changed"))
    order, _, holds = order_of()
    assert (answer.status, order.status, [h.code for h in holds]) == ("held", "waved", ["order.changed"])
    assert holds[0].released_at is None


def test_each_order_is_told_once(send, database):
    send(GOOD)
    send(GOOD)
    send(changed(number="2", paid=False))
    send(changed(note="other"))
    with database.reading() as session:
        told = [event for row in session.scalars(select(Outbox).order_by(Outbox.id)) for event in row.events]
    assert [event["type"] for event in told] == ["order.accepted", "order.held", "order.held"]
    assert told[1]["data"]["reasons"] == ["order.unpaid"]
    assert told[2]["data"]["reasons"] == ["order.changed"]


def test_a_list_is_answered_in_its_order_and_knows_its_own_repeats(writer, there):
    raws = [
        GOOD,
        {},
        changed(number="2"),
        GOOD,
        changed(number="2", note="x"),
        changed(number="3", paid=False),
    ]
    received = writer.perform(SYSTEM, intake.receive_orders, raws)
    assert [one.status for one in received] == [
        "accepted",
        "rejected",
        "accepted",
        "duplicate",
        "held",
        "held",
    ]


def test_two_who_send_the_same_order_at_once_store_it_once(database, there):
    def send_all(_n):
        raws = [changed(number=str(n)) for n in range(20)]
        return [one.status for one in Writer(database).perform(SYSTEM, intake.receive_orders, raws)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send_all, range(6)))
    for number in range(20):
        assert sorted(answer[number] for answer in answers) == ["accepted"] + ["duplicate"] * 5
    with database.reading() as session:
        assert session.scalar(select(func.count(Order.id))) == 20
        assert session.scalar(select(func.count(OrderLine.id))) == 40


def test_two_who_send_different_contents_at_once_leave_one_proposal(database, there):
    def send_one(units):
        raw = changed(lines=[{"sku": "MUG", "quantity": units}])
        return Writer(database).perform(SYSTEM, build.received, raw).status

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send_one, range(1, 7)))
    assert sorted(answers) == ["accepted"] + ["held"] * 5
    with database.reading() as session:
        assert session.scalar(select(func.count(Hold.id))) == 1


# --- whatever is sent

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(["MUG", "mug", "GB", "6", "-1", "yes", "2031-01-01T00:00:00Z", "urgent", "webshop", "\x00"]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
LINES = st.lists(
    st.fixed_dictionaries({}, optional={"sku": ANYTHING, "quantity": ANYTHING, "unit_price": ANYTHING}),
    max_size=4,
)
ADDRESSES = st.fixed_dictionaries({}, optional=dict.fromkeys(address.FIELDS, ANYTHING))
FIELDS = dict.fromkeys(("priority", "due", "placed_at", "paid", "service", "note"), ANYTHING)
ORDERS = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("priority", "due", "placed_at", "paid", "service", "note"), ANYTHING),
        "channel": st.just("webshop") | ANYTHING,
        "number": st.sampled_from(["1", "2", "3"]) | ANYTHING,
        "ship_to": st.just(build.SHIP_TO) | ADDRESSES | ANYTHING,
        "lines": LINES | ANYTHING,
    },
)


@given(raws=st.lists(ORDERS, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_nothing_that_is_sent_breaks_the_intake_or_leaves_half_an_order(writer, there, database, raws):
    received = writer.perform(SYSTEM, intake.receive_orders, raws)
    assert len(received) == len(raws)
    for one in received:
        assert one.status in ("accepted", "held", "duplicate", "rejected")
        assert (one.order is None) == (one.status == "rejected")
        assert bool(one.reasons) == (one.status != "accepted")
        for reason in one.reasons:
            assert reason.code in CODES
            assert text(reason.code, "zh-Hant", reason.params)
    with database.reading() as session:
        for order in session.scalars(select(Order)):
            assert order.status in ("ready", "held")
            assert order.status == ("held" if order.open_holds else "ready")
            if order.status == "ready":
                assert order.lines
                assert all(ln.sku_id and ln.quantity > 0 for ln in order.lines)


@given(fields=st.fixed_dictionaries({}, optional={**FIELDS, "ship_to": ADDRESSES, "lines": LINES}))
def test_a_draft_read_again_from_its_content_is_the_same_order(fields):
    first = draft.read_order({"channel": "webshop", "number": "1", **fields})
    assert draft.read_order(first.content()).content() == first.content()
