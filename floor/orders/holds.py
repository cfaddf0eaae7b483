"""Orders on hold: who sees to them; and while somebody has their goods in hand, their open work is told, of the hold
and of its end."""

from collections.abc import Callable, Sequence

from sqlalchemy import exists, or_, select, union

from floor.core.locking import lock_order, lock_work
from floor.core.transaction import Transaction, order_topics, work_topics
from models import Load, Order, PackSession, Parcel, PickLine, PickTask, Refused, StockHold, Work

GOODS_HELD = "order.goods_held"  # why an order is on hold: goods that were picked for it may not leave


def lock_with_work(tx: Transaction, order_id: int) -> tuple[Order, list[Work]]:
    """The order, and the open works that have goods of it, locked before it. Raises `Refused`: order.not_found."""
    works = [lock_work(tx, work_id) for work_id in sorted(works_with(tx, order_id))]
    return lock_order(tx, order_id), works


def works_with(tx: Transaction, order_id: int) -> set[int]:
    """The ids of the open works that have goods of the order, or are to get them."""
    return picked_and_packed(tx, order_id) | _loads(tx, order_id)


def picked_and_packed(tx: Transaction, order_id: int) -> set[int]:
    """The ids of the order's pick tasks and pack sessions that are not at their end."""
    picks = select(PickLine.task_id).join(PickTask).where(PickLine.order_id == order_id)
    packs = select(PackSession.id).where(PackSession.order_id == order_id)
    ids = set(tx.db.scalars(union(picks, packs)))
    return set(tx.db.scalars(select(Work.id).where(Work.id.in_(ids), Work.state.in_(("planned", "open")))))


def _loads(tx: Transaction, order_id: int) -> set[int]:
    """Open loads that have a parcel of the order aboard, or to take along."""
    waits = (Parcel.state == "labelled") & (Parcel.carrier == Load.carrier)
    mine = exists().where(Parcel.order_id == order_id, or_(Parcel.load_id == Load.id, waits))
    return set(tx.db.scalars(select(Load.id).where(Work.state == "open", mine)))


def tell_work(tx: Transaction, order: Order, works: list[Work]) -> None:
    """Whether the order is on hold now, and which of its goods were stopped, if they are why."""
    held = bool(order.open_holds)
    stopped = [str(hold.params["goods"]) for hold in order.open_holds if hold.code == GOODS_HELD]
    for work in works:
        if held:
            work.hold(order.number, ", ".join(dict.fromkeys(stopped)))
        else:
            work.release(order.number)
        tx.changed(work_topics(work.id))


def end_goods_held(
    tx: Transaction, order: Order, works: Sequence[Work], still_has: Callable[[StockHold], bool]
) -> None:
    """The order is no longer on hold for goods that were recalled, where it has none of them left; whoever works with
    it is told."""
    for each in order.open_holds:
        stopped = (
            tx.db.get(StockHold, int(str(each.params.get("stock_hold", 0))))
            if each.code == GOODS_HELD
            else None
        )
        if stopped is not None and not still_has(stopped):
            each.end(tx.now, tx.actor.person_id)
    order.touch()
    tell_work(tx, order, list(works))
    if not order.open_holds:
        tx.tell(
            "order.released", order=str(order.id), channel=order.channel, number=order.number, left_out=[]
        )
    tx.changed(order_topics(order.id))


def see_to(tx: Transaction, order_id: int, *, back: bool = False) -> Order:
    """Whoever asks takes the order's open holds, also from somebody else; or gives them `back`.

    Raises `Refused`: order.not_held, order.not_found.
    """
    order = lock_order(tx, order_id)
    if not order.open_holds:
        raise Refused("order.not_held", number=order.number, state=order.status)
    for hold in order.open_holds:
        hold.taken_by = None if back else tx.actor.person_id
    order.touch()
    tx.changed(order_topics(order.id))
    return order
