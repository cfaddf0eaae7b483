"""What channels sent by themselves, and what became of it."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from floor.core.reason import Reason
from floor.integration import messages
from floor.web import shapes
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.received import shown_reasons
from floor.web.shapes import Answer, Body, Cursor, GivenId, Limit, Line, Timestamp
from models import ChannelMessage

Status = Literal["waiting", "taken", "nothing", "failed"]


class Message(Answer):
    id: GivenId
    channel: str
    kind: Annotated[str, Field(examples=["shopify"])]
    delivery: str
    topic: str
    status: Status
    order: GivenId | None
    reasons: list[shapes.Reason]
    at: Timestamp


class Messages(Answer):
    messages: list[Message]
    next: str | None


class MessageQuery(Body):
    channel: Line | None = None
    status: Status | None = None
    after: Cursor | None = None
    limit: Limit = 50


@endpoint(
    api,
    "GET",
    "/messages",
    roles=SUPERVISORS,
    scopes=("orders",),
    query=MessageQuery,
    answers={200: Messages},
)
def list_messages(query: MessageQuery) -> dict[str, Any]:
    """Messages of channels, in the order in which they came

    `waiting` to be read; `taken`: an order came of it, was changed or cancelled; `nothing`: there was nothing to do,
    and the reasons say why; `failed`: a person must look.
    """
    asked = select(ChannelMessage).where(ChannelMessage.id > (query.after or 0)).order_by(ChannelMessage.id)
    if query.channel is not None:
        asked = asked.where(ChannelMessage.channel == query.channel)
    if query.status is not None:
        asked = asked.where(ChannelMessage.status == query.status)
    with current_services().database.reading() as session:
        found = list(session.scalars(asked.limit(query.limit + 1)))
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return {"messages": [_shown(each) for each in found[: query.limit]], "next": more}


@endpoint(
    api, "POST", "/messages/<id:message_id>/again", roles=SUPERVISORS, answers={200: Message},
    form="/desk/messages/<id:message_id>/again", then="/desk/channels",
)  # fmt: skip
def read_message_again(message_id: int) -> dict[str, Any]:
    """Have a message that failed read once more"""
    floor = current_services()
    floor.writer.perform(current_actor(), messages.read_again, message_id)
    floor.messages.wake()
    with floor.database.reading() as session:
        return _shown(session.get_one(ChannelMessage, message_id))


def _shown(message: ChannelMessage) -> dict[str, Any]:
    return {
        "id": str(message.id),
        "channel": message.channel,
        "kind": message.kind,
        "delivery": message.delivery,
        "topic": message.topic,
        "status": message.status,
        "order": str(message.order_id) if message.order_id else None,
        "reasons": shown_reasons(Reason.of(each) for each in message.reasons),
        "at": message.at,
    }
