"""All that was told outside, by mail and by webhook; what was given up is sent again as somebody asks."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from floor.integration.mail.server import tell_again
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.forms import perform
from floor.web.shapes import Answer, Body, Cursor, GivenId, Limit, Line, Timestamp
from models import Telling

Way = Literal["mail", "webhook"]
Status = Literal["waiting", "sending", "told", "dead"]


class Told(Answer):
    id: GivenId
    way: Way
    receiver: Annotated[str, Field(description="the e-mail address, or the webhook's")]
    event: str
    event_id: GivenId
    order: GivenId | None
    subject: str
    status: Status
    tries: int
    answer: Annotated[str, Field(description="what the receiver said, or a code")]
    at: Timestamp
    told_at: Timestamp | None


class AllTold(Answer):
    told: list[Told]
    next: str | None


class ToldQuery(Body):
    way: Way | None = None
    status: Status | None = None
    receiver: Line | None = None
    after: Cursor | None = None
    limit: Limit = 100


@endpoint(api, "GET", "/told", roles=SUPERVISORS, scopes=("events",), query=ToldQuery, answers={200: AllTold})
def list_told(query: ToldQuery) -> dict[str, Any]:
    """What was told, to whom, when, and the answer: mails for thirty days, deliveries to webhooks for seven

    `dead`: it was given up. A webhook is tried again and again as long as it does not answer at all.
    """
    asked = select(Telling).where(Telling.id > (query.after or 0)).order_by(Telling.id)
    for column, wanted in (
        (Telling.way, query.way),
        (Telling.status, query.status),
        (Telling.receiver, query.receiver),
    ):
        if wanted is not None:
            asked = asked.where(column == wanted)
    with current_services().database.reading() as session:
        found = list(session.scalars(asked.limit(query.limit + 1)))
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return {"told": [_shown(each) for each in found[: query.limit]], "next": more}


@endpoint(
    api, "POST", "/told/<id:telling_id>/again", roles=SUPERVISORS, answers={200: Told},
    form="/desk/told/<id:telling_id>/again", then="/desk/told",
)  # fmt: skip
def send_again(telling_id: int) -> dict[str, Any]:
    """Send once more what was given up, under the same number"""
    perform(tell_again, telling_id)
    with current_services().database.reading() as session:
        return _shown(session.get_one(Telling, telling_id))


def _shown(each: Telling) -> dict[str, Any]:
    plain = ("way", "receiver", "event", "subject", "status", "tries", "answer", "at", "told_at")
    return {name: getattr(each, name) for name in plain} | {
        "id": str(each.id),
        "event_id": str(each.event_id),
        "order": str(each.order_id) if each.order_id else None,
    }
