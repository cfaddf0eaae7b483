"""Promises that go along: when all units of a bin's quant go to another bin, the orders that wait for them follow, and
the pick lines that were to fetch them. Nobody who is on the way to the bin is sent elsewhere behind their back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from floor.core.locking import lock_quants, lock_work, locked
from floor.core.transaction import Transaction, wave_topics, work_topics
from floor.putaway.demand import faces_at
from floor.stock.ledger import quant as quant_at
from models import Allocation, PickLine, PickTask, Place, Quant, Refused, StockHold, Work


@dataclass(frozen=True, slots=True)
class Promised:
    """Units of one quant that are promised: the promises, the pick lines that fetch them, and the rounds of these."""

    allocations: Sequence[Allocation]
    lines: Sequence[PickLine]
    tasks: dict[int, PickTask]

    @property
    def units(self) -> int:
        return sum(each.quantity for each in self.allocations)


NOTHING = Promised((), (), {})


def lock_both(tx: Transaction, quant: Quant, target: Place) -> Quant:
    """The quant, locked with the one that its goods go onto, in order of id."""
    same = func.coalesce(Quant.lot_id, 0) == (quant.lot_id or 0)
    other = tx.db.scalar(
        select(Quant.id).where(Quant.place_id == target.id, Quant.sku_id == quant.sku_id, same)
    )
    found = lock_quants(tx, [quant.id, *([other] if other else [])])
    return next(each for each in found if each.id == quant.id)


def promised_with(tx: Transaction, quant: Quant, units: int, target: Place) -> Promised:
    """What goes along with so many units of the quant: nothing where free ones suffice, else all its promises.

    Raises `Refused`: move.promised (units would be left without what is promised of them), move.held (they may not be
    promised there), move.being_picked (somebody is on the way to fetch them, or has begun).
    """
    lines = _open_lines(tx, quant)
    tasks = {task_id: _locked_task(tx, task_id) for task_id in sorted({line.task_id for line in lines})}
    quant = lock_both(tx, quant, target)
    free, code = quant.on_hand - quant.allocated, quant.place.code
    if units <= free:
        return NOTHING
    if units < quant.on_hand or target.kind != "bin":
        raise Refused(
            "move.promised", **quant.sku.named, location=code, free=max(free, 0), units=quant.allocated
        )
    query = select(Allocation).where(Allocation.quant_id == quant.id, Allocation.quantity > 0)
    allocations = list(tx.db.scalars(locked(query.order_by(Allocation.id))))
    if _is_stopped(tx, target):
        raise Refused("move.held", location=target.code)
    lines = _open_lines(tx, quant)
    _lock_new(tx, lines, tasks)
    picked = picked_at_in(tx, quant.sku_id, target)
    for line in lines:
        task = tasks.get(line.task_id)
        going = line.place_id != picked.id and (task is None or task.person_id is not None)
        if task is None or going or line.counted:
            raise _being_picked(tx, line, code)
    return Promised(allocations, lines, tasks)


def promises_of(tx: Transaction, quant: Quant, face: Place) -> Promised:
    """All promises of a quant in the reserve for which orders wait at this pick face, or in no round yet; the rounds
    are locked, and then the promises."""
    tasks = {
        task_id: _locked_task(tx, task_id)
        for task_id in sorted({line.task_id for line in _open_lines(tx, quant)})
    }
    lock_both(tx, quant, face)
    query = select(Allocation).where(Allocation.quant_id == quant.id, Allocation.quantity > 0)
    promises = list(tx.db.scalars(locked(query.order_by(Allocation.id))))
    lines = _open_lines(tx, quant)
    _lock_new(tx, lines, tasks)
    staying = {line.allocation_id for line in lines if line.place_id != face.id or line.task_id not in tasks}
    return Promised(
        [each for each in promises if each.id not in staying],
        [line for line in lines if line.allocation_id not in staying],
        tasks,
    )


def follow(tx: Transaction, promised: Promised, target: Place, sku_id: int, lot_id: int | None) -> None:
    """After the units have moved: the promises are of the quant that they are in now, and the lines say its bin."""
    there, picked = quant_at(tx.db, sku_id, lot_id, target.id), picked_at_in(tx, sku_id, target)
    there.allocated += (
        promised.units
    )  # these units have come with their promises, whatever is to be counted there
    for allocation in promised.allocations:
        allocation.quant = there
    for line in promised.lines:
        line.place, line.waits = picked, picked is not target
        line.snapshot = {**line.snapshot, "place": picked.code, "place_codes": picked.codes}
    for task in promised.tasks.values():
        task.touch()
        tx.changed(work_topics(task.id), wave_topics(task.wave_id))
    tx.db.flush()


def picked_at_in(tx: Transaction, sku_id: int, place: Place) -> Place:
    """Where what is promised in this place is picked: in the reserve it waits for its pick face."""
    return faces_at(tx.db, [sku_id]).get(sku_id, place) if place.reserve else place


def _open_lines(tx: Transaction, quant: Quant) -> list[PickLine]:
    query = (
        select(PickLine)
        .join(Allocation, Allocation.id == PickLine.allocation_id)
        .join(Work, Work.id == PickLine.task_id)
        .where(Allocation.quant_id == quant.id, Allocation.quantity > 0)
        .where(PickLine.state == "open", Work.state == "open")
    )
    return list(tx.db.scalars(query.order_by(PickLine.id).execution_options(populate_existing=True)))


def _locked_task(tx: Transaction, task_id: int) -> PickTask:
    task = lock_work(tx, task_id)
    if not isinstance(task, PickTask):
        raise TypeError(f"work {task_id} is no pick task")
    return task


def _lock_new(tx: Transaction, lines: Sequence[PickLine], tasks: dict[int, PickTask]) -> None:
    """Locks the rounds that were made while we waited for the quants, where nobody else has them now: in this order
    nobody may be waited for."""
    ids = {line.task_id for line in lines} - set(tasks)
    query = select(PickTask).where(PickTask.id.in_(ids)).order_by(PickTask.id)
    query = query.with_for_update(of=Work, skip_locked=True).execution_options(populate_existing=True)
    tasks.update({task.id: task for task in (tx.db.scalars(query) if ids else ())})


def _being_picked(tx: Transaction, line: PickLine, place: str) -> Refused:
    task = tx.db.get_one(PickTask, line.task_id)
    person = task.person.name if task.person else "work.nobody"
    return Refused("move.being_picked", **line.goods, work=task.number, person=person, location=place)


def _is_stopped(tx: Transaction, place: Place) -> bool:
    hold = select(StockHold.id).where(StockHold.place_id == place.id, StockHold.ended_at.is_(None))
    return tx.db.scalar(hold.limit(1)) is not None


def promised_again(tx: Transaction, ids: Sequence[int], units: int, work: str) -> Promised:
    """What went along with units that are taken back, if nobody has begun with it.

    Raises `Refused`: scan.nothing_to_undo.
    """
    of_lines = select(PickLine).join(Work, Work.id == PickLine.task_id).where(Work.state == "open")
    query = of_lines.where(PickLine.allocation_id.in_(ids), PickLine.state == "open").order_by(PickLine.id)
    tasks = {
        task_id: _locked_task(tx, task_id)
        for task_id in sorted({line.task_id for line in tx.db.scalars(query)})
    }
    lines = list(tx.db.scalars(query.execution_options(populate_existing=True)))
    promises = select(Allocation).where(Allocation.id.in_(ids), Allocation.quantity > 0)
    promised = Promised(list(tx.db.scalars(locked(promises.order_by(Allocation.id)))), lines, tasks)
    begun = any(line.counted or line.task_id not in tasks for line in lines)
    if begun or promised.units > units or any(task.person_id is not None for task in tasks.values()):
        raise Refused("scan.nothing_to_undo", work=work)
    return promised
