"""Counts by plan: fast and dear goods more often, each bin in its time, no more than can be done."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from floor.counting import plan
from floor.counting.comparing import Book, price_of
from floor.warehouse import setup
from models import CycleCount, Place, Refused
from tests import build

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_goods_are_classed_by_their_share_of_what_is_picked():
    turnover = {1: Decimal(70), 2: Decimal(15), 3: Decimal(9), 4: Decimal(5), 5: Decimal(1)}
    assert plan.classes_of(turnover) == {1: "A", 2: "A", 3: "B", 4: "B", 5: "C"}
    assert plan.classes_of({}) == {}


@pytest.mark.parametrize(
    ("wanted", "within", "classes", "bins"),
    [(5, 90, "C" * 90, 5), (1, 90, "C" * 900, 10), (1, 90, "A" * 90, 4), (1, 30, "ABC", 1), (1, 90, "", 1)],
)
def test_so_many_bins_a_day_that_each_is_counted_in_its_time(wanted, within, classes, bins):
    assert plan.bins_a_day(wanted, within, classes) == bins


def bin_counted(id, days):
    place = Place(code=f"BIN-{id}", kind="bin", bay=str(id))
    place.id = id
    place.last_counted_at = None if days is None else NOW - timedelta(days=days)
    return place


def test_those_come_first_that_are_the_longest_over_their_time():
    places = [
        bin_counted(1, 10),
        bin_counted(2, 30),
        bin_counted(3, None),
        bin_counted(4, 20),
        bin_counted(5, None),
    ]
    chosen = plan.most_overdue(places, {1: "A", 5: "A", 4: "B"}, 90, NOW, 4)
    assert [place.id for place in chosen] == [5, 3, 1, 4]
    assert plan.most_overdue(places, {}, 90, NOW, -3) == []


@pytest.mark.parametrize(
    ("text", "price"),
    [("2.55", "2.55"), ("２.5", "2.5"), ("0", "0"), ("", None), ("two", None), ("-1", None), ("NaN", None)],
)
def test_a_price_is_a_number(text, price):
    assert price_of(text) == (price and Decimal(price))


@pytest.mark.parametrize(
    ("counted", "until", "off"),
    [
        (10, None, 0),
        (7, None, 0),
        (6, None, -1),
        (12, None, 0),
        (13, None, 1),
        (10, 4, 0),
        (7, 4, -3),
        (9, 5, 0),
    ],
)
def test_what_moved_while_a_bin_was_counted_explains_so_much_and_no_more(counted, until, off):
    """10 lay there; by move 5 three went out, by move 8 two came in: 9 are on the book now."""
    assert Book(9, [(5, -3), (8, 2)]).difference(counted, until) == off


def test_a_day_is_planned_once_and_what_was_not_done_is_not_planned_again(hands, database, there):
    boss = hands("supervisor")
    with pytest.raises(Refused, match=r"count\.no_plan"):
        boss.do(plan.plan_counts)
    boss.do(setup.change_warehouse, count_bins_a_day=2)
    with database.writing() as session:
        session.get_one(Place, there.places["BIN-1"].id).last_counted_at = NOW
        order = build.order(session, there, {"LAMP": 1}, status="picking")
        build.picked(session, there, order, {"TOTE-1": {"LAMP": 1}})
        session.commit()

    def planned():
        with database.reading() as session:
            bins = select(Place.code).join(CycleCount, CycleCount.place_id == Place.id)
            return list(session.scalars(bins.where(CycleCount.why == "plan").order_by(CycleCount.id)))

    boss.do(plan.plan_counts)
    assert planned() == ["BIN-2", "BIN-3"]
    with pytest.raises(Refused, match=r"count\.planned_already"):
        boss.do(plan.plan_counts)
    boss.writer.clock = lambda: datetime.now(UTC) + timedelta(days=1)
    plan.CountPlanner(boss.writer).round()
    plan.CountPlanner(boss.writer).round()
    assert planned() == ["BIN-2", "BIN-3"]
    counter = hands("picker")
    counter.take("count")
    assert counter.scans("LOC-BIN-2", build.GTIN["LAMP"], "CMD-QTY-100", "CMD-CLOSE")[-1] == "count.agrees"
    boss.writer.clock = lambda: datetime.now(UTC) + timedelta(days=2)
    plan.CountPlanner(boss.writer).round()
    assert planned() == ["BIN-2", "BIN-3", "BIN-4"]
