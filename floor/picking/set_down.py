"""How a round ends: totes set down at a lane, orders picked, packing opened; and whom a tote serves."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from floor.core.locking import lock_orders
from floor.core.transaction import Act, Verdict
from floor.packing import sessions
from floor.planning.waves import finish_wave_if_done
from floor.putaway import putaway
from floor.work.claims import end_claims
from models import Order, PackTote, PickTask, Place, PutBack, Quant, TaskTote, Work


def tote_in_use(session: Session, tote: Place) -> bool:
    """A tote is free when it holds no stock and no open work names it."""
    open_work = select(Work.id).where(Work.state == "open")
    query = select(
        exists().where(Quant.place_id == tote.id, Quant.on_hand > 0)
        | exists().where(TaskTote.tote_id == tote.id, TaskTote.task_id.in_(open_work))
        | exists().where(PackTote.tote_id == tote.id, PackTote.session_id.in_(open_work))
        | exists().where(PutBack.source_id == tote.id, Work.state == "open")
    )
    return bool(session.scalar(query))


def set_down(act: Act, task: PickTask, lane: Place) -> Verdict:
    """The totes stand at the lane: the task is done, its orders are picked and go to packing."""
    for each in task.totes:
        if each.tote is not None:
            each.tote.at = putaway.lane(act) if each.cancelled else lane
    task.do("finish", act.now)
    end_claims(act, task)
    act.db.flush()
    orders = lock_orders(act, {t.order_id for t in task.totes if not t.cancelled})
    for order in orders:
        if not _still_picked(act, order, task):
            _finish_order(act, order)
    if task.wave_id:
        finish_wave_if_done(act, task.wave_id)
    return Verdict(
        "pick.task_done",
        {"lane": lane.code, "totes": [t.tote.code for t in task.totes if t.tote and not t.cancelled]},
        {"op": "barrier"},
    )


def _still_picked(act: Act, order: Order, task: PickTask) -> bool:
    others = select(TaskTote.task_id).where(TaskTote.order_id == order.id, TaskTote.task_id != task.id)
    return bool(act.db.scalar(select(exists().where(Work.id.in_(others), Work.state == "open"))))


def _finish_order(act: Act, order: Order) -> None:
    """Picked, with a pack work waiting; or held, when not one unit of it was found."""
    if any(line.picked for line in order.lines):
        order.do("finish_pick")
        session = sessions.create_session(act, order)
        act.tell("order.picked", order=str(order.id), number=order.number)
        sessions.finish_if_all_packed(act, session)
    else:
        sessions.hold_empty(act, order, sessions.open_session(act, order))
    act.changed("orders", f"order:{order.id}")
