"""How orders of a channel are dealt with, as somebody set it."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import select

from floor.core.languages import Language
from floor.core.seals import seal_of
from floor.orders.channels import CONTACT, DEFAULTS, set_up
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Line, Name
from models import Channel

OnShort = Literal["by_hand", "ship_part", "wait_whole", "cancel_rest"]
ShopKind = Literal["none", "shopify", "woocommerce"]


def _clock(text: str) -> str:
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        raise PydanticCustomError("wrong_clock", "no time of day") from None


Clock = Annotated[Line, AfterValidator(_clock), Field(examples=["14:00"])]
NEVER_NULL = ("on_short", "shop", "shop_secret", "mail_language")
MailEvent = Literal[
    "order.accepted", "order.changed", "order.back_ordered", "order.rest_cancelled", "order.cancelled",
    "order.handed_over",
]  # fmt: skip


class ChannelRule(Body):
    """What is left out stays as it is; null takes a default or a part of the contact away."""

    code: Name
    on_short: OnShort | None = None
    shop: Annotated[ShopKind | None, Field(description="whose webhooks it takes")] = None
    shop_secret: Annotated[
        Name | None, Field(description="what the shop signs its webhooks with; kept sealed and never shown")
    ] = None
    service: Annotated[Name | None, Field(description="of orders that name none")] = None
    priority: Annotated[Literal["normal", "urgent"] | None, Field(description="of orders that name none")] = (
        None
    )
    due_days: Annotated[
        Count | None,
        Field(
            ge=0, le=365, description="an order that names no time is due so many days after it was placed"
        ),
    ] = None
    due_cut_off: Annotated[
        Clock | None, Field(description="from then on, in the warehouse's zone, a day later")
    ] = None
    charges: Annotated[
        list[Name] | None, Field(max_length=50, description="SKUs of lines that are no goods, such as POST")
    ] = None
    contact_name: Line | None = None
    contact_phone: Line | None = None
    contact_email: Line | None = None
    mails: Annotated[
        list[MailEvent] | None, Field(max_length=20, description="of which its customers hear by mail")
    ] = None
    mail_language: Language | None = None


class SetChannel(Answer):
    code: str
    on_short: OnShort
    shop: ShopKind
    has_shop_secret: bool
    service: str | None
    priority: Literal["normal", "urgent"] | None
    due_days: int | None
    due_cut_off: str | None
    charges: list[str] | None
    contact_name: str | None
    contact_phone: str | None
    contact_email: str | None
    mails: list[MailEvent] | None
    mail_language: Language


class Channels(Answer):
    channels: list[SetChannel]
    next: str | None


@endpoint(api, "GET", "/channels", roles=SUPERVISORS, scopes=("orders",), answers={200: Channels})
def list_channels() -> dict[str, Any]:
    """Channels for which somebody has set something; all others are `by_hand`"""
    return {"channels": shown_channels(), "next": None}


@endpoint(
    api, "POST", "/channels", roles=SUPERVISORS, body=ChannelRule, answers={200: Channels},
    form="/desk/channels", then="/desk/waiting",
)  # fmt: skip
def set_channel(body: ChannelRule) -> dict[str, Any]:
    """Set what becomes of a channel's orders

    `on_short`: what becomes of missing units. `by_hand`: an order waits until all of it is there, unless a person
    releases it by name; the rest then follows as a back-order. `ship_part`: what is there goes by itself, the rest
    follows. `wait_whole`: nothing goes before all of it is there. `cancel_rest`: what is there goes by itself, the rest
    is cancelled (`order.rest_cancelled`). An order of which nothing at all is there waits, whatever is set.

    `service`, `priority`, `due_days` and `due_cut_off` count for orders that do not say it, by whichever way they come.
    Lines of `charges` are kept with the order and are not picked.

    `shop`: the shop whose webhooks it takes, at `/api/v1/shops/{code}`, signed with `shop_secret`.
    """
    floor = current_services()
    said = body.model_dump(exclude_unset=True, exclude={"code"})
    said = {name: value for name, value in said.items() if value is not None or name not in NEVER_NULL}
    floor.writer.perform(current_actor(), set_up, seal_of(floor.settings), body.code, said)
    return {"channels": shown_channels(), "next": None}


def shown_channels() -> list[dict[str, Any]]:
    with current_services().database.reading() as session:
        found = session.scalars(select(Channel).order_by(Channel.code))
        return [
            {
                "code": each.code,
                "on_short": each.on_short,
                "shop": each.shop,
                "has_shop_secret": bool(each.shop_secret),
                "mails": each.mails,
                "mail_language": each.mail_language,
                **{name: (each.defaults or {}).get(name) for name in DEFAULTS},
                **{name: (each.contact or {}).get(of) for name, of in CONTACT.items()},
            }
            for each in found
        ]
