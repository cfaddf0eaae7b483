"""Some units of an order are cancelled: those that nobody has picked yet. The rest goes on."""

from collections.abc import Sequence

from sqlalchemy import select

from floor.core.locking import lock_quants, locked
from floor.core.transaction import Transaction
from floor.order_changes.correcting import check_version
from floor.orders.holds import lock_with_work
from floor.orders.intake import tell
from floor.picking import lines as pick_lines
from floor.picking import picking
from models import Allocation, Order, OrderLine, PickTask, Refused, Work

BEFORE_WAVE, PICKED_NOW = ("held", "ready"), ("waved", "picking")


def leave_out(tx: Transaction, order_id: int, version: int, sku: str, units: int, reason: str) -> Order:
    """Cancels so many units of a SKU, those of the last line that asks for it first: they are free for other orders,
    and nothing more becomes of them. A picker who has the order is told at the next scan.

    Raises `Refused`: order.not_found, order.stale, order.not_in_it (no line of its own asks for the SKU),
    order.picked_already (fewer units are left to pick), order.nothing_left (it is to be cancelled whole).
    """
    order, works = lock_with_work(tx, order_id)
    check_version(tx, order, version)
    wanted = [line for line in order.lines if line.sku and line.sku.code == sku and line.per_kit is None]
    if not wanted:
        raise Refused("order.not_in_it", number=order.number, sku=sku)
    if units >= sum(line.wanted for line in order.lines):
        raise Refused("order.nothing_left", number=order.number)
    left = units
    for line in reversed(wanted):
        left -= _let_go(tx, order, line, left, works)
    if left:
        raise Refused("order.picked_already", number=order.number, sku=sku, units=units - left)
    if order.waits_since and not any(line.lacking for line in order.lines):
        order.waits_since = None
    order.touch()
    tell(tx, order, "order.units_cancelled", sku=sku, units=units, version=order.version, reason=reason)
    return order


def _let_go(tx: Transaction, order: Order, line: OrderLine, units: int, works: Sequence[Work]) -> int:
    """Up to so many units of the line that are not picked; answers how many they were."""
    if order.status in BEFORE_WAVE:
        given = min(units, line.wanted)
    elif order.status == "allocated":
        given = _take_promises(tx, line, units)
    elif order.status in PICKED_NOW:
        given = sum(_take_from_round(tx, work, order, line, units) for work in works)
    else:
        given = 0
    line.short += given
    line.short_approved += given
    line.settled += given
    line.lacking = min(line.lacking, line.wanted)
    return given


def _take_promises(tx: Transaction, line: OrderLine, units: int) -> int:
    query = select(Allocation).where(Allocation.order_line_id == line.id, Allocation.quantity > 0)
    allocations = list(tx.db.scalars(locked(query.order_by(Allocation.quant_id))))
    quants = {quant.id: quant for quant in lock_quants(tx, [each.quant_id for each in allocations])}
    left = units
    for allocation in allocations:
        part = min(left, allocation.quantity)
        quants[allocation.quant_id].release(part)
        allocation.quantity -= part
        left -= part
    return units - left


def _take_from_round(tx: Transaction, work: Work, order: Order, line: OrderLine, units: int) -> int:
    if not isinstance(work, PickTask):
        return 0
    task = picking.load(tx.db, work.id, lock=True)
    left = units
    for each in task.open_lines:
        if each.order_line_id == line.id and left:
            part = min(left, each.left)
            pick_lines.leave_out(tx, task, each, part)
            left -= part
    if left < units:
        task.short_asked = None
        task.tell_change(order.number, f"{units - left} × {line.sku_text}")
        tx.changed(picking.topics(task))
    return units - left
