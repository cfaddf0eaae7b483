"""Invariants of events, for `floor check`."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.invariants import told
from models import Event, EventChain, Load, Order, Parcel, Wave, Webhook, Work
from models.base import link

NAMED: dict[str, Any] = {"order": Order, "parcel": Parcel, "wave": Wave, "load": Load}


def events(session: Session) -> Iterator[str]:
    """Events are numbered without a gap, each linked to the one before it, up to the one that is kept as last."""
    before, number = "", 0
    for event in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=5_000)):
        if event.id != number + 1:
            yield f"event {number + 1}: is gone, and all before event {event.id}"
        if event.chain and event.chain != link(before, event.facts):
            yield f"event {event.id} ({event.type}): is not as it was written, or the one before it is gone"
        if before and not event.chain:
            yield f"event {event.id} ({event.type}): has lost its link"
        number, before = event.id, event.chain
    end = session.get(EventChain, 1)
    if (end.last, end.chain) != (number, before) if end else before:
        yield f"event {number}: is the last that is there, and not the last that was written"
    for hook in session.scalars(select(Webhook).where(Webhook.cursor > number)):
        yield f"webhook {hook.id}: has been told up to event {hook.cursor}, of {number}"


def named_records(session: Session) -> Iterator[str]:
    """What events tell of is there, and bears the number that was told."""
    for noun, model in NAMED.items():
        wanted: dict[int, set[str]] = {}
        for _kind, data in told(session):
            if data.get(noun):
                wanted.setdefault(int(data[noun]), set()).add(str(data.get("number")))
        for part in parts(sorted(wanted)):
            found = {
                record.id: record for record in session.scalars(select(model).where(_id(model).in_(part)))
            }
            for record_id in part:
                if record_id not in found:
                    yield f"{noun} {record_id}: events tell of it, and it is gone"
                elif noun == "order" and wanted[record_id] != {number := found[record_id].number}:
                    yield f"order {record_id}: is numbered {number}, and was told as {wanted[record_id]}"
    query = select(Event.id, Event.order_id, Event.data).where(Event.order_id.is_not(None))
    for event_id, order_id, said in session.execute(query):
        if str(said.get("order")) != str(order_id):
            yield f"event {event_id}: is filed under order {order_id}, and tells of {said.get('order')}"


def _id(model: Any) -> Any:
    return Work.id if issubclass(model, Work) else model.id


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (events, named_records)
