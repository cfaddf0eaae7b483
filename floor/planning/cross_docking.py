"""Goods that orders wait for go straight from a cross-dock to packing: they are promised where they stand, in the tote
or pallet or on the lane that they came into, and are picked there. What nobody waits for is put away."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from floor.core.transaction import Transaction
from floor.planning.waiting import serve, that_can_be_served
from models import Allocation, Order, OrderLine, Place, Quant
from models.places import LANES, UNITS


@dataclass(frozen=True, slots=True)
class Straight:
    """Orders that get what stands in a place, and the lane where it is to go."""

    lane: str
    orders: list[str]


def standing(session: Session) -> Counter[str]:
    """How many totes stand at each lane, by its code."""
    at = aliased(Place)
    query = select(at.code, func.count()).join(Place, Place.at_id == at.id).where(Place.kind == "tote")
    totes: Counter[str] = Counter()
    totes.update(dict(session.execute(query.where(at.kind.in_(LANES)).group_by(at.code)).all()))
    return totes


def waits_for(session: Session, place: Place, sku_id: int) -> Straight | None:
    """Whether an order waits for such goods, and could be served with what stands in a place: the first in turn, and
    the lane where it is packed."""
    orders, lane = that_can_be_served(session, place, sku_id), _lane(session)
    return Straight(lane.code, [orders[0].number]) if orders and lane else None


def send_straight(tx: Transaction, place: Place) -> Straight | None:
    """Promises what stands in a place to the orders that wait for it, in their turn. Answers those that get some of it;
    None where nobody waits. A tote or pallet is to be brought to their lane."""
    lane = _lane(tx.db)
    ids = [order.id for order in that_can_be_served(tx.db, place)]
    if lane is None or not ids:
        return None
    serve(tx, ids, place)
    tx.db.flush()
    query = (
        select(Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Allocation, Allocation.order_line_id == OrderLine.id)
        .join(Quant, Quant.id == Allocation.quant_id)
        .where(Quant.place_id == place.id, Allocation.quantity > 0, Order.id.in_(ids))
    )
    numbers = list(tx.db.scalars(query.distinct().order_by(Order.number)))
    if not numbers:
        return None
    if place.kind in UNITS:
        place.at = lane
    return Straight(lane.code, numbers)


def _lane(session: Session) -> Place | None:
    """The packing station where the fewest totes stand, or a lane where there is no station."""
    totes = standing(session)
    lanes = list(session.scalars(select(Place).where(Place.kind.in_(LANES))))
    lanes.sort(key=lambda place: (LANES.index(place.kind), totes[place.code], place.order))
    return lanes[0] if lanes else None
