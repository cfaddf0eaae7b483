"""What becomes of a shop's webhook: a new order, another content or payment of one, its end, or nothing."""

from typing import Any

import orjson
from sqlalchemy import func, select

from floor.core.transaction import Transaction
from floor.integration.shops.said import ShopOrder
from floor.integration.shops.signed import KINDS
from floor.order_changes.cancelling import cancel_order
from floor.orders.intake import receive_orders
from floor.orders.payment import note_payment
from models import ChannelMessage, Order, Refused

OVER = ("cancelled", "returned")


def take_shop_order(tx: Transaction, message: ChannelMessage) -> None:
    """Does what the newest message about an order says; what was said before it, and comes late, counts no more.

    Raises `Refused`: shop.unreadable, shop.no_id, and what `cancel_order` does.
    """
    said = KINDS[message.kind].read(message.topic, _body(message))
    message.reference, message.changed_at = said.reference[:100], said.changed_at
    if not said.reference and said.wanted != "nothing":
        raise Refused("shop.no_id")
    if said.wanted != "nothing" and _is_late(tx, message, said):
        said.leave("shop.late")
    if said.wanted == "cancel":
        _cancel(tx, message, said)
    elif said.wanted == "ship":
        _receive(tx, message, said)
        return
    message.status = "nothing" if said.wanted == "nothing" else "taken"
    message.reasons = [each.facts() for each in said.remarks]


def _body(message: ChannelMessage) -> dict[str, Any]:
    try:
        body = orjson.loads(message.content or b"")
    except orjson.JSONDecodeError:
        raise Refused("shop.unreadable") from None
    if not isinstance(body, dict):
        raise Refused("shop.unreadable")
    return body


def _is_late(tx: Transaction, message: ChannelMessage, said: ShopOrder) -> bool:
    """Whether what was read before is newer: by the shop's own clock, or as the order was deleted there."""
    known = select(ChannelMessage).where(
        ChannelMessage.channel == message.channel,
        ChannelMessage.reference == message.reference,
        ChannelMessage.id != message.id,
        ChannelMessage.status.in_(("taken", "nothing")),
    )
    newest = tx.db.scalar(known.with_only_columns(func.max(ChannelMessage.changed_at)))
    if newest is not None and said.changed_at is not None and said.changed_at < newest:
        return True
    deleted = tx.db.scalar(known.where(ChannelMessage.topic == "order.deleted").limit(1))
    return deleted is not None and message.topic not in ("order.deleted", "order.restored")


def _order(tx: Transaction, message: ChannelMessage, said: ShopOrder) -> Order | None:
    """The order that it is about: by its number, or by what came of the messages before."""
    if said.number:
        return tx.db.scalar(Order.named(message.channel, said.number))
    before = select(ChannelMessage.order_id).where(
        ChannelMessage.channel == message.channel,
        ChannelMessage.reference == message.reference,
        ChannelMessage.order_id.is_not(None),
    )
    order_id = tx.db.scalar(before.order_by(ChannelMessage.id.desc()).limit(1))
    return tx.db.get(Order, order_id) if order_id is not None else None


def _cancel(tx: Transaction, message: ChannelMessage, said: ShopOrder) -> None:
    order = _order(tx, message, said)
    if order is None:
        said.leave("shop.cancelled_before_it_came")
        return
    message.order_id = order.id
    if order.status in OVER:
        said.leave("shop.cancelled_already")
        return
    cancel_order(tx, order.id, said.why)


def _receive(tx: Transaction, message: ChannelMessage, said: ShopOrder) -> None:
    raw = {**said.raw, "channel": message.channel}
    paid = note_payment(tx, raw, said.doubts)
    if paid is not None:
        message.status, message.order_id = "taken", paid.id
        return
    [received] = receive_orders(tx, [raw], {0: said.doubts})
    message.status = "failed" if received.status == "rejected" else "taken"
    message.order_id = received.order.id if received.order else None
    message.reasons = [each.facts() for each in (*received.reasons, *said.remarks)]
