"""Where goods went: the orders that were picked of a SKU or lot, with the parcels that they left in."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from models import Handover, Order, Parcel, ParcelLine, PickLine, Refused, StockHold
from models.parcels import GONE

Goods = Callable[[Any], list[ColumnElement[bool]]]  # for a query: which pick lines, and which parcel lines


@dataclass(frozen=True, slots=True)
class Reached:
    """Units of the goods in one parcel of an order, or still in its totes: no `parcel` then. `at`: when the driver
    signed for it."""

    order: Order
    parcel: Parcel | None
    units: int
    at: datetime | None

    @property
    def customer(self) -> str:
        to = self.order.ship_to
        return ", ".join(part for part in (to.get("name"), to.get("postcode"), to.get("city")) if part)


def known_hold(session: Session, hold_id: int) -> StockHold:
    """Raises `Refused`: quarantine.not_found."""
    hold = session.get(StockHold, hold_id)
    if hold is None:
        raise Refused("quarantine.not_found", hold=hold_id)
    return hold


def reach_of(session: Session, hold: StockHold) -> list[Reached]:
    """Where the goods went that a hold names; of a bin alone nobody can say."""
    return _reached(session, hold.goods) if hold.sku_id or hold.receipt_id else []


def reached(session: Session, sku_id: int, lot_id: int | None) -> list[Reached]:
    """Where a SKU went, or one lot of it."""
    return _reached(session, lambda of: [of.sku_id == sku_id, *([of.lot_id == lot_id] if lot_id else [])])


def _reached(session: Session, goods: Goods) -> list[Reached]:
    """By order, the newest first. What was packed of goods and taken out again, as the order was cancelled, is where it
    was before."""
    packed, picked = _packed(session, goods), _picked(session, goods)
    ids = sorted({*packed, *picked})
    orders: dict[int, Order] = {}
    for some in parts(ids):
        orders |= {each.id: each for each in session.scalars(select(Order).where(Order.id.in_(some)))}
    gone = _handed_over(session, [parcel for each in packed.values() for parcel, _units in each])
    found = []
    for order_id in reversed(ids):
        order = orders[order_id]
        in_parcels = packed[order_id]
        found += [Reached(order, parcel, units, gone.get(parcel.load_id)) for parcel, units in in_parcels]
        left = picked[order_id] - sum(units for _parcel, units in in_parcels)
        if left > 0 and order.status != "cancelled":
            found.append(Reached(order, None, left, None))
    return found


def reached_state(each: Reached) -> dict[str, Any]:
    """As the endpoints answer it."""
    return {
        "order": str(each.order.id),
        "number": each.order.number,
        "channel": each.order.channel,
        "status": each.order.status,
        "customer": each.customer,
        "units": each.units,
        "parcel": each.parcel.sscc if each.parcel else None,
        "state": each.parcel.state if each.parcel else "in_tote",
        "handed_over_at": each.at,
    }


def signed_at(session: Session, parcel: Parcel) -> datetime | None:
    """When the driver signed for a parcel; None while it is here."""
    return _handed_over(session, [parcel]).get(parcel.load_id)


def _packed(session: Session, goods: Goods) -> dict[int, list[tuple[Parcel, int]]]:
    query = (
        select(ParcelLine.parcel_id, func.sum(ParcelLine.quantity))
        .where(*goods(ParcelLine), ParcelLine.quantity > 0)
        .group_by(ParcelLine.parcel_id)
    )
    units = {parcel_id: int(count) for parcel_id, count in session.execute(query)}
    found: dict[int, list[tuple[Parcel, int]]] = defaultdict(list)
    for some in parts(sorted(units)):
        parcels = select(Parcel).where(Parcel.id.in_(some), Parcel.state.not_in(GONE)).order_by(Parcel.id)
        for parcel in session.scalars(parcels):
            found[parcel.order_id].append((parcel, units[parcel.id]))
    return found


def _picked(session: Session, goods: Goods) -> dict[int, int]:
    query = (
        select(PickLine.order_id, func.sum(PickLine.counted))
        .where(*goods(PickLine), PickLine.counted > 0)
        .group_by(PickLine.order_id)
    )
    return defaultdict(int, {order_id: int(units) for order_id, units in session.execute(query)})


def _handed_over(session: Session, parcels: Sequence[Parcel]) -> dict[int | None, datetime]:
    loads = sorted({parcel.load_id for parcel in parcels if parcel.load_id})
    found: dict[int | None, datetime] = {}
    for some in parts(loads):
        query = select(Handover.load_id, Handover.at).where(Handover.load_id.in_(some))
        found |= dict(session.execute(query).all())
    return found
