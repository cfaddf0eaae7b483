"""Waves as the API and the desk show them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from floor.work.receipts import wrong_scan
from models import Order, OrderLine, PickLine, PickTask, Receipt, Refused, Wave, Work
from models.channels import Policies

FINISHED = ("done", "short")


class WaveFigures(NamedTuple):
    """Pick lines and units of a wave. `units_short`: those that no bin could give."""

    lines: int
    lines_done: int
    units: int
    units_done: int
    units_short: int


def wave_state(session: Session, wave_id: int) -> dict[str, Any]:
    """The protocol's answer for a wave. Raises `Refused`: wave.not_found."""
    wave = session.get(Wave, wave_id)
    if wave is None:
        raise Refused("wave.not_found", wave=wave_id)
    tasks = list(
        session.scalars(
            select(PickTask)
            .where(PickTask.wave_id == wave_id)
            .options(joinedload(Work.person))
            .order_by(Work.id)
        )
    )
    figures = wave_figures(session, [wave_id])[wave_id]
    lines = _lines_of_tasks(session, [task.id for task in tasks])
    orders = list(session.scalars(select(Order.id).where(Order.wave_id == wave_id).order_by(Order.id)))
    planned = _planned(session, wave_id) if wave.status == "planned" else (0, 0)
    return {
        "id": str(wave.id),
        "number": wave.number,
        "status": wave.status,
        "mode": wave.mode,
        "orders": [str(order_id) for order_id in orders],
        "lines": figures.lines or planned[0],
        "lines_done": figures.lines_done,
        "units": figures.units or planned[1],
        "units_done": figures.units_done,
        "units_short": figures.units_short,
        "wrong_scans": wrong_scans(session, [task.id for task in tasks]),
        "walk_m": wave.walk_m,
        "alone_m": wave.alone_m,
        "short": wave.short,
        "tasks": [_task(task, *lines.get(task.id, (0, 0))) for task in tasks],
    }


def _task(task: PickTask, done: int, total: int) -> dict[str, Any]:
    return {
        "work": str(task.id),
        "number": task.number,
        "state": task.state,
        "person": task.person.name if task.person else None,
        "done": done,
        "total": total,
    }


def _lines_of_tasks(session: Session, task_ids: list[int]) -> dict[int, tuple[int, int]]:
    """By task: lines that are done, of how many."""
    query = (
        select(PickLine.task_id, func.count().filter(PickLine.state.in_(FINISHED)), func.count())
        .where(PickLine.task_id.in_(task_ids), PickLine.state != "cancelled")
        .group_by(PickLine.task_id)
    )
    return {task_id: (done, total) for task_id, done, total in session.execute(query)}


def wave_figures(session: Session, wave_ids: Sequence[int]) -> dict[int, WaveFigures]:
    """How far each of these waves is. Units that one bin lacked and another gives count once, and are not short."""
    # the bare table: a PickTask would be looked for by its kind, among all picking that ever was
    tasks = PickTask.__table__
    picks = (
        select(
            tasks.c.wave_id,
            func.count(),
            func.count().filter(PickLine.state.in_(FINISHED)),
            func.sum(PickLine.quantity - PickLine.missing),
            func.sum(PickLine.counted),
        )
        .join(PickLine, PickLine.task_id == tasks.c.id)
        .where(tasks.c.wave_id.in_(wave_ids), PickLine.state != "cancelled")
        .group_by(tasks.c.wave_id)
    )
    found = {row[0]: tuple(map(int, row[1:])) for row in session.execute(picks)}
    lacking = (
        select(Order.wave_id, func.sum(OrderLine.short))
        .join(OrderLine)
        .where(Order.wave_id.in_(wave_ids), Order.status != "cancelled")
        .group_by(Order.wave_id)
    )
    short = {wave_id: int(units) for wave_id, units in session.execute(lacking)}
    figures = {}
    for wave_id in wave_ids:
        lines, lines_done, units, units_done = found.get(wave_id, (0, 0, 0, 0))
        units_short = short.get(wave_id, 0)
        figures[wave_id] = WaveFigures(lines, lines_done, units + units_short, units_done, units_short)
    return figures


def begun_waves(session: Session, wave_ids: Sequence[int]) -> set[int]:
    """Those of these waves of which somebody has taken a task: they cannot be taken back."""
    tasks = Work.__table__.c
    taken = or_(tasks.person_id.is_not(None), tasks.state == "done")
    query = select(tasks.wave_id).where(tasks.wave_id.in_(wave_ids), tasks.state != "cancelled", taken)
    return set(session.scalars(query))


def may_be_sent(session: Session, order: Order) -> bool:
    """Whether a person may have it picked by name now: no wave has it, and its channel waits for no more of it."""
    free = order.status == "ready" or (order.status == "allocated" and order.wave_id is None)
    return free and (not order.shortage or Policies.of(session).in_part(order.channel, by_name=True))


def _planned(session: Session, wave_id: int) -> tuple[int, int]:
    query = select(func.count(), func.coalesce(func.sum(OrderLine.quantity - OrderLine.short_approved), 0))
    row = session.execute(query.join(Order).where(Order.wave_id == wave_id)).one()
    return int(row[0]), int(row[1])


def wrong_scans(session: Session, task_ids: list[int]) -> int:
    """Counts scans that were refused for what was scanned."""
    query = select(func.count()).where(Receipt.work_id.in_(task_ids), wrong_scan())
    return session.scalar(query) or 0
