"""Events for programs: each one once, in order, none skipped."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event


def events_after(session: Session, after: int, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """The events numbered above `after`, at most `limit`, and the cursor to go on from, None at the end.

    An event: {"id": "12", "type": "order.handed_over", "at": ISO time in UTC, "data": {…}}.
    """
    rows = list(session.scalars(select(Event).where(Event.id > after).order_by(Event.id).limit(limit + 1)))
    events = [event_body(row) for row in rows[:limit]]
    return events, events[-1]["id"] if len(rows) > limit else None


def event_body(event: Event) -> dict[str, Any]:
    return {"id": str(event.id), "type": event.type, "at": event.at.isoformat(), "data": event.data}
