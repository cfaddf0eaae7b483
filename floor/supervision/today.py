"""How the day stands: what is late, what must be done before the next truck, what has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from floor.supervision.board import FLOW
from models import Carrier, Handover, Order, Parcel, Warehouse
from models.carriers import next_cutoff

HERE = tuple(status for statuses in FLOW.values() for status in statuses)  # from coming in to leaving


@dataclass(frozen=True, slots=True)
class Today:
    """Orders. `late`: still here after their time; `due`: to leave before `cutoff`, the next one of any carrier;
    `shipped`: handed over since midnight in the warehouse's zone, of `all` that were to leave by the next."""

    late: int
    due: int
    cutoff: datetime | None
    shipped: int
    all: int


def today(session: Session, at: datetime) -> Today:
    here = Warehouse.of(session)
    midnight = here.midnight(here.today(at))
    shipped = _shipped_since(session, midnight)
    before_next = _count(session, is_late(midnight + timedelta(days=1)))
    cutoff = first_cutoff(session, at)
    due = _count(session, is_due(at, cutoff)) if cutoff else 0
    return Today(_count(session, is_late(at)), due, cutoff, shipped, shipped + before_next)


def first_cutoff(session: Session, at: datetime) -> datetime | None:
    """When the next truck of any carrier leaves."""
    zone = Warehouse.of(session).zone
    cutoffs = (next_cutoff(carrier.cutoffs, at, zone) for carrier in session.scalars(select(Carrier)))
    return min((cutoff for cutoff in cutoffs if cutoff), default=None)


def is_late(at: datetime) -> ColumnElement[bool]:
    """For a query: the orders that are still here after their time."""
    return Order.status.in_(HERE) & (Order.due < at)


def is_due(at: datetime, cutoff: datetime) -> ColumnElement[bool]:
    """For a query: the orders that are not late yet, and must leave before the cut-off."""
    return Order.status.in_(HERE) & (Order.due >= at) & (Order.due <= cutoff)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


def _shipped_since(session: Session, moment: datetime) -> int:
    gone = select(Handover.load_id).where(Handover.at >= moment)
    orders = select(func.count(Parcel.order_id.distinct())).join(Order, Order.id == Parcel.order_id)
    return session.scalar(orders.where(Parcel.load_id.in_(gone), Order.status.not_in(HERE))) or 0
