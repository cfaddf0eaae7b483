"""Cancels an order at any stage: allocations are given back, and goods in totes or boxes go to the put-back lane."""

from sqlalchemy import or_, select

from floor.core.locking import lock_order, lock_orders, lock_work
from floor.core.transaction import Transaction, order_topics, wave_topics
from floor.packing import sessions
from floor.picking import picking
from floor.planning.waves import finish_wave_if_done
from floor.putaway import putaway
from floor.stock.allocation import deallocate
from floor.work.claims import end_claims
from models import Order, PackSession, Parcel, PickTask, Refused, TaskTote, Work
from models.order_states import ORDER_TRANSITIONS
from models.transitions import may


def cancel_order(tx: Transaction, order_id: int, reason: str = "") -> Order:
    """Cancels the order, and its back-orders and parts that nobody has begun. Pickers are told at their next scan;
    goods already picked go to the put-back lane.

    Raises `Refused`: order.not_found, order.partly_gone (a parcel of it has left; the rest can be held), and
    order.not_allowed once all of it was handed over.
    """
    tasks = _open_tasks(tx, order_id)
    _lock_packing(tx, order_id)
    order = lock_order(tx, order_id)
    _check_all_here(tx, order)
    _end(tx, order, reason)
    for task in tasks:
        _leave_task(tx, task, order)
    sessions.cancel_packing(tx, order)  # also while missing units are picked again, with boxes packed already
    for follower in _not_begun(tx, order):
        _end(tx, follower, reason)
    return order


def _end(tx: Transaction, order: Order, reason: str) -> None:
    order.do("cancel")
    for hold in order.open_holds:
        hold.end(tx.now, tx.actor.person_id)
    deallocate(tx, order)
    tx.changed(order_topics(order.id), wave_topics(order.wave_id))
    tx.tell("order.cancelled", order=str(order.id), channel=order.channel, number=order.number, reason=reason)


def _not_begun(tx: Transaction, order: Order) -> list[Order]:
    """Its back-orders and what was split off from it, as far as no picker has it, locked; they came after it, so that
    the order of locks stays one."""
    made_of = or_(Order.back_order_of == order.id, Order.split_of == order.id)
    ids = tx.db.scalars(select(Order.id).where(made_of)).all()
    return [each for each in lock_orders(tx, ids) if each.status in ("held", "ready", "allocated")]


def _check_all_here(tx: Transaction, order: Order) -> None:
    """What has left cannot be called back, and what is still here belongs to the same order."""
    query = select(Parcel.sscc).where(Parcel.order_id == order.id, Parcel.state == "handed_over")
    gone = [sscc or "" for sscc in tx.db.scalars(query.order_by(Parcel.id))]
    if gone and may(ORDER_TRANSITIONS, order.status, "cancel"):
        raise Refused("order.partly_gone", number=order.number, parcels=gone)


def _open_tasks(tx: Transaction, order_id: int) -> list[PickTask]:
    """The order's open pick tasks, locked before the order is: the one order of locks."""
    query = (
        select(TaskTote.task_id).where(TaskTote.order_id == order_id).join(Work, Work.id == TaskTote.task_id)
    )
    ids = sorted(set(tx.db.scalars(query.where(Work.state == "open"))))
    return [picking.load(tx.db, lock_work(tx, work_id).id, lock=True) for work_id in ids]


def _lock_packing(tx: Transaction, order_id: int) -> None:
    """Finished work, too: somebody may be opening a box of it again, who locks the work before the order."""
    query = select(PackSession.id).where(PackSession.order_id == order_id)
    for work_id in tx.db.scalars(query.order_by(PackSession.id)).all():
        lock_work(tx, work_id)


def _leave_task(tx: Transaction, task: PickTask, order: Order) -> None:
    """The task goes on without the order, or is cancelled with it; totes that hold its goods are to be put back."""
    for line in task.lines:
        if line.order_id == order.id and line.state == "open":
            line.state = "cancelled"
    for tote in task.totes:
        if tote.order_id == order.id:
            tote.cancelled = True
            if tote.tote is not None:
                putaway.create(tx, tote.tote, "cancelled")
    if all(tote.cancelled for tote in task.totes):
        task.do("cancel", tx.now)
        end_claims(tx, task)
        if task.wave_id:
            finish_wave_if_done(tx, task.wave_id)
    task.touch()
    tx.changed(picking.topics(task))
