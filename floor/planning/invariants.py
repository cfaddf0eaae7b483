"""Invariants of waves, for `floor check`."""

from collections.abc import Callable, Iterator

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from models import Order, PackSession, PickLine, PickTask, TaskTote, Wave, Work


def waves(session: Session) -> Iterator[str]:
    """A wave goes on while one of its tasks does, and no longer."""
    going = exists().where(
        PickTask.id == Work.id, PickTask.wave_id == Wave.id, Work.state.in_(("open", "planned"))
    )
    query = select(Wave.id, Wave.status).order_by(Wave.id)
    ended = Wave.status.in_(("done", "cancelled", "planned"))
    for wave_id, status in session.execute(query.where(ended, going)):
        yield f"wave {wave_id}: is {status} with open tasks"
    for wave_id, _status in session.execute(query.where(Wave.status == "released", ~going)):
        yield f"wave {wave_id}: goes on without an open task"
    released = Wave.status.in_(("released", "done"))
    off = or_(
        and_(released, Wave.released_at.is_(None)),
        and_(Wave.status == "planned", Wave.released_at.is_not(None)),
    )
    for wave_id, status in session.execute(query.where(off)):
        yield f"wave {wave_id}: is {status}, and does not say so of its release"


def tasks_of_waves(session: Session) -> Iterator[str]:
    """An open task and the orders that it picks are of one wave."""
    query = (
        select(Work.id, Order.number, PickTask.wave_id, Order.wave_id)
        .join(TaskTote, TaskTote.task_id == PickTask.id)
        .join(Order, Order.id == TaskTote.order_id)
        .where(Work.state == "open", ~TaskTote.cancelled, PickTask.wave_id != Order.wave_id)
    )
    for work_id, number, task_wave, order_wave in session.execute(query):
        yield f"work {work_id}: is of wave {task_wave}, its order {number} of wave {order_wave}"


def urgency(session: Session) -> Iterator[str]:
    """Open work is urgent where one of its orders is."""
    urgent = select(Order.id).where(Order.priority == "urgent")
    picks = select(PickLine.task_id).where(PickLine.order_id.in_(urgent))
    packs = select(PackSession.id).where(PackSession.order_id.in_(urgent))
    wanted = or_(Work.id.in_(picks), Work.id.in_(packs))
    query = select(Work.id).where(Work.state == "open", Work.kind.in_(("pick", "pack"))).order_by(Work.id)
    for work_id in session.scalars(query.where(Work.urgent, ~wanted)):
        yield f"work {work_id}: is urgent, and none of its orders is"
    for work_id in session.scalars(query.where(~Work.urgent, wanted)):
        yield f"work {work_id}: is not urgent, and one of its orders is"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (waves, tasks_of_waves, urgency)
