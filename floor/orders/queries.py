"""Orders as the API and the desk show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, selectinload

from floor.core.messages import text
from floor.orders.ageing import holds_of
from models import Channel, Hold, Order, OrderKit, OrderLine, OrderWord, Parcel, Refused, now
from models.base import Facts
from models.order_words import phone_asked, words_asked
from models.orders import SentLine

FREQUENT = 2000  # orders that have a word from which on it narrows nothing


def order_state(session: Session, order_id: int, language: str) -> dict[str, Any]:
    """Shows one order. Raises `Refused`: order.not_found."""
    order = session.scalar(_whole().where(Order.id == order_id))
    if order is None:
        raise Refused("order.not_found", order=order_id)
    return _states(session, [order], language)[0]


def orders_after(
    session: Session,
    language: str,
    *,
    channel: str | None = None,
    number: str | None = None,
    status: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[dict[str, Any]], str | None]:
    """Lists orders in the order in which they came, and the cursor to go on from, None at the end."""
    query = _whole().where(Order.id > (after or 0)).order_by(Order.id).limit(limit + 1)
    for column, wanted in ((Order.channel, channel), (Order.number, number), (Order.status, status)):
        if wanted is not None:
            query = query.where(column == wanted)
    orders = list(session.scalars(query))
    shown = _states(session, orders[:limit], language)
    return shown, shown[-1]["id"] if len(orders) > limit else None


def orders_named(session: Session, asked: str, most: int) -> list[Order]:
    """The newest orders that have a word for each one asked (`models.order_words`), or a phone number that ends so."""
    found = set(_newest(session, words_asked(asked), most))
    if phone := phone_asked(asked):
        found.update(_newest(session, [phone], most))
    query = select(Order).where(Order.id.in_(sorted(found, reverse=True)[:most]))
    return list(session.scalars(query.order_by(Order.id.desc())))


def recent_channels(session: Session) -> list[str]:
    """The channels of the newest orders, and those that somebody has set up."""
    newest = select(Order.channel).order_by(Order.id.desc()).limit(1000).subquery()
    return sorted(
        {*session.scalars(select(newest.c.channel).distinct()), *session.scalars(select(Channel.code))}
    )


def _newest(session: Session, words: Sequence[str], most: int) -> Iterable[int]:
    """From the rarest word to the orders that have the others, too; from the newest order where all are frequent."""

    def frequency(word: str) -> int:
        few = select(OrderWord.order_id).where(OrderWord.beginning(word)).limit(FREQUENT).subquery()
        return session.scalar(select(func.count()).select_from(few)) or 0

    if not words:
        return []
    frequencies = {word: frequency(word) for word in words}
    rarest = min(words, key=frequencies.__getitem__)
    narrow = frequencies[rarest] < FREQUENT
    order_id: InstrumentedAttribute[int] = OrderWord.order_id if narrow else Order.id
    query = select(order_id).distinct().order_by(order_id.desc()).limit(most)
    if narrow:
        query = query.where(OrderWord.beginning(rarest))
    for word in words:
        if not (narrow and word == rarest):
            other = aliased(OrderWord)
            query = query.where(exists().where(other.order_id == order_id, other.beginning(word)))
    return session.scalars(query)


def _whole() -> Any:
    lines = selectinload(Order.lines).joinedload(OrderLine.sku)
    kit = selectinload(Order.kits)
    kits = kit.joinedload(OrderKit.sku), kit.selectinload(OrderKit.parts)
    return select(Order).options(lines, *kits, selectinload(Order.holds))


def _states(session: Session, orders: Sequence[Order], language: str) -> list[dict[str, Any]]:
    parcels = defaultdict(list)
    query = select(Parcel.order_id, Parcel.sscc, Parcel.state, Parcel.carrier).order_by(Parcel.id)
    for order_id, sscc, state, carrier in session.execute(
        query.where(Parcel.order_id.in_([order.id for order in orders]))
    ):
        parcels[order_id].append({"sscc": sscc, "state": state, "carrier": carrier})
    followers, split_off = (
        _made_of(session, orders, column) for column in (Order.back_order_of, Order.split_of)
    )
    editions, holds = _editions(session, orders), holds_of(session, orders, now())
    related = {
        order.id: {
            "parcels": parcels[order.id],
            "back_orders": followers[order.id],
            "parts": split_off[order.id],
            "editions": [e for e in editions[order.channel, order.number] if e["id"] != str(order.id)],
            "holds": holds.get(order.id, []),
        }
        for order in orders
    }
    return [_state(order, language) | related[order.id] for order in orders]


def _made_of(
    session: Session, orders: Sequence[Order], column: InstrumentedAttribute[int | None]
) -> dict[int | None, list[dict[str, Any]]]:
    """The orders that name each of these there."""
    found = defaultdict(list)
    query = select(column, Order.id, Order.number, Order.status).order_by(Order.id)
    for first, order_id, number, status in session.execute(query.where(column.in_([o.id for o in orders]))):
        found[first].append({"id": str(order_id), "number": number, "status": status})
    return found


def _editions(session: Session, orders: Sequence[Order]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Those of the orders that may have others under their number."""
    found = defaultdict(list)
    names = {(each.channel, each.number) for each in orders if each.edition > 1 or each.status == "cancelled"}
    query = select(Order.channel, Order.number, Order.id, Order.edition, Order.status).order_by(Order.edition)
    for channel, number, order_id, edition, status in session.execute(
        query.where(tuple_(Order.channel, Order.number).in_(names)) if names else query.limit(0)
    ):
        found[channel, number].append({"id": str(order_id), "edition": edition, "status": status})
    return found


def _state(order: Order, language: str) -> dict[str, Any]:
    return {
        "id": str(order.id),
        "channel": order.channel,
        "number": order.number,
        "edition": order.edition,
        "status": order.status,
        "priority": order.priority,
        "due": order.due and order.due.isoformat(),
        "placed_at": order.placed_at and order.placed_at.isoformat(),
        "received_at": order.received_at.isoformat(),
        "paid": order.paid,
        "service": order.service,
        "carrier": order.carrier,
        "ship_to": order.ship_to,
        "note": order.note,
        "delivery_note": order.delivery_note,
        "gift_note": order.gift_note,
        "totals": order.totals,
        "other_fields": order.other_fields,
        "version": order.version,
        "wave": None if order.wave_id is None else str(order.wave_id),
        "lines": [_sent(each) for each in order.sent],
        "charges": order.charges or [],
        "reasons": [_reason(hold, language) for hold in order.open_holds],
        "warnings": [_warning(each, language) for each in order.warnings],
        "missing": order.shortage,
        "proposal": order.proposal,
        "back_order_of": None if order.back_order_of is None else str(order.back_order_of),
        "split_of": None if order.split_of is None else str(order.split_of),
    }


def _sent(sent: SentLine) -> dict[str, Any]:
    """A line as it was sent. Of a kit with the lines of its components, and as many as are whole in them."""
    if isinstance(sent, OrderLine):
        return _line(sent) | {"components": []}
    return {
        "sku": sent.sku.code,
        "quantity": sent.quantity,
        "unit_price": sent.unit_price,
        **{column: sent.whole(column) for column in ("picked", "packed")},
        **{column: sent.broken(column) for column in ("short", "short_approved")},
        "components": [_line(part) for part in sent.parts if not part.put_together],
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "sku": line.sku.code if line.sku else line.sku_text,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "picked": line.picked,
        "packed": line.packed,
        "short": line.short,
        "short_approved": line.short_approved,
    }


def _warning(kept: Facts, language: str) -> dict[str, str]:
    code, params = str(kept["code"]), cast(Facts, kept["params"])
    return {"code": code, "text": text(code, language, params), "field": str(kept["field"])}


def _reason(hold: Hold, language: str) -> dict[str, str]:
    return {"code": hold.code, "text": text(hold.code, language, hold.params), "field": hold.field}
