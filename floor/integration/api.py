"""Events for programs, listed by a cursor."""

from typing import Any

from floor.integration.events import events_after
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Cursor, GivenId, Limit, Timestamp


class Event(Answer):
    id: GivenId
    type: str
    at: Timestamp
    data: dict[str, Any]


class Events(Answer):
    events: list[Event]
    next: str | None


class EventQuery(Body):
    after: Cursor | None = None
    limit: Limit = 100


@endpoint(
    api, "GET", "/events", roles=SUPERVISORS, scopes=("events",), query=EventQuery, answers={200: Events}
)
def list_events(query: EventQuery) -> dict[str, Any]:
    """Every event once, in order, none skipped

    Go on with the id of the last event as `after`; `next` is null when there are no more for now.
    """
    with current_services().database.reading() as session:
        events, after = events_after(session, query.after or 0, query.limit)
    return {"events": events, "next": after}
