"""Orders that wait for stock get it the moment it is there, whatever brought it.

The rule of fairness: urgent orders come first, then those that came first; a back-order counts from when its order
came. Each takes what it may have: all that it wants, or a part of it where its channel ships parts. One that cannot be
served at its turn is passed over, and holds nothing back: nobody waits behind an order for 1,000 units. So it may be
overtaken again and again by smaller ones; the desk lists it with its age, and a person may release a part of it.
"""

import time
from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, selectinload

from floor.core.background import Background
from floor.core.locking import lock_orders
from floor.core.transaction import SYSTEM, Transaction, order_topics
from floor.stock.allocation import available, promise, shelves, today
from floor.stock.kits import best_wanted, goods_of
from models import Order, OrderKit, OrderLine, Place, Quant, Warehouse, now
from models.channels import Policies

AT_ONCE = 20  # orders in one transaction, so that nobody's scan waits long behind it


class StockForWaiting(Background):
    """Looks after each commit, and now and then, whether waiting orders can be served; then it rests for ten times as
    long as it looked, however many wait.

    What two processes find at the same moment is served once: each looks again under the locks.
    """

    name = "waiting orders"
    every_seconds = 5.0

    def round(self) -> None:
        began = time.monotonic()
        with self.writer.database.reading() as session:
            found = [order.id for order in that_can_be_served(session)]
        self.rest_seconds = max(0.5, 10 * (time.monotonic() - began))
        for start in range(0, len(found), AT_ONCE):
            if not self.stopping:
                self.writer.perform(SYSTEM, serve, found[start : start + AT_ONCE])


def that_can_be_served(
    session: Session, beside: Place | None = None, of_sku: int | None = None
) -> list[Order]:
    """The waiting orders that stock in bins would serve now, in their turn; with what stands in the place `beside`
    them, those that wait for goods in it; only those that wait for the goods `of_sku`, if it is named. Quick where
    there is nothing for any of them."""
    free = Quant.on_hand > Quant.allocated
    where = Place.id == beside.id if beside else Place.kind == "bin"
    there = (free, ~Quant.counting, Place.id == Quant.place_id, where)
    came = or_(
        exists().where(Quant.sku_id == OrderLine.sku_id, *there),
        exists().where(OrderKit.id == OrderLine.kit_id, Quant.sku_id == OrderKit.sku_id, *there),
    )
    lacking = select(OrderLine.order_id).where(OrderLine.lacking > 0, came)
    if of_sku is not None:
        lacking = lacking.where(OrderLine.sku_id == of_sku)
    query = select(Order).where(Order.status == "ready", Order.id.in_(lacking))
    orders = in_turn(list(session.scalars(query.options(selectinload(Order.lines)))))
    if not orders:
        return []
    policies, day = Policies.of(session), Warehouse.of(session).today(now())
    units = available(session, goods_of(session, orders), day, beside)
    found = []
    for order in orders:
        wanted = best_wanted(session, order, units)
        given = wanted & units
        if given == wanted or (given and policies.in_part(order.channel)):
            units -= given
            found.append(order)
    return found


def in_turn(orders: Sequence[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: (order.priority != "urgent", order.received_at, order.id))


def serve(tx: Transaction, order_ids: Sequence[int], beside: Place | None = None) -> list[Order]:
    """Promises stock in bins, and in the place `beside` them, to those of the orders that still wait and can still be
    served. Answers them."""
    orders = [order for order in in_turn(lock_orders(tx, order_ids)) if order.status == "ready"]
    stock = shelves(tx, goods_of(tx.db, orders), beside)
    day, policies = today(tx), Policies.of(tx.db)
    for order in orders:
        promise(tx, order, stock, day, in_part=policies.in_part(order.channel))
    served = [order for order in orders if order.status == "allocated"]
    for order in served:
        tx.changed(order_topics(order.id))
        tx.tell(
            "order.allocated", order=str(order.id), channel=order.channel, number=order.number,
            missing=[{"sku": each["sku"], "units": each["missing"]} for each in order.shortage],
        )  # fmt: skip
    return served
