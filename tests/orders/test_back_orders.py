"""What stock cannot give waits, follows as a back-order, or is cancelled and told; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from floor import invariants
from floor.counting import counts
from floor.order_changes import cancelling, short_picks
from floor.orders import release
from floor.orders.queries import order_state
from floor.packing.parcels import reopen_parcel
from floor.planning import waves
from floor.planning.waiting import StockForWaiting
from models import Channel, Order, Outbox, PickLine, Quant, Refused
from tests import build
from tests.packing.steps import follow

MUG = build.GTIN["MUG"]
CAME = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def there(database):
    """Ten of each, so that a box takes what there is."""
    with database.writing() as session:
        warehouse = build.small_warehouse(session, 10)
        session.commit()
    return warehouse


@pytest.fixture(autouse=True)
def adds_up(database):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


@pytest.fixture
def boss(hands):
    return hands("supervisor")


@pytest.fixture
def channel(database):
    """`channel("ship_part")`: what the webshop wants done about missing units."""

    def set_to(on_short):
        with database.writing() as session:
            session.merge(Channel(code="webshop", on_short=on_short))
            session.commit()

    return set_to


@pytest.fixture
def sweep(writer):
    """What the server does after each commit."""
    return StockForWaiting(writer).round


def state(database, order):
    with database.reading() as session:
        return order_state(session, order, "en")


def status(database, order):
    return state(database, order)["status"]


def told(database, kind):
    """The facts of all events of a kind, in the order in which they were told."""
    with database.reading() as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id))
        return [each["data"] for row in rows for each in row.events if each["type"] == kind]


def promised(database):
    with database.reading() as session:
        return sum(session.scalars(select(Quant.allocated)))


def pick_and_pack(hands, tote="TOTE-1"):
    """Scans what is expected, to the label on the box."""
    picker, packer = hands("picker"), hands("packer")
    picker.take("pick")
    while picker.work.steps:
        step = picker.work.steps[0]
        picker.scan(step.codes[0] if step.codes else tote, step.quantity if step.kind == "sku" else 1)
    packer.open("pack", scan=tote)
    follow(packer)


def left_out(hands, ready, database, **fields):
    """An order for 13 lamps of which 10 were there, as a person released it by name: packed."""
    order = ready({"LAMP": 13, "MUG": 1}, number="1001", received_at=CAME, **fields)
    hands("supervisor").do(waves.plan_wave, [order])
    pick_and_pack(hands)
    assert status(database, order) == "packed"
    return order


def came(boss, units, place="BIN-2", sku="LAMP"):
    boss.do(counts.enter_count, place, sku, None, units)


def test_what_was_left_out_follows_and_goes_the_moment_stock_comes(hands, ready, database, boss, sweep):
    order = left_out(hands, ready, database, priority="urgent", service="express")
    [follower] = state(database, order)["back_orders"]
    assert (follower["number"], follower["status"]) == ("1001-B1", "ready")
    made = state(database, int(follower["id"]))
    assert made["back_order_of"] == str(order)
    assert (made["priority"], made["service"], made["channel"]) == ("urgent", "express", "webshop")
    assert made["ship_to"] == state(database, order)["ship_to"]
    assert [(line["sku"], line["quantity"]) for line in made["lines"]] == [("LAMP", 3)]
    assert made["missing"] == [{"sku": "LAMP", "missing": 3}]
    [event] = told(database, "order.back_ordered")
    assert (event["order"], event["back_order"], event["follows"]) == (str(order), follower["id"], "1001-B1")
    assert event["lines"] == [{"sku": "LAMP", "units": 3}]

    sweep()
    assert status(database, int(follower["id"])) == "ready"
    came(boss, 4)
    sweep()
    sweep()
    assert [each["number"] for each in told(database, "order.allocated")] == ["1001-B1"]
    assert promised(database) == 3
    wave = boss.do(waves.plan_wave, None)
    assert wave.short == []
    pick_and_pack(hands, "TOTE-2")
    assert status(database, int(follower["id"])) == "packed"
    assert len(told(database, "order.back_ordered")) == 1


def test_a_channel_may_have_the_rest_cancelled(hands, ready, database, boss, channel):
    channel("cancel_rest")
    order = ready({"LAMP": 13})
    assert boss.do(waves.plan_wave, None).short == [{"order": str(order), "sku": "LAMP", "missing": 3}]
    pick_and_pack(hands)
    assert state(database, order)["back_orders"] == []
    [event] = told(database, "order.rest_cancelled")
    assert (event["order"], event["lines"]) == (str(order), [{"sku": "LAMP", "units": 3}])


def test_a_channel_that_waits_for_whole_orders_has_none_picked_in_part(hands, ready, database, boss, channel):
    channel("wait_whole")
    order = ready({"LAMP": 13})
    wave = boss.do(waves.plan_wave, [order])
    assert (wave.status, wave.short[0]["missing"], status(database, order)) == ("done", 3, "ready")


@pytest.mark.parametrize(
    ("on_short", "got"), [("by_hand", 0), ("wait_whole", 0), ("ship_part", 7), ("cancel_rest", 7)]
)
def test_a_part_goes_by_itself_where_the_channel_says_so(
    hands, ready, database, boss, channel, sweep, on_short, got
):
    channel(on_short)
    boss.do(waves.plan_wave, [ready({"LAMP": 10})])
    order = ready({"LAMP": 10})
    boss.do(waves.plan_wave, None)
    came(boss, 17)
    sweep()
    assert status(database, order) == ("allocated" if got else "ready")
    assert promised(database) == 10 + got
    came(boss, 20)
    sweep()
    assert status(database, order) == "allocated"


def test_urgent_ones_come_first_then_the_oldest_and_a_large_one_keeps_nobody_waiting(
    hands, ready, database, boss, sweep
):
    boss.do(waves.plan_wave, [ready({"LAMP": 10})])
    large = ready({"LAMP": 1000}, received_at=CAME - timedelta(days=9))
    young = ready({"LAMP": 2}, received_at=CAME + timedelta(days=2))
    old = ready({"LAMP": 2}, received_at=CAME)
    urgent = ready({"LAMP": 2}, received_at=CAME + timedelta(days=3), priority="urgent")
    assert len(boss.do(waves.plan_wave, None).short) == 4
    for units, served in ((12, {urgent}), (14, {urgent, old}), (17, {urgent, old, young})):
        came(boss, units)
        sweep()
        assert {o for o in (large, young, old, urgent) if status(database, o) == "allocated"} == served
    numbers = [state(database, order)["number"] for order in (urgent, old, young)]
    assert [each["number"] for each in told(database, "order.allocated")] == numbers


def cancelled(boss, order):
    boss.do(cancelling.cancel_order, order)


def held(boss, order):
    boss.do(release.hold_order, order, "the customer calls back")


def changed(boss, order):
    raw = {"channel": "webshop", "number": "N9", "paid": True, "ship_to": build.SHIP_TO,
           "lines": [{"sku": "MUG", "quantity": 1}]}  # fmt: skip
    boss.do(build.received, raw)


@pytest.mark.parametrize("done", [cancelled, held, changed])
def test_an_order_that_does_not_go_on_gives_its_promises_to_the_next(
    hands, ready, database, boss, sweep, done
):
    boss.do(waves.plan_wave, [ready({"LAMP": 10})])
    first, second = ready({"LAMP": 5}, number="N9"), ready({"LAMP": 5})
    boss.do(waves.plan_wave, None)
    came(boss, 15)
    sweep()
    assert (status(database, first), status(database, second)) == ("allocated", "ready")
    done(boss, first)
    sweep()
    assert status(database, second) == "allocated"
    assert promised(database) == 15


def test_a_held_order_waits_again_when_it_is_released(hands, ready, database, boss, sweep):
    order = ready({"LAMP": 11})
    boss.do(waves.plan_wave, None)
    held(boss, order)
    came(boss, 11)
    sweep()
    assert status(database, order) == "held"
    boss.do(release.release_order, order)
    sweep()
    assert status(database, order) == "allocated"


def test_what_was_promised_and_taken_back_is_waited_for_anew(hands, ready, database, boss, sweep):
    order = ready({"LAMP": 11})
    boss.do(waves.plan_wave, None)
    came(boss, 11)
    sweep()
    came(boss, 4)
    assert (status(database, order), state(database, order)["missing"][0]["missing"]) == ("ready", 11)
    sweep()
    assert (status(database, order), promised(database)) == ("ready", 0)
    came(boss, 12)
    sweep()
    held(boss, order)
    boss.do(release.release_order, order)
    sweep()
    assert (status(database, order), promised(database)) == ("allocated", 11)


def test_what_other_goods_replace_does_not_follow(hands, ready, database, boss):
    order = ready({"MUG": 3})
    boss.do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1", MUG)
    with database.reading() as session:
        line = session.scalar(select(PickLine.id))
    boss.do(short_picks.substitute, line, "LAMP")
    pick_and_pack(hands)
    assert (status(database, order), state(database, order)["back_orders"]) == ("packed", [])


def test_units_that_were_let_go_at_the_bin_follow(hands, ready, database, boss):
    order = ready({"MUG": 3})
    boss.do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1", MUG)
    with database.reading() as session:
        line = session.scalar(select(PickLine.id))
    boss.do(short_picks.let_go, line)
    pick_and_pack(hands)
    [follower] = state(database, order)["back_orders"]
    assert state(database, int(follower["id"]))["lines"][0]["quantity"] == 2


def test_a_box_that_is_opened_again_leaves_nothing_out_twice(hands, ready, database, boss):
    order = left_out(hands, ready, database)
    [parcel] = state(database, order)["parcels"]
    boss.do(reopen_parcel, parcel["sscc"])
    packer = hands("packer")
    packer.open("pack", scan=parcel["sscc"])
    follow(packer)
    assert [each["number"] for each in state(database, order)["back_orders"]] == ["1001-B1"]


def test_a_cancelled_order_takes_its_back_orders_with_it_and_a_taken_number_is_left_alone(
    hands, ready, database, boss, sweep
):
    taken = ready({"MUG": 1}, number="1001-B1")
    order = left_out(hands, ready, database)
    [follower] = state(database, order)["back_orders"]
    assert follower["number"] == "1001-B2"
    came(boss, 5)
    sweep()
    assert promised(database) == 3
    boss.do(cancelling.cancel_order, order, "changed their mind")
    assert (status(database, int(follower["id"])), promised(database)) == ("cancelled", 0)
    assert status(database, taken) == "ready"


def test_an_order_that_is_promised_its_stock_can_be_named_and_one_in_a_planned_wave_not(
    hands, ready, database, boss, sweep
):
    order = ready({"LAMP": 11})
    boss.do(waves.plan_wave, None)
    came(boss, 11)
    sweep()
    wave = boss.do(waves.plan_wave, [order], release=False)
    with pytest.raises(Refused, match=r"wave\.order_not_ready"):
        boss.do(waves.plan_wave, [order])
    boss.do(waves.cancel_wave, wave.id)
    assert (status(database, order), promised(database)) == ("ready", 0)
    with database.reading() as session:
        assert session.get_one(Order, order).waits_since is None
