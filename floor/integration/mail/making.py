"""Makes mails of events, each once: the mails and how far the events were read are one commit."""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from floor.core.transaction import Transaction
from floor.integration.mail.templates import filled, language_of, words_for
from models import Channel, Event, MailServer, Order, OrderKit, OrderLine, Parcel, Telling
from models.base import Facts
from models.parcels import GONE
from models.told import MAILS

BATCH: Final = 200
NOTHING: Final = "–"
LONGEST_ADDRESS: Final = 254


def mail_address(text: str) -> str:
    """The one address that a text is; "" of any other text."""
    text = text.strip()
    name, domain = parseaddr(text)[1].rpartition("@")[::2]
    whole = parseaddr(text)[1] == text and name and domain and len(text) <= LONGEST_ADDRESS
    return text if whole and text.isprintable() and not set(' ,;:<>()[]"\\') & set(text) else ""


def make_mails(tx: Transaction) -> int:
    """Makes the mails of the next events; answers how many events were read, 0 at the end."""
    server = tx.db.get(MailServer, 1, with_for_update=True)
    if server is None:
        return 0
    after = select(Event).where(Event.id > server.cursor).order_by(Event.id).limit(BATCH)
    events = list(tx.db.scalars(after))
    told = [each for each in events if each.type in MAILS and each.order_id]
    for event, order, channel in _wanted(tx.db, told):
        _make(tx, event, order, channel)
    if events:
        server.cursor = events[-1].id
    return len(events)


def _wanted(session: Session, events: Sequence[Event]) -> list[tuple[Event, Order, Channel]]:
    """Those of which the customer is to hear, as their channels say."""
    kits = selectinload(Order.kits).selectinload(OrderKit.parts)
    query = select(Order).where(Order.id.in_({each.order_id for each in events}))
    orders = {each.id: each for each in session.scalars(query.options(selectinload(Order.lines), kits))}
    channels = {each.code: each for each in session.scalars(select(Channel))} if events else {}
    found = []
    for event in events:
        order = orders.get(event.order_id or 0)
        channel = channels.get(order.channel) if order else None
        if order and channel and event.type in (channel.mails or ()):
            found.append((event, order, channel))
    return found


def _make(tx: Transaction, event: Event, order: Order, channel: Channel) -> None:
    to = mail_address(order.ship_to.get("email", ""))
    if not to:
        return
    subject, text = written(tx.db, event.type, language_of(channel.mail_language), order, channel, event.data)
    tx.db.add(
        Telling(
            way="mail", receiver=to, event=event.type, event_id=event.id, order_id=order.id, number=order.number,
            subject=subject, text=text, at=tx.now,
        )
    )  # fmt: skip


def written(
    session: Session,
    event: str,
    language: str,
    order: Order,
    channel: Channel | None,
    data: Mapping[str, Any],
) -> tuple[str, str]:
    """Subject and text of the mail that tells of an order, as it is now."""
    subject, text = words_for(session, event, language)
    return in_words(subject, text, values_of(session, order, channel, data))


def in_words(subject: str, text: str, values: Mapping[str, str]) -> tuple[str, str]:
    return " ".join(filled(subject, values).split()), filled(text, values)


def values_of(
    session: Session, order: Order, channel: Channel | None, data: Mapping[str, Any]
) -> dict[str, str]:
    """What stands for each variable of a template; what is not known yet is a dash."""
    to, contact = order.ship_to, (channel.contact if channel else None) or {}
    street = [to.get(key, "") for key in ("company", "street", "street2", "street3", "district")]
    place = " ".join(
        part for part in (to.get("postcode", ""), to.get("city", ""), to.get("state", "")) if part
    )
    parcels = session.scalars(
        select(Parcel.sscc).where(Parcel.order_id == order.id, Parcel.state.not_in(GONE)).order_by(Parcel.id)
    )
    said = {
        "name": to.get("name", "") or to.get("company", ""),
        "number": order.number,
        "channel": order.channel,
        "goods": "\n".join(_goods(order, data)),
        "address": "\n".join(part for part in (*street, place, to.get("country", "")) if part),
        "service": order.service,
        "carrier": order.carrier,
        "parcels": "\n".join(sscc for sscc in parcels if sscc),
        "contact": ", ".join(contact[way] for way in ("name", "phone", "email") if contact.get(way)),
    }
    return {name: value or NOTHING for name, value in said.items()}


def _goods(order: Order, data: Facts | Mapping[str, Any]) -> list[str]:
    """The lines that the event names, or all that are to go with the order."""
    named = data.get("lines")
    if isinstance(named, list) and all(
        isinstance(each, dict) and {"sku", "units"} <= set(each) for each in named
    ):
        return [f"{each['units']} × {each['sku']}" for each in named]
    return [
        f"{line.wanted if isinstance(line, OrderLine) else line.quantity} × {_name(line)}"
        for line in order.sent
    ]


def _name(line: OrderLine | OrderKit) -> str:
    return f"{line.sku.name} ({line.sku.code})" if line.sku else line.sku_text


def last_event(session: Session) -> int:
    return session.scalar(select(func.max(Event.id))) or 0
