"""Promises that nobody has picked, taken back: the round looks elsewhere at once, or the order is allocated anew."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from floor.core.chunks import parts
from floor.core.locking import lock_order, lock_work
from floor.core.transaction import Transaction
from floor.picking import lines, picking
from floor.stock.allocation import give_back
from models import Allocation, OrderLine, PickLine, Work


def promises_on(tx: Transaction, quant_ids: Collection[int]) -> Sequence[Any]:
    """The open promises on these quants, the newest first: id, quantity, order_line_id."""
    found = list[Any]()
    for some in parts(sorted(quant_ids)):
        query = select(Allocation.id, Allocation.quantity, Allocation.order_line_id)
        found += tx.db.execute(query.where(Allocation.quant_id.in_(some), Allocation.quantity > 0))
    return sorted(found, key=lambda row: -row.id)


def take_back(tx: Transaction, allocation_id: int, order_line_id: int, why: str) -> None:
    """Takes one promise off its bin. A round looks elsewhere for the units; an order that is in no round yet gives all
    its promises back. why: count or held."""
    line = tx.db.execute(
        select(PickLine.id, PickLine.task_id)
        .join(Work, Work.id == PickLine.task_id)
        .where(PickLine.allocation_id == allocation_id, PickLine.state == "open", Work.state == "open")
    ).first()
    if line is None:  # promised, not yet in a task: the order goes back to be allocated anew
        order = lock_order(tx, tx.db.get_one(OrderLine, order_line_id).order_id)
        if order.status == "ready":  # another line of it gave all its promises back
            return
        give_back(tx, order)
        return
    task = picking.load(tx.db, lock_work(tx, line.task_id).id, lock=True)
    pick_line = next(each for each in task.lines if each.id == line.id)
    lines.give_up(tx, task, pick_line, why)
    pick_line.close_if_complete(bool(task.cluster))
    task.touch()
    tx.db.flush()
    tx.changed(picking.topics(task))
