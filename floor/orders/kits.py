"""Kits in orders: what was sent is one line, what is picked and packed are the lines of its components."""

from collections.abc import Mapping

from floor.core.transaction import Transaction
from floor.stock.kits import part_of
from models import Order, OrderKit, OrderLine, Sku
from models.orders import SentLine


def take_out(order: Order, sent: SentLine) -> None:
    """Leaves out of the order what was sent."""
    for line in list(sent.parts):
        order.lines.remove(line)
    if isinstance(sent, OrderKit):
        order.kits.remove(sent)


def expand(tx: Transaction, order: Order, line: OrderLine, bill: Mapping[int, int]) -> None:
    """Puts the components of a kit in the place of its line, of which nothing was ever promised."""
    order.lines.remove(line)
    kit = OrderKit(
        position=line.position, sku=tx.db.get_one(Sku, line.sku_id), sku_text=line.sku_text, quantity=line.quantity,
        quantity_text=line.quantity_text, unit_price=line.unit_price,
    )  # fmt: skip
    order.kits.append(kit)
    for sku_id, units in bill.items():
        order.lines.append(part_of(kit, tx.db.get_one(Sku, sku_id), units))
