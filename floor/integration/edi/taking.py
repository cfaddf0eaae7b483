"""What becomes of a document that somebody sent: an order, its end, or a delivery to come."""

from typing import Any, Final

from floor.core.reason import Reason
from floor.core.transaction import Transaction
from floor.integration.edi import despatch_advice, edifact, purchase_order, ship_notice, shipping_order
from floor.integration.edi.interchange import opened
from floor.integration.edi.notice import Notice, lines_of
from floor.order_changes.cancelling import cancel_order
from floor.orders.intake import receive_orders
from floor.receiving.intake import take_deliveries
from models import ChannelMessage, Order, Refused, Warehouse

ORDERS: Final = ("940", "ORDERS")
NOTICES: Final = ("856", "DESADV")

Wanted = tuple[str, dict[str, Any], list[Reason], list[Reason]]


def take_document(tx: Transaction, message: ChannelMessage) -> None:
    """Makes an order of an X12 940, or cancels the one that it names; of an 856 it makes a delivery that is expected.

    Raises `Refused`: edi.other_document, edi.cancels_nothing, and what `opened`, `order_of`, `notice_of` and
    `cancel_order` do.
    """
    [document] = opened(message.content or b"")
    if document.kind == "856":
        _expect(tx, message, ship_notice.notice_of(document))
    elif document.kind == "940":
        _order(tx, message, shipping_order.order_of(document, Warehouse.of(tx.db).zone))
    else:
        raise Refused("edi.other_document", kind=document.kind)


def take_message(tx: Transaction, message: ChannelMessage) -> None:
    """The same of an EDIFACT ORDERS and DESADV.

    Raises `Refused`: edi.other_document, edi.cancels_nothing, and what `opened`, `order_of`, `notice_of` and
    `cancel_order` do.
    """
    [sent] = edifact.opened(message.content or b"")
    if sent.kind == "DESADV":
        _expect(tx, message, despatch_advice.notice_of(sent))
    elif sent.kind == "ORDERS":
        wanted, raw, items, remarks = purchase_order.order_of(sent, Warehouse.of(tx.db).zone)
        lines, doubts = lines_of(tx.db, items)
        raw["lines"] = [{"sku": line["sku"], "quantity": line["quantity"]} for line in lines]
        _order(tx, message, (wanted, raw, doubts, remarks))
    else:
        raise Refused("edi.other_document", kind=sent.kind)


def _expect(tx: Transaction, message: ChannelMessage, notice: Notice) -> None:
    message.reference = notice.number[:100]
    lines, problems = lines_of(tx.db, notice.items)
    raw = {
        "supplier": notice.supplier, "number": notice.number, "expected_on": notice.expected, "lines": lines,
    }  # fmt: skip
    [taken] = take_deliveries(tx, [raw], [problems])
    message.status = "failed" if taken.status == "rejected" else "taken"
    message.reasons = [each.facts() for each in (*taken.reasons, *notice.remarks)]


def _order(tx: Transaction, message: ChannelMessage, said: Wanted) -> None:
    wanted, raw, doubts, remarks = said
    message.reference = raw["number"][:100]
    if wanted == "cancel":
        order = tx.db.scalar(Order.named(message.channel, raw["number"]))
        if order is None:
            raise Refused("edi.cancels_nothing", number=raw["number"])
        cancel_order(tx, order.id, message.topic)
        message.status, message.order_id = "taken", order.id
        return
    [received] = receive_orders(tx, [{**raw, "channel": message.channel}], {0: doubts})
    message.status = "failed" if received.status == "rejected" else "taken"
    message.order_id = received.order.id if received.order else None
    message.reasons = [each.facts() for each in (*received.reasons, *remarks)]
