"""All that happened to one order, on one time line: read from the records themselves, so that it is true at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from floor.catalogue import picture_files
from floor.order_changes.correcting import facts_of
from floor.supervision.board import number_in_kind
from models import (
    Approval,
    Claim,
    Event,
    Handover,
    Hold,
    LabelPrint,
    Order,
    Outbox,
    PackSession,
    Parcel,
    ParcelLabel,
    Person,
    Photo,
    PickLine,
    Receipt,
    Wave,
    Work,
)
from models.base import Facts

# what the records below do not tell by themselves
TOLD = ("order.priority_changed", "order.paid", "order.picked", "order.packed", "order.staged", "order.cancelled",
        "order.short_approved", "order.substituted", "order.allocated", "order.back_ordered", "order.rest_cancelled",
        "order.changed", "order.units_cancelled", "order.reopened", "order.split",
        "order.split_off",
        "parcel.reopened")  # fmt: skip
MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry: when, a code with its facts, who did it, and the address of what it is about."""

    at: datetime
    code: str
    params: Facts
    person: str = ""
    href: str = ""


def order_history(session: Session, order: Order) -> list[Happened]:
    """What happened to an order from the moment when it came, the oldest first; and before, under the same number, to
    what was cancelled."""
    named = (Order.channel == order.channel) & (Order.number == order.number)
    editions = session.scalars(select(Order).where(named).order_by(Order.edition))
    found = list[Happened]()
    for each in editions:
        if each.edition <= order.edition:
            found += _of_edition(session, each)
        elif each.edition == order.edition + 1:
            facts: Facts = {"edition": each.edition}
            found.append(
                Happened(each.received_at, "history.reopened_as", facts, href=f"/desk/orders/{each.id}")
            )
    return sorted(found, key=lambda each: each.at)


def _of_edition(session: Session, order: Order) -> list[Happened]:
    works = _works(session, order.id)
    found = [Happened(order.received_at, "history.received", {"channel": order.channel})]
    for look in (_holds, _wave, _labels, _handovers, _told):
        found += look(session, order)
    for look_at in (_claims, _scans, _photos, _questions):
        found += look_at(session, works)
    return found


def _works(session: Session, order_id: int) -> dict[int, str]:
    """The numbers of the order's picking and packing, by their ids."""
    picked = select(PickLine.task_id).where(PickLine.order_id == order_id)
    packed = select(PackSession.id).where(PackSession.order_id == order_id)
    query = select(Work.id, Work.kind).where(Work.id.in_(picked.union(packed)))
    return {work_id: number_in_kind(kind, work_id) for work_id, kind in session.execute(query)}


def _holds(session: Session, order: Order) -> Iterator[Happened]:
    query = select(Hold, Person.name).outerjoin(Person, Person.id == Hold.released_by)
    for hold, person in session.execute(query.where(Hold.order_id == order.id)):
        yield Happened(hold.at, hold.code, hold.params)
        if hold.released_at:
            yield Happened(hold.released_at, "history.released", {}, person or "")


def _wave(session: Session, order: Order) -> Iterator[Happened]:
    if order.wave_id and (wave := session.get(Wave, order.wave_id)):
        facts, href = {"wave": wave.number}, f"/desk/waves/{wave.id}"
        yield Happened(wave.created_at, "history.planned", facts, href=href)
        if wave.released_at:
            yield Happened(wave.released_at, "history.sent", facts, href=href)


def _labels(session: Session, order: Order) -> Iterator[Happened]:
    """Labels made, printed again and voided."""
    of_order = ParcelLabel.parcel_id.in_(select(Parcel.id).where(Parcel.order_id == order.id))
    for label in session.scalars(select(ParcelLabel).where(of_order)):
        facts = {"sscc": label.sscc or ""}
        yield Happened(label.made_at, "history.label_made", facts)
        if label.voided_at:
            yield Happened(label.voided_at, "history.label_voided", facts)
    query = select(LabelPrint, ParcelLabel.sscc, Person.name).join(
        ParcelLabel, ParcelLabel.id == LabelPrint.label_id
    )
    query = query.outerjoin(Person, Person.id == LabelPrint.person_id).where(of_order)
    for again, sscc, person in session.execute(query):
        yield Happened(
            again.at, "history.label_again", {"sscc": sscc or "", "reason": again.reason}, person or ""
        )


def _handovers(session: Session, order: Order) -> Iterator[Happened]:
    loads = select(Parcel.load_id).where(Parcel.order_id == order.id, Parcel.state == "handed_over")
    query = select(Handover, Person.name).outerjoin(Person, Person.id == Handover.person_id)
    for gone, person in session.execute(query.where(Handover.load_id.in_(loads))):
        facts = {"load": number_in_kind("load", gone.load_id), "driver": gone.driver, "plate": gone.plate}
        yield Happened(gone.at, "history.handed_over", facts, person or "", f"/desk/work/{gone.load_id}")


def _told(session: Session, order: Order) -> Iterator[Happened]:
    """What was told to other programs, and what is about to be."""
    published = select(Event).where(Event.order_id == order.id, Event.type.in_(TOLD))
    told: list[tuple[datetime, str, Any]] = [
        (event.at, event.type, event.data)
        for event in session.scalars(published.order_by(Event.id).limit(MOST_TOLD))
    ]
    for row in session.scalars(select(Outbox)):
        told += [
            (row.at, event["type"], event["data"])
            for event in row.events
            if event["type"] in TOLD and event["data"].get("order") == str(order.id)
        ]
    names = _names(session, (int(data["by"]) for _at, _type, data in told if data.get("by")))
    for at, kind, data in told:
        data = facts_of(data) | data if kind == "order.changed" else data
        data = data | {"goods": [f"{each['units']} × {each['sku']}" for each in data.get("lines", ())]}
        yield Happened(at, f"event.{kind}", data, names.get(int(data.get("by") or 0), ""))


def _claims(session: Session, works: dict[int, str]) -> Iterator[Happened]:
    """Who took which work, the first and whoever came after."""
    query = select(Claim, Person.name).join(Person, Person.id == Claim.person_id)
    for claim, person in session.execute(query.where(Claim.work_id.in_(works))):
        yield Happened(
            claim.started_at, "history.taken", {"work": works[claim.work_id]}, person, _work(claim.work_id)
        )


def _scans(session: Session, works: dict[int, str]) -> Iterator[Happened]:
    """For each work and person how many scans counted and how many were refused, at the last of them."""
    counted = func.sum(case((Receipt.accepted, 1), else_=0))
    query = (
        select(Receipt.work_id, Person.name, func.max(Receipt.at), cast(counted, Integer), func.count())
        .outerjoin(Person, Person.id == Receipt.person_id)
        .where(Receipt.work_id.in_(works))
        .group_by(Receipt.work_id, Person.name)
    )
    for work_id, person, at, accepted, all_scans in session.execute(query):
        facts: Facts = {"work": works[work_id], "accepted": accepted, "refused": all_scans - accepted}
        yield Happened(at, "history.scanned", facts, person or "", _work(work_id))


def _photos(session: Session, works: dict[int, str]) -> Iterator[Happened]:
    query = (
        select(Photo, Receipt.work_id, Person.name)
        .join(Receipt, Receipt.id == Photo.scan_id)
        .outerjoin(Person, Person.id == Photo.person_id)
        .where(Receipt.work_id.in_(works))
    )
    for photo, work_id, person in session.execute(query):
        facts: Facts = {"work": works[work_id]}
        yield Happened(photo.at, "history.photo", facts, person or "", picture_files.address(photo.name))


def _questions(session: Session, works: dict[int, str]) -> Iterator[Happened]:
    """What a supervisor was asked about: missing units, or a weight; and the answer with its reason."""
    questions = list(session.scalars(select(Approval).where(Approval.work_id.in_(works))))
    names = _names(
        session, (each for asked in questions for each in (asked.asked_by, asked.decided_by) if each)
    )
    for asked in questions:
        facts, href = {"work": works[asked.work_id]}, _work(asked.work_id)
        asker, answerer = (names.get(each or 0, "") for each in (asked.asked_by, asked.decided_by))
        yield Happened(asked.asked_at, f"history.asked_{asked.about}", facts, asker, href)
        if asked.decided_at:
            no = asked.state in ("refused", "told")
            code = "history.refused" if no else "history.approved"
            yield Happened(asked.decided_at, code, {"note": asked.note}, answerer, href)


def _names(session: Session, people: Iterable[int]) -> dict[int, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(set(people)))
    return dict(session.execute(query).all())


def _work(work_id: int) -> str:
    return f"/desk/work/{work_id}"
