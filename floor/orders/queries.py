"""Orders as the API and the desk show them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from floor.core.messages import text
from models import Hold, Order, OrderLine, Parcel, Refused


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
