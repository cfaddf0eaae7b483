"""Waves as the API and the desk show them."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Order, OrderLine, PickLine, PickTask, Receipt, Refused, Wave, Work

FINISHED = ("done", "short")


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
    lines = _line_figures(session, [task.id for task in tasks])
    orders = list(session.scalars(select(Order.id).where(Order.wave_id == wave_id).order_by(Order.id)))
    planned = _planned(session, wave_id) if wave.status == "planned" else (0, 0)
    return {
        "id": str(wave.id),
        "number": wave.number,
        "status": wave.status,
        "mode": wave.mode,
        "orders": [str(order_id) for order_id in orders],
        "lines": sum(figures["lines"] for figures in lines.values()) or planned[0],
        "lines_done": sum(figures["lines_done"] for figures in lines.values()),
        "units": sum(figures["units"] for figures in lines.values()) or planned[1],
        "units_done": sum(figures["units_done"] for figures in lines.values()),
        "units_short": sum(figures["units_short"] for figures in lines.values()),
        "wrong_scans": wrong_scans(session, [task.id for task in tasks]),
        "short": wave.short,
        "tasks": [_task(task, lines.get(task.id)) for task in tasks],
    }


def _task(task: PickTask, figures: dict[str, int] | None) -> dict[str, Any]:
    return {
        "work": str(task.id),
        "number": task.number,
        "state": task.state,
        "person": task.person.name if task.person else None,
        "done": figures["lines_done"] if figures else 0,
        "total": figures["lines"] if figures else 0,
    }


def _line_figures(session: Session, task_ids: list[int]) -> dict[int, dict[str, int]]:
    """By task: lines and units in all, done and short. A line re-allocated after a short counts once."""
    query = (
        select(
            PickLine.task_id,
            func.count(),
            func.count().filter(PickLine.state.in_(FINISHED)),
            func.sum(PickLine.quantity),
            func.sum(PickLine.counted),
            func.sum(PickLine.missing),
        )
        .where(PickLine.task_id.in_(task_ids), PickLine.state != "cancelled")
        .group_by(PickLine.task_id)
    )
    names = ("lines", "lines_done", "units", "units_done", "units_short")
    return {row[0]: dict(zip(names, map(int, row[1:]), strict=True)) for row in session.execute(query)}


def _planned(session: Session, wave_id: int) -> tuple[int, int]:
    query = select(func.count(), func.coalesce(func.sum(OrderLine.quantity - OrderLine.short_approved), 0))
    row = session.execute(query.join(Order).where(Order.wave_id == wave_id)).one()
    return int(row[0]), int(row[1])


def wrong_scans(session: Session, task_ids: list[int]) -> int:
    """Selects scans that were refused for what was scanned, not for whose work it was."""
    query = select(func.count()).where(
        Receipt.work_id.in_(task_ids), Receipt.accepted.is_(False), ~Receipt.code.startswith("work.")
    )
    return session.scalar(query) or 0
