"""An order's payment, as its channel tells it after the order itself."""

from collections.abc import Sequence
from typing import Any

from floor.core.reason import Reason
from floor.core.transaction import Transaction
from floor.orders.defaults import Defaults, as_before
from floor.orders.draft import Draft, read_order
from floor.orders.holds import lock_with_work, tell_work
from floor.orders.intake import tell
from floor.orders.sent_text import NotAnOrder
from models import Order

UNPAID = "order.unpaid"


def note_payment(tx: Transaction, raw: dict[str, Any], doubts: Sequence[Reason]) -> Order | None:
    """Notes that an order is paid by now, where nothing else of it is new, and answers it: what held it for its payment
    alone goes on. None where there is more to it than that: the intake then decides.

    `raw` is as for `read_order`, `doubts` what its channel's reader found wrong with it.
    """
    defaults = Defaults.of(tx.db)
    paid = _draft(tx, raw, doubts, defaults)
    unpaid = _draft(tx, {**raw, "paid": False}, doubts, defaults)
    if paid is None or unpaid is None or not paid.paid:
        return None
    known = tx.db.scalar(Order.named(paid.channel, paid.number))
    if known is None or known.paid:
        return None
    order, works = lock_with_work(tx, known.id)
    same = as_before(unpaid, order).digest() == order.content
    if order.paid or order.proposal is not None or not same:
        return None
    order.paid, order.content = True, as_before(paid, order).digest()
    for hold in order.open_holds:
        if hold.code == UNPAID:
            hold.end(tx.now, tx.actor.person_id)
    if order.status == "held" and not order.open_holds:
        order.do("release")
        tell(tx, order, "order.released", left_out=[])
    else:
        order.touch()
        tell(tx, order, "order.paid")
    tell_work(tx, order, works)
    return order


def _draft(
    tx: Transaction, raw: dict[str, Any], doubts: Sequence[Reason], defaults: Defaults
) -> Draft | None:
    try:
        draft = defaults.fill(read_order(raw), raw, tx.now)
    except NotAnOrder:
        return None
    draft.problems.extend(doubts)
    return draft
