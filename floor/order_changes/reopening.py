"""A cancelled order is taken up again, by somebody who decides so. What its channel sends corrected
does the same by itself."""

from floor.core.locking import lock_order
from floor.core.transaction import Transaction
from floor.order_changes.correcting import check_version
from floor.orders.checks import Checks
from floor.orders.intake import reopen
from floor.orders.look_alikes import look_around
from floor.orders.release import read_again, stored
from models import Order, Refused


def reopen_order(tx: Transaction, order_id: int, version: int, reason: str) -> Order:
    """Makes the next edition of a cancelled order, of the same content, checked as if it came now. It may be corrected
    from then on.

    Raises `Refused`: order.not_found, order.stale, order.not_cancelled, order.reopened_already (its next edition is
    there).
    """
    order = lock_order(tx, order_id)
    check_version(tx, order, version)
    newest = tx.db.scalars(Order.named(order.channel, order.number)).one()
    if newest is not order:
        raise Refused("order.reopened_already", number=order.number, edition=newest.edition)
    if order.status != "cancelled":
        raise Refused("order.not_cancelled", number=order.number, state=order.status)
    draft = read_again(tx, stored(order))
    look_around(tx.db, [draft], Checks.of(tx.db), tx.now)
    return reopen(tx, order, draft, reason)
