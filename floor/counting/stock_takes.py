"""The stock-take of a hall: every bin frozen until it is counted, how far it is, and who answers for the result."""

from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.locking import locked
from floor.core.transaction import Transaction
from floor.counting.tasks import bins_of
from floor.stock.bins_to_count import leave_out, want_counts
from models import CountLine, CountTask, CycleCount, Place, Refused, StockTake
from models.counting import GOING
from models.spelling import natural


def begin(tx: Transaction, zone: str, aisle: str) -> StockTake:
    """Every bin of the zone and the aisle, or of the hall where both are empty, is to be counted, and none of them is
    allocated until it is. Counts that go on already belong to it.

    Raises `Refused`: count.no_bins, count.taken_already (a bin of it is in a stock-take that goes on).
    """
    bins = bins_of(tx, zone, aisle)
    if not bins:
        raise Refused("count.no_bins")
    take = StockTake(zone=zone, aisle=aisle, begun_by=tx.actor.person_id, begun_at=tx.now)
    tx.db.add(take)
    cycles = want_counts(tx, bins, "stock_take")
    other = next((cycle.stock_take_id for cycle in cycles if cycle.stock_take_id is not None), None)
    if other is not None:
        raise Refused("count.taken_already", take=other)
    for some in parts([cycle.id for cycle in cycles]):
        tx.db.execute(update(CycleCount).where(CycleCount.id.in_(some)).values(stock_take_id=take.id))
    leave_out(tx, [place.id for place in bins])
    return take


def sign(tx: Transaction, take_id: int) -> StockTake:
    """Whoever acts answers for the result, with their name, when every bin is counted and decided.

    Raises `Refused`: count.no_stock_take, and those of `StockTake.sign`.
    """
    take: StockTake | None = tx.db.scalar(locked(select(StockTake).where(StockTake.id == take_id)))
    if take is None:
        raise Refused("count.no_stock_take", take=take_id)
    left = select(func.count()).where(CycleCount.stock_take_id == take.id, CycleCount.state.in_(GOING))
    take.sign(tx.actor.name, tx.db.scalar(left) or 0, tx.now)
    return take


@dataclass(frozen=True, slots=True)
class Aisle:
    """How far a stock-take is in an aisle: its bins, those whose count has ended, those that wait for a supervisor,
    and those in which somebody found something else than the book says."""

    aisle: str
    bins: int
    done: int
    asked: int
    differ: int


def aisles(session: Session, take_id: int) -> list[Aisle]:
    """In the order in which people count them."""
    off = select(CountTask.cycle_id).join(CountLine, CountLine.task_id == CountTask.id)
    differ = CycleCount.id.in_(off.where(CountLine.difference != 0))
    sums = (
        func.count(),
        func.sum(case((CycleCount.state.in_(GOING), 0), else_=1)),
        func.sum(case((CycleCount.state == "asked", 1), else_=0)),
        func.sum(case((differ, 1), else_=0)),
    )
    query = select(Place.aisle, *sums).join(Place, Place.id == CycleCount.place_id).group_by(Place.aisle)
    rows = session.execute(query.where(CycleCount.stock_take_id == take_id))
    return sorted((Aisle(*row) for row in rows), key=lambda each: natural(each.aisle))


def stock_take(session: Session, take_id: int) -> StockTake:
    """Raises `Refused`: count.no_stock_take."""
    take = session.get(StockTake, take_id)
    if take is None:
        raise Refused("count.no_stock_take", take=take_id)
    return take
