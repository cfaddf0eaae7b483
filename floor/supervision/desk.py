"""Reads orders, waves, work and stock for the pages of the desk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.supervision.board import FLOW
from floor.supervision.today import first_cutoff, is_due, is_late
from models import (
    Order,
    OrderLine,
    Parcel,
    ParcelLabel,
    Person,
    Place,
    Quant,
    Receipt,
    Refused,
    Sku,
    Wave,
    Work,
)
from models.base import Facts, now


@dataclass(frozen=True, slots=True)
class Scanned:
    """One receipt as a person reads it."""

    at: Any
    person: str
    scan: str
    accepted: bool
    code: str
    params: Facts
    undone: bool


def orders(session: Session, stage: str, number: str, before: int | None, limit: int) -> list[Order]:
    """Orders in a stage of `board.FLOW`, of one status, `late`, or `due` before the next cut-off, or whose number
    begins so; the newest first, one over `limit`."""
    query = select(Order).options(selectinload(Order.holds)).order_by(Order.id.desc()).limit(limit + 1)
    at = now()
    if stage == "late":
        query = query.where(is_late(at))
    elif stage == "due":
        query = query.where(is_due(at, first_cutoff(session, at) or at))
    elif stage == "held":
        query = query.where(Order.on_hold())
    elif stage:
        query = query.where(Order.status.in_(FLOW.get(stage, (stage,))))
    if number:
        query = query.where(Order.number.startswith(number, autoescape=True))
    if before:
        query = query.where(Order.id < before)
    return list(session.scalars(query))


def late_ones(session: Session, orders: Sequence[Order]) -> set[int]:
    """The ids of those that are still here after their time."""
    ids = [order.id for order in orders]
    return set(session.scalars(select(Order.id).where(Order.id.in_(ids), is_late(now()))))


def order_numbers(session: Session, ids: Sequence[str]) -> dict[str, str]:
    query = select(Order.id, Order.number).where(Order.id.in_([int(each) for each in ids]))
    return {str(order_id): number for order_id, number in session.execute(query)}


def order_facts(session: Session, order_id: int) -> dict[str, Any]:
    """lines with their SKUs; parcels, with what is in each; voided: the numbers that each parcel bore before."""
    lines = list(
        session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order_id)
            .options(joinedload(OrderLine.sku))
            .order_by(OrderLine.position)
        )
    )
    of_order = select(Parcel).where(Parcel.order_id == order_id).order_by(Parcel.id)
    parcels = list(session.scalars(of_order.options(selectinload(Parcel.lines))))
    voided = defaultdict(list)
    query = select(ParcelLabel.parcel_id, ParcelLabel.sscc).where(ParcelLabel.voided_at.is_not(None))
    for parcel_id, sscc in session.execute(query.where(ParcelLabel.parcel_id.in_([p.id for p in parcels]))):
        voided[parcel_id].append(sscc)
    return {
        "lines": lines,
        "skus": {line.sku_id: line.sku for line in lines},
        "parcels": parcels,
        "voided": voided,
    }


def services_ready(session: Session) -> list[tuple[str, int]]:
    """The services of the orders that are ready, and how many of each."""
    query = select(Order.service, func.count()).where(Order.status == "ready").group_by(Order.service)
    return [(service, count) for service, count in session.execute(query.order_by(Order.service))]


def past_waves(session: Session, limit: int) -> list[Wave]:
    query = select(Wave).where(Wave.status.in_(("done", "cancelled"))).order_by(Wave.id.desc()).limit(limit)
    return list(session.scalars(query))


def work_history(session: Session, work_id: int, limit: int) -> dict[str, Any]:
    """work, scans (the newest first), people who could take it. Raises `Refused`: work.not_found."""
    work = session.scalar(select(Work).where(Work.id == work_id).options(joinedload(Work.person)))
    if work is None:
        raise Refused("work.not_found", work=work_id)
    query = (
        select(Receipt, Person.name)
        .outerjoin(Person, Person.id == Receipt.person_id)
        .where(Receipt.work_id == work_id)
        .order_by(Receipt.seq.desc())
        .limit(limit)
    )
    scans = [
        Scanned(r.at, name or "", r.scan, r.accepted, r.code, r.params, r.undone)
        for r, name in session.execute(query)
    ]
    people = session.scalars(select(Person).where(Person.active.is_(True)).order_by(Person.name))
    able = {work.role, "supervisor", "admin"}
    return {"work": work, "scans": scans, "people": [p for p in people if able & set(p.roles)]}


def stock(session: Session, wanted: str, limit: int) -> list[Quant]:
    """Quants of the SKU, or in the place, that is called so, whatever the case of its letters; own codes count."""
    skus = select(Sku.id).where(Sku.called(wanted))
    places = select(Place.id).where(Place.called(wanted))
    query = (
        select(Quant)
        .where(or_(Quant.sku_id.in_(skus), Quant.place_id.in_(places)), Quant.on_hand > 0)
        .options(joinedload(Quant.sku), joinedload(Quant.place), joinedload(Quant.lot))
        .order_by(Quant.place_id, Quant.sku_id)
        .limit(limit)
    )
    return sorted(session.scalars(query), key=lambda quant: quant.place.order)
