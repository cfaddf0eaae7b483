"""Orders that are made of another one: of what was left out of it, or of what goes by itself."""

import itertools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from floor.core.transaction import Transaction
from floor.orders.storing import store_words
from floor.stock.kits import by_kit, part_of
from models import Order, OrderKit, OrderLine


def free_number(tx: Transaction, order: Order, letter: str) -> str:
    """1001-B1, 1001-B2 …: the next that nobody has used, not even the channel itself."""
    taken = select(Order.id).where(Order.channel == order.channel)
    numbers = (f"{order.number}-{letter}{count}" for count in itertools.count(1))
    return next(each for each in numbers if tx.db.scalar(taken.where(Order.number == each)) is None)


def follow(tx: Transaction, order: Order, number: str, units: Mapping[OrderLine, int], **says: Any) -> Order:
    """A new order to the same customer, of the same age, for so many units of the order's lines; but for what it `says`
    otherwise."""
    made = Order(
        channel=order.channel, number=number, priority=order.priority, placed_at=order.placed_at, paid=order.paid,
        service=order.service,
        ship_to=dict(order.ship_to), note=order.note, delivery_note=order.delivery_note, gift_note=order.gift_note,
        received_at=order.received_at, **{"due": order.due, **says},
    )  # fmt: skip
    made.do("accept")
    add_units(made, order, units)
    tx.db.add(made)
    tx.db.flush()
    store_words(tx, [made])
    return made


def add_units(made: Order, order: Order, rest: Mapping[OrderLine, int]) -> None:
    """So many units of the order's lines as lines of another: of kits whole ones as kits, and what is left of them."""
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
