"""The parcels of a load: those that are aboard, those that wait for its carrier, and those that may not leave."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload

from floor.core.transaction import Transaction
from floor.work.kinds import Notice
from models import Carrier, Hold, Load, Order, Parcel, Quant, Refused, Warehouse, Work
from models.carriers import next_cutoff

HELD = exists().where(Hold.order_id == Parcel.order_id, Hold.released_at.is_(None))


def ready(session: Session, work: Load) -> list[str]:
    """Lists the SSCCs of labelled parcels that wait for this carrier; parcels of held orders do not."""
    query = select(Parcel.sscc).where(_waiting(work), ~HELD)
    return [sscc for sscc in session.scalars(query.order_by(Parcel.id)) if sscc]


def _waiting(work: Load) -> ColumnElement[bool]:
    return (Parcel.state == "labelled") & (Parcel.carrier == work.carrier)


@dataclass(frozen=True, slots=True)
class AtDock:
    """What a carrier has here: parcels that wait for it, when it comes next, and its loads that are open, each with its
    dock and how many parcels are aboard."""

    carrier: Carrier
    waiting: int
    cutoff: datetime | None
    loads: list[tuple[Load, int]]


def by_carrier(session: Session, at: datetime) -> list[AtDock]:
    """What every carrier has here, those that come first, first."""
    parcels = select(Parcel.carrier, func.count()).where(Parcel.state == "labelled", ~HELD)
    waiting: dict[str, int] = {}
    for carrier, count in session.execute(parcels.group_by(Parcel.carrier)):
        waiting[carrier] = count
    loads: dict[str | None, list[tuple[Load, int]]] = defaultdict(list)
    of_all = select(Load).where(Work.state == "open").options(joinedload(Load.dock)).order_by(Load.id)
    for load in session.scalars(of_all):
        loads[load.carrier].append((load, count_aboard(session, load)))
    zone = Warehouse.of(session).zone
    found = [
        AtDock(each, waiting.get(each.code, 0), next_cutoff(each.cutoffs, at, zone), loads[each.code])
        for each in session.scalars(select(Carrier).order_by(Carrier.code))
    ]
    return sorted(found, key=lambda each: (each.cutoff is None, each.cutoff or at))


def count_aboard(session: Session, work: Load) -> int:
    query = select(func.count()).where(Parcel.load_id == work.id, Parcel.state.in_(("loaded", "handed_over")))
    return session.scalar(query) or 0


def staying(session: Session, load: Load) -> list[Notice]:
    """Says how many parcels stay, since their order is on hold."""
    query = select(Order.number).join(Parcel, Parcel.order_id == Order.id).where(_waiting(load), HELD)
    orders = list(session.scalars(query.order_by(Parcel.id)))
    if not orders:
        return []
    return [("load.parcels_stay", {"parcels": len(orders), "orders": list(dict.fromkeys(orders))})]


def check_cancelled(tx: Transaction, work: Load) -> None:
    """Refuses every other scan while a parcel that was cancelled is still aboard: it comes off first. Raises `Refused`:
    load.take_off."""
    full = exists().where(Quant.place_id == Parcel.place_id, Quant.on_hand > 0)  # else it was put away by now
    query = select(Parcel.sscc).where(Parcel.load_id == work.id, Parcel.state == "cancelled", full)
    cancelled = [sscc for sscc in tx.db.scalars(query) if sscc]
    if cancelled:
        raise Refused("load.take_off", parcels=cancelled)


def check_held(tx: Transaction, work: Load) -> None:
    """An order that was held while its parcel was aboard does not leave. Raises `Refused`: load.order_held."""
    query = select(Parcel.sscc, Order.number).join(Order, Order.id == Parcel.order_id)
    found = tx.db.execute(query.where(Parcel.load_id == work.id, HELD).limit(1)).first()
    if found is not None:
        raise Refused("load.order_held", sscc=found[0], order=found[1])
