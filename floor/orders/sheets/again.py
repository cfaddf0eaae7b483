"""A file's orders sent again: what waited for the catalogue goes on, what was rejected is taken once more."""

import time
from typing import Final

from sqlalchemy import select, update

from floor.core.transaction import Actor, Transaction
from floor.core.writer import Writer
from floor.orders.release import release_order
from floor.orders.sheets.taking import SECONDS, take_in
from models import FiledOrder, Order, Refused

UNKNOWN: Final = frozenset({"order.unknown_sku", "order.ambiguous_sku"})


def send_again(writer: Writer, actor: Actor, file_id: int, seconds: float = SECONDS) -> None:
    """Lets go what is held for nothing but SKUs that the catalogue has learnt, and takes in what was rejected.

    Raises `Refused`: sheet.not_found, and what `FileOrders` does.
    """
    until = time.monotonic() + seconds
    held = select(FiledOrder.id).where(FiledOrder.file_id == file_id, FiledOrder.status == "held")
    with writer.database.reading() as session:
        ids = session.scalars(
            held.where(FiledOrder.taken_at.is_not(None)).order_by(FiledOrder.position)
        ).all()
    for filed_id in ids:
        writer.perform(actor, _let_go, filed_id)
        if time.monotonic() > until:
            return
    writer.perform(actor, _rejected_again, file_id)
    take_in(writer, actor, file_id, max(until - time.monotonic(), 0.0))


def _let_go(tx: Transaction, filed_id: int) -> None:
    filed = tx.db.get_one(FiledOrder, filed_id, with_for_update=True)
    order = tx.db.get(Order, filed.order_id)
    if order is None or order.status != "held":
        return
    unknown = {hold.field for hold in order.open_holds if hold.code in UNKNOWN}
    if unknown != {hold.field for hold in order.open_holds}:  # something else is wrong with it, too
        return
    try:
        release_order(tx, order.id)
    except Refused:  # the catalogue does not know it yet
        return
    filed.status, filed.reasons = "accepted", []


def _rejected_again(tx: Transaction, file_id: int) -> None:
    rejected = update(FiledOrder).where(FiledOrder.file_id == file_id, FiledOrder.status == "rejected")
    tx.db.execute(rejected.values(taken_at=None))
