"""Counts by plan: so many bins a day, those first that are the longest over their time, fast and dear goods more
often."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil, inf

from sqlalchemy import func, select

from floor.core.background import Background
from floor.core.locking import locked
from floor.core.transaction import SYSTEM, Transaction
from floor.counting.comparing import prices
from floor.stock.bins_to_count import want_counts
from models import CycleCount, Move, Place, Quant, Refused, Warehouse
from models.counting import GOING
from models.places import walking_order

LOOKS_BACK = timedelta(days=90)
SHARES = {"A": Decimal("0.80"), "B": Decimal("0.95")}  # of all that is picked, by value
OFTEN = {"A": 4, "B": 2, "C": 1}  # times in the period within which every bin is counted


def plan_counts(tx: Transaction) -> list[CycleCount]:
    """Today's counts by plan, made once a day: as many bins as the warehouse wants a day, or as it takes to count each
    in its time; fewer where some of the days before are not done.

    Raises `Refused`: count.no_plan (the warehouse wants none), count.planned_already.
    """
    here: Warehouse | None = tx.db.scalar(locked(select(Warehouse)))
    if here is None or not here.count_bins_a_day:
        raise Refused("count.no_plan")
    day = here.today(tx.now)
    if here.counts_planned_on == day:
        raise Refused("count.planned_already", day=day.isoformat())
    here.counts_planned_on = day
    bins = list(tx.db.scalars(select(Place).where(Place.kind == "bin")))
    classes = _classes_of_bins(tx)
    going = dict(
        tx.db.execute(select(CycleCount.place_id, CycleCount.why).where(CycleCount.state.in_(GOING))).all()
    )
    left = sum(why == "plan" for why in going.values())
    free = [place for place in bins if place.id not in going]
    chosen = most_overdue(
        free, classes, here.count_within_days, tx.now,
        bins_a_day(here.count_bins_a_day, here.count_within_days, [classes.get(p.id, "C") for p in bins]) - left,
    )  # fmt: skip
    return want_counts(tx, walking_order(chosen), "plan")


def bins_a_day(wanted: int, within_days: int, classes: Iterable[str]) -> int:
    """So many as are wanted, or more where each bin would not be counted in its time else."""
    return max(wanted, ceil(sum(OFTEN[each] for each in classes) / within_days))


def most_overdue(
    places: Iterable[Place], classes: Mapping[int, str], within_days: int, at: datetime, most: int
) -> list[Place]:
    """The bins that are the longest over their time, in parts of it; those first that nobody has counted, and of these
    the fast and dear ones."""

    def over(place: Place) -> tuple[float, str, tuple[str, ...]]:
        each = classes.get(place.id, "C")
        days = inf if place.last_counted_at is None else (at - place.last_counted_at) / timedelta(days=1)
        return -days * OFTEN[each] / within_days, each, place.order

    return sorted(places, key=over)[: max(most, 0)]


def classes_of(turnover: Mapping[int, Decimal]) -> dict[int, str]:
    """A, B or C by SKU: the goods that together make 80 % of all that is picked by value are A, up to 95 % B."""
    whole, sum_so_far = sum(turnover.values(), Decimal()), Decimal()
    found = {}
    for sku_id, value in sorted(turnover.items(), key=lambda each: (-each[1], each[0])):
        found[sku_id] = next((name for name, share in SHARES.items() if sum_so_far < whole * share), "C")
        sum_so_far += value
    return found


def _classes_of_bins(tx: Transaction) -> dict[int, str]:
    """A bin is of the class of the best goods in it; of C where nothing of it was picked lately. What has no price
    counts as if a unit were worth one."""
    picked = (
        select(Move.sku_id, func.sum(Move.quantity))
        .where(Move.why == "pick", Move.at >= tx.now - LOOKS_BACK)
        .group_by(Move.sku_id)
    )
    units = dict(tx.db.execute(picked).all())
    price = prices(tx.db, list(units))
    classes = classes_of({sku: price.get(sku, Decimal(1)) * units[sku] for sku in units})
    best: dict[int, str] = {}
    for place_id, sku_id in tx.db.execute(select(Quant.place_id, Quant.sku_id).where(Quant.on_hand > 0)):
        best[place_id] = min(best.get(place_id, "C"), classes.get(sku_id, "C"))
    return best


class CountPlanner(Background):
    """Makes each day's counts by plan, once the day has begun in the warehouse."""

    name = "counts by plan"
    every_seconds = 600.0

    def round(self) -> None:
        with self.writer.database.reading() as session:
            here = Warehouse.of(session)
            due = here.count_bins_a_day and here.counts_planned_on != here.today(self.writer.clock())
        if due:
            try:
                self.writer.perform(SYSTEM, plan_counts)
            except Refused as refused:  # another process was quicker
                if refused.code != "count.planned_already":
                    raise
