"""What is promised of a quant in the reserve goes along into the pick face, as far as the brought units reach."""

from dataclasses import replace

from sqlalchemy import func, select

from floor.core.transaction import Transaction
from floor.putaway.along import Promised, lock_both, promises_of
from models import Allocation, PickLine, Place, Quant, Refused


def waiting_for(tx: Transaction, quant: Quant, units: int, face: Place) -> Promised:
    """What of these units orders wait for, the most pressing first. The last promise is split where the units do not
    reach: the rest of it goes on waiting at the end of its round.

    Raises `Refused`: move.promised (more units are brought than are free, and what is promised is picked elsewhere).
    """
    found = promises_of(tx, quant, face)
    quant = lock_both(tx, quant, face)
    pressing = sorted(found.allocations, key=lambda each: _press(found, each))
    along: list[Allocation] = []
    left = units
    for allocation in pressing:
        if left and allocation.quantity > left:
            _split(tx, found, allocation, left)
        if allocation.quantity <= left:
            along.append(allocation)
            left -= allocation.quantity
    free = quant.on_hand - quant.allocated
    if left > free:
        raise Refused(
            "move.promised",
            **quant.sku.named,
            location=quant.place.code,
            free=max(free, 0),
            units=quant.allocated,
        )
    ids = {allocation.id for allocation in along}
    lines = [line for line in found.lines if line.allocation_id in ids]
    tasks = {line.task_id: found.tasks[line.task_id] for line in lines}
    return replace(found, allocations=along, lines=lines, tasks=tasks)


def _press(found: Promised, allocation: Allocation) -> tuple[bool, bool, int]:
    """Orders in work before those that wait for their wave, urgent ones first."""
    line = next((each for each in found.lines if each.allocation_id == allocation.id), None)
    task = found.tasks[line.task_id] if line else None
    return task is None, not (task and task.urgent), allocation.id


def _split(tx: Transaction, found: Promised, allocation: Allocation, units: int) -> None:
    """So many units of a promise are here; a promise and a pick line of its own wait for the rest."""
    rest = allocation.quantity - units
    allocation.quantity = units
    later = Allocation(order_line_id=allocation.order_line_id, quant=allocation.quant, quantity=rest)
    tx.db.add(later)
    line = next((each for each in found.lines if each.allocation_id == allocation.id), None)
    if line is not None:
        last = tx.db.scalar(select(func.max(PickLine.sequence)).where(PickLine.task_id == line.task_id)) or 0
        line.quantity -= rest
        tx.db.add(
            PickLine(
                task=line.task, order_id=line.order_id, order_line_id=line.order_line_id, allocation=later,
                sku=line.sku, lot=line.lot, place=line.place, snapshot=line.snapshot, sequence=last + 1,
                quantity=rest, waits=True,
            )
        )  # fmt: skip
    tx.db.flush()
