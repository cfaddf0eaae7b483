"""What was left out of an order follows as a back-order, or is cancelled where its channel wants it: nothing is dropped
silently.

That is settled when the order is packed. Until then a short can be taken back, other bins may give the units, and the
wave may be taken back.
"""

import itertools
from collections.abc import Mapping

from sqlalchemy import func, select

from floor.core.transaction import Transaction
from floor.orders.intake import tell
from floor.orders.kits import part_of
from floor.orders.storing import store_words
from floor.stock.allocation import by_kit
from models import Order, OrderKit, OrderLine
from models.channels import Policies


def settle_rest(tx: Transaction, order: Order) -> Order | None:
    """Answers the back-order for what was left out of an order that is packed now; None where nothing was, or where
    its channel has the rest cancelled. What is settled once is not settled again."""
    rest = [(line, line.to_settle) for line in order.lines if line.to_settle]
    if not rest:
        return None
    for line, _units in rest:
        line.settled = line.short_approved
    said = [{"sku": line.sku_text, "units": units} for line, units in rest]
    if Policies.of(tx.db)[order.channel] == "cancel_rest":
        tell(tx, order, "order.rest_cancelled", lines=said)
        return None
    made = _follower(tx, order)
    _add_lines(made, order, dict(rest))
    tx.db.add(made)
    tx.db.flush()
    store_words(tx, [made])
    tell(tx, order, "order.back_ordered", back_order=str(made.id), follows=made.number, lines=said)
    return made


def _add_lines(made: Order, order: Order, rest: Mapping[OrderLine, int]) -> None:
    """What was left of kits follows as kits, as far as it makes whole ones; all of it is lacking."""
    for lines in by_kit(order):
        kit, units = lines[0].kit, {line: rest.get(line, 0) for line in lines}
        kits = min(units[line] // (line.per_kit or 1) for line in lines) if kit else 0
        if kit and kits:
            again = OrderKit(
                position=len(made.sent) + 1, sku=kit.sku, sku_text=kit.sku_text, quantity=kits,
                quantity_text=str(kits), unit_price=kit.unit_price,
            )  # fmt: skip
            made.kits.append(again)
            made.lines += [
                part_of(again, line.sku, line.per_kit) for line in lines if line.sku and line.per_kit
            ]
        for line in lines:
            if left := units[line] - kits * (line.per_kit or 1):
                made.lines.append(
                    OrderLine(
                        position=len(made.sent) + 1, sku=line.sku, sku_text=line.sku_text, quantity=left,
                        quantity_text=str(left), unit_price=line.unit_price,
                    )
                )  # fmt: skip
    for line in made.lines:
        line.lacking = line.quantity


def _follower(tx: Transaction, order: Order) -> Order:
    """A new order to the same customer, of the same age, which waits for stock."""
    first = tx.db.get_one(Order, order.back_order_of or order.id)
    made = Order(
        channel=order.channel, number=_free_number(tx, first), priority=order.priority, due=order.due,
        placed_at=order.placed_at, paid=order.paid, service=order.service, ship_to=dict(order.ship_to),
        note=order.note, delivery_note=order.delivery_note, gift_note=order.gift_note,
        waits_since=tx.now, back_order_of=first.id, received_at=order.received_at,
    )  # fmt: skip
    made.do("accept")
    return made


def _free_number(tx: Transaction, first: Order) -> str:
    """1001-B1, 1001-B2 …: the next that nobody has used, not even the channel itself."""
    made = tx.db.scalar(select(func.count()).where(Order.back_order_of == first.id)) or 0
    numbers = (f"{first.number}-B{count}" for count in itertools.count(made + 1))
    taken = select(Order.id).where(Order.channel == first.channel)
    return next(each for each in numbers if tx.db.scalar(taken.where(Order.number == each)) is None)
