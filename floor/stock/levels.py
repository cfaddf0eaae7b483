"""What changed of each SKU's stock since it was told last: compared with what is there, not gathered as it happens. So
no scan has anything to do for it, many changes between two looks are one, and what a crash left is found by the next
look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.transaction import BOARD, Transaction
from floor.stock.figures import Figures, by_sku, incoming
from models import Move, Place, Sku, StockLevel, Warehouse
from models.stock_levels import DEMAND_DAYS, minimum_of

A_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Level:
    """What there is of a SKU now, what goes of it in DEMAND_DAYS, and from how few units on it is low."""

    figures: Figures
    demand: int
    minimum: int

    @property
    def low(self) -> bool:
        return self.figures.available < self.minimum


def changed_levels(session: Session, today: date, demand: Mapping[int, int]) -> dict[int, Level]:
    """By SKU id, those that are not as they were told last. A SKU that never had any is as nobody told it."""
    cover = Warehouse.of(session).cover_days
    own = dict(session.execute(_MINIMA).all())
    there, told = by_sku(session, today), {each.sku_id: each for each in session.scalars(select(StockLevel))}
    changed = {}
    for sku_id in there.keys() | told.keys() | own.keys():
        minimum = minimum_of(own.get(sku_id), demand.get(sku_id, 0), cover)
        level = Level(there.get(sku_id, Figures()), demand.get(sku_id, 0), minimum)
        if level != _as_told(told.get(sku_id)):
            changed[sku_id] = level
    return changed


_MINIMA = select(Sku.id, Sku.min_units).where(Sku.min_units.is_not(None))


def _as_told(told: StockLevel | None) -> Level:
    if told is None:
        return Level(Figures(), 0, 0)
    figures = Figures(told.on_hand, told.promised, told.available, told.held)
    return Level(figures, told.demand, told.minimum)


def tell_levels(tx: Transaction, changed: Mapping[int, Level]) -> None:
    """Keeps these levels, and tells other programs: `stock.changed` of each whose figures changed, `stock.low` of each
    that has just run low; of one that was low before not again, until it has recovered."""
    last = tx.db.scalar(select(func.max(StockLevel.at)))
    coming = incoming(tx.db)
    at = max(tx.now, last + A_MICROSECOND) if last else tx.now
    for some in parts(sorted(changed)):
        skus = dict(tx.db.execute(select(Sku.id, Sku.code).where(Sku.id.in_(some))).all())
        told = {
            each.sku_id: each for each in tx.db.scalars(select(StockLevel).where(StockLevel.sku_id.in_(some)))
        }
        for sku_id in some:
            level = told.get(sku_id)
            if level is None:
                level = StockLevel(sku_id=sku_id)
                tx.db.add(level)
            _tell(tx, level, changed[sku_id], skus[sku_id], coming[sku_id], at)
    tx.changed(BOARD)


def _tell(tx: Transaction, told: StockLevel, now: Level, sku: str, coming: int, at: datetime) -> None:
    units = now.figures
    if units != _as_told(told).figures:
        told.on_hand, told.promised, told.available, told.held = (
            units.on_hand, units.promised, units.available, units.held
        )  # fmt: skip
        told.at = at
        tx.tell("stock.changed", sku=sku, on_hand=units.on_hand, promised=units.promised,
                available=units.available, held=units.held)  # fmt: skip
    told.demand, told.minimum = now.demand, now.minimum
    if now.low and not told.low:
        tx.tell(
            "stock.low", sku=sku, available=units.available, minimum=now.minimum, incoming=coming,
            proposed=told.proposed(coming),
        )  # fmt: skip
    told.low = now.low


def demand(session: Session, at: datetime) -> dict[int, int]:
    """Units by SKU id that were picked in the last DEMAND_DAYS, less those that were put back at once."""
    since = first_move_since(session, at - timedelta(days=DEMAND_DAYS))
    units = func.sum(case((Move.why == "pick", Move.quantity), else_=-Move.quantity))
    to_bins = select(Place.id).where(Place.kind == "bin")
    counted = (Move.why == "pick") | ((Move.why == "undo") & Move.to_id.in_(to_bins))
    query = select(Move.sku_id, units).where(Move.id >= since, counted).group_by(Move.sku_id)
    return {sku_id: max(int(picked), 0) for sku_id, picked in session.execute(query)}


def first_move_since(session: Session, at: datetime) -> int:
    """The id of the ledger's first row that is not older. Ids rise with time, but for the few that are written at one
    moment: so it is found by halving, and the ledger needs no index of its times."""
    low, high = 1, (session.scalar(select(func.max(Move.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        found = session.execute(
            select(Move.id, Move.at).where(Move.id >= middle).order_by(Move.id).limit(1)
        ).first()
        if found is None or found.at >= at:
            high = middle
        else:
            low = found.id + 1
    return low
