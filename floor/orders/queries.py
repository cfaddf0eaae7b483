"""Orders as the API and the desk show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, selectinload

from floor.core.messages import text
from models import Hold, Order, OrderLine, OrderWord, Parcel, Refused
from models.order_words import phone_asked, words_asked

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
    return select(Order).options(lines, selectinload(Order.holds))


def _states(session: Session, orders: Sequence[Order], language: str) -> list[dict[str, Any]]:
    parcels = defaultdict(list)
    query = select(Parcel.order_id, Parcel.sscc, Parcel.state, Parcel.carrier).order_by(Parcel.id)
    for order_id, sscc, state, carrier in session.execute(
        query.where(Parcel.order_id.in_([order.id for order in orders]))
    ):
        parcels[order_id].append({"sscc": sscc, "state": state, "carrier": carrier})
    return [_state(order, parcels[order.id], language) for order in orders]


def _state(order: Order, parcels: list[dict[str, Any]], language: str) -> dict[str, Any]:
    return {
        "id": str(order.id),
        "channel": order.channel,
        "number": order.number,
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
        "version": order.version,
        "wave": None if order.wave_id is None else str(order.wave_id),
        "lines": [_line(line) for line in order.lines],
        "reasons": [_reason(hold, language) for hold in order.open_holds],
        "missing": order.shortage,
        "proposal": order.proposal,
        "parcels": parcels,
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


def _reason(hold: Hold, language: str) -> dict[str, str]:
    return {"code": hold.code, "text": text(hold.code, language, hold.params), "field": hold.field}
