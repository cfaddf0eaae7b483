"""What stock amounts to: on hand, promised, available, held; of SKUs, of lots, and of places."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models import GoodsReceiptLine, Lot, Place, Quant, Work
from models.stock_holds import held_quants


@dataclass(frozen=True, slots=True)
class Figures:
    """Units. `on_hand`: in the house, wherever they lie, also picked and packed ones; `promised` to orders and not
    picked yet; `available` to new orders; `held`: in bins, but under a hold or expired."""

    on_hand: int = 0
    promised: int = 0
    available: int = 0
    held: int = 0


def figures(today: date, *among: Any) -> tuple[Any, ...]:
    """For a query of quants with their places and lots: the columns of Figures, for each quant; holds are looked for
    `among` these quants alone."""
    stopped = or_(Quant.id.in_(held_quants(*among)), and_(Lot.expiry.is_not(None), Lot.expiry < today))
    in_bin = Place.kind == "bin"
    free = and_(in_bin, ~Place.counting, ~Quant.counting, ~stopped)
    return (
        Quant.on_hand,
        Quant.allocated,
        case((free, Quant.on_hand - Quant.allocated), else_=0),
        case((and_(in_bin, stopped), Quant.on_hand), else_=0),
    )


def summed(today: date, *by: Any, among: Sequence[Any] = ()) -> Select[Any]:
    """A query of these columns and, for each of their values, the figures; of all quants, or of those `among` them."""
    sums = (func.sum(each) for each in figures(today, *among))
    query = select(*by, *sums).join(Place, Place.id == Quant.place_id).outerjoin(Lot, Lot.id == Quant.lot_id)
    return query.where(Quant.on_hand > 0, *among).group_by(*by)


def by_sku(session: Session, today: date) -> Mapping[int, Figures]:
    """Of every SKU of which there is any."""
    return {
        sku_id: Figures(*map(int, sums)) for sku_id, *sums in session.execute(summed(today, Quant.sku_id))
    }


def incoming(session: Session, sku_ids: Collection[int] | None = None) -> Counter[int]:
    """Units by SKU id that open deliveries announce and that have not come; of all SKUs, or of these."""
    left = GoodsReceiptLine.expected - GoodsReceiptLine.counted - GoodsReceiptLine.damaged
    query = select(GoodsReceiptLine.sku_id, func.sum(left)).join(Work, Work.id == GoodsReceiptLine.receipt_id)
    query = query.where(Work.state.in_(("planned", "open")), left > 0).group_by(GoodsReceiptLine.sku_id)
    if sku_ids is not None:
        query = query.where(GoodsReceiptLine.sku_id.in_(sku_ids))
    return Counter({sku_id: int(units) for sku_id, units in session.execute(query)})


@dataclass(frozen=True, slots=True)
class Part:
    """What a row of stock is of, and its figures. Without a lot or place: of all of them; `incoming` is known then."""

    sku: str
    name: str
    figures: Figures
    lot: str | None = None
    expiry: date | None = None
    place: str | None = None
    kind: str | None = None
    received_at: datetime | None = None
    counting: bool | None = None
    incoming: int | None = None
