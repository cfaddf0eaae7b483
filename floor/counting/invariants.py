"""Invariants of counts, for `floor check`: what was counted and decided is what the ledger moved, and nothing else."""

from collections.abc import Callable, Iterator

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from models import CountLine, CountTask, CycleCount, Move, Place, Quant, Sku, Work
from models.counting import GOING


def adjustments(session: Session) -> Iterator[str]:
    """What a count moved in the ledger is what it found off the book, where it was taken; else nothing."""
    to_bin = case((Move.to_id == CycleCount.place_id, Move.quantity), else_=-Move.quantity)
    moved = (
        select(func.coalesce(func.sum(to_bin), 0))
        .where(Move.work_id == CountTask.id, Move.why == "count", Move.sku_id == CountLine.sku_id)
        .where(func.coalesce(Move.lot_id, 0) == func.coalesce(CountLine.lot_id, 0))
        .correlate(CountTask, CountLine, CycleCount)
        .scalar_subquery()
    )
    wanted = case((CountLine.taken, CountLine.difference), else_=0)
    query = (
        select(CountTask.id, Place.code, wanted, moved)
        .select_from(CountLine)
        .join(CountTask, CountTask.id == CountLine.task_id)
        .join(CycleCount, CycleCount.id == CountTask.cycle_id)
        .join(Place, Place.id == CycleCount.place_id)
        .where(wanted != moved)
    )
    for work_id, place, units, by_ledger in session.execute(query.order_by(CountLine.id)):
        yield f"count {work_id} of {place}: {units} units differ and were taken, the ledger moved {by_ledger}"
    counted = exists().where(CountLine.task_id == Move.work_id, CountLine.sku_id == Move.sku_id)
    stray = select(Move.id, Move.work_id).where(Move.why == "count", Move.work_id.is_not(None), ~counted)
    for move_id, work_id in session.execute(stray):
        yield f"move {move_id}: is by count {work_id}, which has not counted such goods"


def decisions(session: Session) -> Iterator[str]:
    """Of each of its goods a bin's count took the figures of one person at the most, and none before it ended."""
    query = (
        select(CycleCount.id, Place.code, Sku.code)
        .select_from(CountLine)
        .join(CountTask, CountTask.id == CountLine.task_id)
        .join(CycleCount, CycleCount.id == CountTask.cycle_id)
        .join(Place, Place.id == CycleCount.place_id)
        .join(Sku, Sku.id == CountLine.sku_id)
        .where(CountLine.taken)
        .group_by(CycleCount.id, Place.code, Sku.code, CountLine.lot_id)
    )
    for cycle_id, place, sku in session.execute(query.having(func.count() > 1)):
        yield f"count {cycle_id} of {place}: takes two figures of {sku}"
    for cycle_id, place, sku in session.execute(query.where(CycleCount.state.in_(GOING))):
        yield f"count {cycle_id} of {place}: goes on, and a figure of {sku} is taken"
    whole = or_(
        (CycleCount.took == "first") & (CountTask.turn == 1),
        (CycleCount.took == "second") & (CountTask.turn == 2),
    )
    other = select(CycleCount.id, Place.code, CycleCount.took).select_from(CountLine)
    other = (
        other.join(CountTask, CountTask.id == CountLine.task_id).join(CountTask.cycle).join(CycleCount.place)
    )
    other = other.where(CycleCount.took != "each", CountLine.difference != 0, CountLine.taken != whole)
    for cycle_id, place, took in session.execute(other.distinct().order_by(CycleCount.id)):
        yield f"count {cycle_id} of {place}: took {took or 'nothing'}, and its lines say otherwise"


def left_out(session: Session) -> Iterator[str]:
    """A bin is left out of allocations, with all that lies in it, only while a count of it goes on."""
    going = exists().where(CycleCount.place_id == Place.id, CycleCount.state.in_(GOING))
    for code in session.scalars(select(Place.code).where(Place.counting, ~going).order_by(Place.id)):
        yield f"bin {code}: is left out of allocations, and nobody is to count it"
    free = select(Place.code, Quant.id).join(Quant, Quant.place_id == Place.id)
    for code, quant_id in session.execute(free.where(Place.counting, ~Quant.counting).order_by(Quant.id)):
        yield f"bin {code}: is being counted, and quant {quant_id} may be allocated"
    decided = exists().where(CountTask.cycle_id == CycleCount.id, Work.state == "open")
    busy = select(CycleCount.id, Place.code).join(Place, Place.id == CycleCount.place_id)
    for state, open_task in (("first", ~decided), ("second", ~decided), ("asked", decided)):
        for cycle_id, code in session.execute(busy.where(CycleCount.state == state, open_task)):
            yield f"count {cycle_id} of {code}: is {state}, and its tasks say otherwise"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (adjustments, decisions, left_out)
