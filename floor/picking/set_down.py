"""How a round ends: totes set down at a lane, orders picked, packing opened; and whom a tote serves."""

from sqlalchemy import exists, select

from floor.core.locking import lock_orders
from floor.core.transaction import Transaction, Verdict, order_topics
from floor.packing import sessions
from floor.planning.cross_docking import standing
from floor.planning.waves import finish_wave_if_done
from floor.putaway import putaway
from floor.work.claims import end_claims
from models import Order, PickTask, Place, TaskTote, Work


def propose_lane(tx: Transaction, task: PickTask) -> None:
    """Puts the lane first where the fewest totes stand; among those as many, the order of walking stays."""
    lanes = task.lanes or []
    if len(lanes) < 2:
        return
    totes = standing(tx.db)
    task.lanes = sorted(lanes, key=lambda label: totes[label.removeprefix("LOC-")])


def set_down(tx: Transaction, task: PickTask, lane: Place) -> Verdict:
    """Sets the totes down at the lane: the task is done, its orders are picked and go to packing."""
    for each in task.totes:
        if each.tote is not None:
            each.tote.at = putaway.lane(tx) if each.cancelled else lane
    task.do("finish", tx.now)
    end_claims(tx, task)
    tx.db.flush()
    orders = lock_orders(tx, {t.order_id for t in task.totes if not t.cancelled})
    for order in orders:
        if not _still_picked(tx, order, task):
            _finish_order(tx, order)
    if task.wave_id:
        finish_wave_if_done(tx, task.wave_id)
    return Verdict(
        "pick.task_done",
        {"lane": lane.code, "totes": [t.tote.code for t in task.totes if t.tote and not t.cancelled]},
        {"op": "barrier"},
    )


def _still_picked(tx: Transaction, order: Order, task: PickTask) -> bool:
    others = select(TaskTote.task_id).where(TaskTote.order_id == order.id, TaskTote.task_id != task.id)
    return bool(tx.db.scalar(select(exists().where(Work.id.in_(others), Work.state == "open"))))


def _finish_order(tx: Transaction, order: Order) -> None:
    """Picked, with a pack work waiting; or held, when not one unit of it was found."""
    if any(line.picked for line in order.lines):
        order.do("finish_pick")
        session = sessions.create_session(tx, order)
        tx.tell("order.picked", order=str(order.id), number=order.number)
        sessions.finish_if_all_packed(tx, session)
    else:
        sessions.hold_empty(tx, order, sessions.open_session(tx, order))
    tx.changed(order_topics(order.id))
