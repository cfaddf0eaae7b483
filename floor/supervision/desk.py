"""Reads orders and work for the pages of the desk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Order, OrderKit, OrderLine, Parcel, ParcelLabel, Person, Photo, Receipt, Refused, Work
from models.base import Facts


@dataclass(frozen=True, slots=True)
class Scanned:
    """One receipt as a person reads it; `photos` are the files of what was photographed for it."""

    at: Any
    person: str
    scan: str
    accepted: bool
    code: str
    params: Facts
    undone: bool
    photos: list[str]


def order_numbers(session: Session, ids: Sequence[str]) -> dict[str, str]:
    query = select(Order.id, Order.number).where(Order.id.in_([int(each) for each in ids]))
    return {str(order_id): number for order_id, number in session.execute(query)}


def order_facts(session: Session, order_id: int) -> dict[str, Any]:
    """lines with their SKUs; parcels, with what is in each; voided: the numbers that each parcel bore before."""
    lines = list(
        session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order_id)
            .options(joinedload(OrderLine.sku), joinedload(OrderLine.kit).joinedload(OrderKit.sku))
            .order_by(OrderLine.position, OrderLine.id)
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
    """The services of the orders that a wave may take, and how many of each."""
    query = select(Order.service, func.count()).where(Order.may_be_waved()).group_by(Order.service)
    return [(service, count) for service, count in session.execute(query.order_by(Order.service))]


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
    photos = _photos(session, work_id)
    scans = [
        Scanned(r.at, name or "", r.scan, r.accepted, r.code, r.params, r.undone, photos[r.id])
        for r, name in session.execute(query)
    ]
    people = session.scalars(select(Person).where(Person.active.is_(True)).order_by(Person.name))
    able = {*work.roles, "supervisor", "admin"}
    return {"work": work, "scans": scans, "people": [p for p in people if able & set(p.roles)]}


def _photos(session: Session, work_id: int) -> dict[str, list[str]]:
    """By the scan that they were taken for."""
    found: dict[str, list[str]] = defaultdict(list)
    query = select(Photo).join(Receipt, Receipt.id == Photo.scan_id).where(Receipt.work_id == work_id)
    for photo in session.scalars(query.order_by(Photo.id)):
        found[photo.scan_id].append(photo.name)
    return found
