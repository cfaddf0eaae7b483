"""A supervisor holds stock: it is promised to nobody, what was promised is looked for elsewhere, and goods that are
held everywhere stop the orders that were picked of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from floor.core.chunks import parts
from floor.core.locking import lock_orders, lock_quants, lock_work, locked
from floor.core.transaction import ALERTS, Transaction, order_topics
from floor.orders.holds import GOODS_HELD, tell_work, works_with
from floor.picking.promises import promises_on, take_back
from floor.stock.named import named_bin, named_delivery, named_goods
from models import Hold, Order, OrderLine, Person, PickLine, Refused, StockHold
from models.stock_holds import held_quants

IN_HOUSE = ("picking", "picked", "packing", "packed", "staged")  # whose goods can still be stopped


@dataclass(frozen=True, slots=True)
class Stopped:
    """A hold that was made: the units that nobody had picked and are looked for elsewhere, and the orders that wait."""

    hold: StockHold
    freed: int
    orders: int


def hold_stock(tx: Transaction, sku: str, lot: str, place: str, reason: str, receipt: str = "") -> Stopped:
    """Holds what is of this SKU or lot, came with this delivery or lies in this bin, as far as each is named ("" is
    not). Without a bin the goods are stopped wherever they are: orders that were picked of them go on hold, and whoever
    has them in hand is told at the next scan.

    Raises `Refused`: quarantine.names_nothing, quarantine.reason_missing, stock.unknown_sku, stock.unknown_lot,
    stock.lot_of_several, stock.unknown_place, stock.unknown_delivery, stock.delivery_of_several, scan.ambiguous.
    """
    if not (sku or lot or place or receipt):
        raise Refused("quarantine.names_nothing")
    if not reason.strip():
        raise Refused("quarantine.reason_missing")
    goods, batch = named_goods(tx.db, sku, lot)
    where = named_bin(tx.db, place) if place else None
    came = named_delivery(tx.db, receipt) if receipt else None
    by = tx.db.get(Person, tx.actor.person_id) if tx.actor.person_id else None
    hold = StockHold(
        sku=goods, lot=batch, place=where, receipt=came, reason=reason.strip(), person=by, at=tx.now
    )
    return stop(tx, hold)


def stop(tx: Transaction, hold: StockHold) -> Stopped:
    """Puts a hold into force. Works are locked first, then orders, then quants; whoever promised of the stock meanwhile
    is seen when they are."""
    tx.db.add(hold)
    tx.db.flush()
    covered = list(tx.db.scalars(held_quants(hold_id=hold.id)))
    promised = [row.order_line_id for row in promises_on(tx, covered)]
    _lock_rounds(tx, promised)
    in_hand = list(tx.db.scalars(orders_in_hand(hold))) if hold.everywhere and not hold.expired else []
    works = {order_id: sorted(works_with(tx, order_id)) for order_id in in_hand}
    locked_works = {each: lock_work(tx, each) for each in sorted({w for ids in works.values() for w in ids})}
    orders = lock_orders(tx, {*in_hand, *_orders_of(tx, promised)})
    lock_quants(tx, covered)
    promises = promises_on(tx, covered)
    for promise in promises:
        take_back(tx, promise.id, promise.order_line_id, "held")
    for order in orders:
        if order.id in works:
            tx.db.add(Hold(order=order, code=GOODS_HELD, params=_why(hold), at=tx.now))
            order.touch()
            tell_work(tx, order, [locked_works[each] for each in works[order.id]])
            tx.tell("order.held", order=str(order.id), channel=order.channel, number=order.number,
                    reasons=[GOODS_HELD])  # fmt: skip
            tx.changed(order_topics(order.id))
    stopped = Stopped(hold, sum(promise.quantity for promise in promises), len(in_hand))
    tx.tell("stock.held", **hold.named, reason=hold.reason, expired=hold.expired, orders=stopped.orders)
    tx.changed(ALERTS)
    return stopped


def _why(hold: StockHold) -> dict[str, str]:
    return {"goods": hold.what, "reason": hold.reason, "stock_hold": str(hold.id)}


def orders_in_hand(hold: StockHold) -> Select[int]:
    """The ids of the orders of which such goods were picked and have not left."""
    mine = [*hold.goods(PickLine), PickLine.counted > 0, Order.status.in_(IN_HOUSE)]
    query = select(PickLine.order_id).join(Order, Order.id == PickLine.order_id).where(*mine)
    return query.distinct().order_by(PickLine.order_id)


def _lock_rounds(tx: Transaction, order_line_ids: Sequence[int]) -> None:
    """The rounds that are to take what was promised to these order lines."""
    rounds = set[int]()
    for some in parts(order_line_ids):
        rounds.update(tx.db.scalars(select(PickLine.task_id).where(PickLine.order_line_id.in_(some))))
    for work_id in sorted(rounds):
        lock_work(tx, work_id)


def _orders_of(tx: Transaction, order_line_ids: Sequence[int]) -> set[int]:
    found = set[int]()
    for some in parts(order_line_ids):
        found.update(tx.db.scalars(select(OrderLine.order_id).where(OrderLine.id.in_(some))))
    return found


def end_hold(tx: Transaction, hold_id: int) -> StockHold:
    """The stock may be promised again, and the orders that wait because of this hold alone go on; whoever heard of it
    is told at the next scan.

    Raises `Refused`: quarantine.not_found, quarantine.ended.
    """
    hold: StockHold | None = tx.db.scalar(
        locked(select(StockHold).where(StockHold.id == hold_id), of=StockHold)
    )
    if hold is None:
        raise Refused("quarantine.not_found", hold=hold_id)
    hold.end(tx.db.get(Person, tx.actor.person_id) if tx.actor.person_id else None, tx.now)
    waiting = [each for each in _waiting(tx) if each.params.get("stock_hold") == str(hold.id)]
    _let_go(tx, {each.order_id for each in waiting}, {each.id for each in waiting})
    tx.tell("stock.hold_ended", **hold.named)
    tx.changed(ALERTS)
    return hold


def _waiting(tx: Transaction) -> Iterable[Hold]:
    return tx.db.scalars(select(Hold).where(Hold.code == GOODS_HELD, Hold.released_at.is_(None)))


def _let_go(tx: Transaction, order_ids: set[int], hold_ids: set[int]) -> None:
    works = {order_id: sorted(works_with(tx, order_id)) for order_id in sorted(order_ids)}
    locked_works = {each: lock_work(tx, each) for each in sorted({w for ids in works.values() for w in ids})}
    for order in lock_orders(tx, order_ids):
        for each in order.open_holds:
            if each.id in hold_ids:
                each.end(tx.now, tx.actor.person_id)
        order.touch()
        tell_work(tx, order, [locked_works[each] for each in works[order.id]])
        if not order.open_holds:
            tx.tell(
                "order.released", order=str(order.id), channel=order.channel, number=order.number, left_out=[]
            )
        tx.changed(order_topics(order.id))
