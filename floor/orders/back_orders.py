"""What was left out of an order follows as a back-order, or is cancelled where its channel wants it: nothing is dropped
silently.

That is settled when the order is packed. Until then a short can be taken back, other bins may give the units, and the
wave may be taken back.
"""

from floor.core.transaction import Transaction
from floor.orders.followers import follow, free_number
from floor.orders.intake import tell
from floor.stock.kits import take_apart
from models import Order
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
    first = tx.db.get_one(Order, order.back_order_of or order.id)
    number = free_number(tx, first, "B")
    made = follow(tx, order, number, dict(rest), waits_since=tx.now, back_order_of=first.id)
    take_apart(tx, made)
    for line in made.lines:
        line.lacking = line.quantity
    tell(tx, order, "order.back_ordered", back_order=str(made.id), follows=made.number, lines=said)
    return made
