"""Waves: orders chosen, stock promised, tasks built in walking order and sent live to the handhelds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.core.chunks import parts
from floor.core.locking import lock_orders, lock_wave, locked
from floor.core.transaction import ORDERS, Transaction, wave_topics
from floor.planning.plan import Plan, Round
from floor.planning.tasks import make_tasks, offer_tasks
from floor.putaway.demand import call_for
from floor.stock.allocation import Shelves, deallocate, promise, shelves, today
from floor.stock.kits import goods_of
from models import Allocation, Order, PickLine, PickTask, Quant, Refused, Sku, Wave, Work
from models.channels import Policies
from models.waves import OrderShortage

MODES = ("single", "cluster")
CART_TOTES = 6  # orders that one cluster task takes: the totes on a cart


def plan_wave(
    tx: Transaction,
    order_ids: Sequence[int] | None,
    *,
    max_orders: int = 50,
    mode: str = "single",
    release: bool = True,
    due_before: datetime | None = None,
    service: str | None = None,
) -> Wave:
    """Makes a wave of named orders, or of the most pressing ready ones that can be allocated whole, or in part where
    their channel has a part sent by itself.

    Named orders get what there is, and their missing units count as approved; those of a channel that waits for whole
    orders stay ready. Orders that stock was promised to while they waited keep it. What is missing stands on the wave.
    A wave for which nothing could be had is done at once: it still says what was short.

    Raises `Refused`: wave.mode_not_built, wave.order_not_ready.
    """
    if mode not in MODES:
        raise Refused("wave.mode_not_built", mode=mode)
    orders = _ready_orders(tx, due_before, service) if order_ids is None else _named_orders(tx, order_ids)
    ready = [order for order in orders if order.status == "ready"]
    stock = shelves(tx, goods_of(tx.db, ready))
    wave = Wave(mode=mode, created_at=tx.now)
    taken = _allocate_orders(tx, wave, orders, stock, None if order_ids is not None else max_orders)
    tx.db.add(wave)
    tx.db.flush()
    for order in taken:
        order.wave_id = wave.id
    tx.changed(wave_topics(wave.id), ORDERS)
    tx.tell("wave.planned", wave=str(wave.id), number=wave.number, orders=[str(o.id) for o in taken])
    if release or not taken:
        _release(tx, wave, taken)
    else:
        call_for(tx, (each.sku_id for of_sku in stock.values() for each in of_sku if each.place.reserve))
    return wave


def _queue(query_orders: Sequence[Order]) -> list[Order]:
    """Urgent before normal, then by due time, then as they came."""
    return sorted(
        query_orders,
        key=lambda o: (o.priority != "urgent", o.due is None, o.due.timestamp() if o.due else 0.0, o.id),
    )


def _ready_orders(tx: Transaction, due_before: datetime | None, service: str | None) -> list[Order]:
    query = select(Order).where(Order.may_be_waved()).options(selectinload(Order.lines))
    if due_before:
        query = query.where(Order.due <= due_before)
    if service:
        query = query.where(Order.service == service)
    return _queue(list(tx.db.scalars(locked(query.order_by(Order.id), of=Order))))


def _named_orders(tx: Transaction, order_ids: Sequence[int]) -> list[Order]:
    orders = lock_orders(tx, order_ids)
    unready = [order for order in orders if order.status not in ("ready", "allocated") or order.wave_id]
    if unready:
        raise Refused("wave.order_not_ready", order=unready[0].number, status=unready[0].status)
    return _queue(orders)


def _allocate_orders(
    tx: Transaction, wave: Wave, orders: list[Order], stock: Shelves, most: int | None
) -> list[Order]:
    """Promises stock to up to `most` orders that can be had as their channels want it; to all of them, in part, when
    `most` is None."""
    day, policies = today(tx), Policies.of(tx.db)
    taken: list[Order] = []
    short: list[OrderShortage] = []
    names = _sku_codes(tx, orders)
    for order in orders:
        if most is not None and len(taken) >= most:
            break
        if order.status == "ready":
            in_part = policies.in_part(order.channel, by_name=most is None)
            missing = promise(tx, order, stock, day, in_part=in_part)
            short += [
                {"order": str(order.id), "sku": names[sku_id], "missing": units}
                for sku_id, units in missing.items()
            ]
        if order.status == "allocated":
            taken.append(order)
    wave.short = short
    return taken


def _sku_codes(tx: Transaction, orders: list[Order]) -> dict[int, str]:
    ids = sorted(goods_of(tx.db, orders))
    codes: dict[int, str] = {}
    for some in parts(ids):
        rows = tx.db.execute(select(Sku.id, Sku.code).where(Sku.id.in_(some)))
        codes.update((sku_id, code) for sku_id, code in rows)
    return codes


def release_wave(tx: Transaction, wave_id: int, plan: Plan | None = None) -> Wave:
    """Sends a planned wave to the handhelds; its rounds as they were planned, for what is still as it was then."""
    wave = lock_wave(tx, wave_id)
    _release(tx, wave, _queue(_orders_of(tx, wave)), plan)
    return wave


def _orders_of(tx: Transaction, wave: Wave) -> list[Order]:
    """The wave's orders, locked; one that was cancelled stays in its wave, and nothing more becomes of it."""
    query = select(Order).where(Order.wave_id == wave.id, Order.status != "cancelled").order_by(Order.id)
    return list(tx.db.scalars(locked(query.options(selectinload(Order.lines)), of=Order)))


def _release(tx: Transaction, wave: Wave, orders: list[Order], plan: Plan | None = None) -> None:
    wave.do("release")
    wave.released_at = tx.now
    carts = _carts(orders, plan.rounds if plan else [], CART_TOTES if wave.mode == "cluster" else 1)
    planned = {}
    if plan:
        wave.walk_m, wave.alone_m = round(plan.metres), round(plan.alone)
        place_ids = {each: part.places for part in plan.rounds for each in part.orders}
        planned = {cart[0].id: place_ids[cart[0].id] for cart in carts if cart[0].id in place_ids}
    tasks = make_tasks(tx, carts, open_allocations(tx.db, orders), wave, planned)
    for order in orders:
        order.do("wave")
    offer_tasks(tx, tasks)
    tx.changed(wave_topics(wave.id), ORDERS)
    tx.tell("wave.released", wave=str(wave.id), number=wave.number, tasks=[str(t.id) for t in tasks])
    if not tasks:
        finish_wave_if_done(tx, wave.id)


def _carts(orders: list[Order], rounds: Sequence[Round], size: int) -> list[list[Order]]:
    """The orders of each cart as they were planned, those of no plan as they came; the most pressing carts first."""
    turn = {order.id: at for at, order in enumerate(orders)}
    of_round = {each: number for number, part in enumerate(rounds) for each in part.orders}
    carts: dict[int, list[Order]] = {}
    for order in orders:
        if order.id in of_round:
            carts.setdefault(of_round[order.id], []).append(order)
    rest = [order for order in orders if order.id not in of_round]
    filled = [rest[start : start + size] for start in range(0, len(rest), size)]
    return sorted([*carts.values(), *filled], key=lambda cart: turn[cart[0].id])


def open_allocations(session: Session, orders: Sequence[Order]) -> dict[int, list[Allocation]]:
    """Open allocations by order line, with what a pick line needs to know of them."""
    ids = [line.id for order in orders for line in order.lines]
    found: dict[int, list[Allocation]] = defaultdict(list)
    for some in parts(ids):
        query = (
            select(Allocation)
            .where(Allocation.order_line_id.in_(some), Allocation.quantity > 0)
            .order_by(Allocation.id)
            .options(
                joinedload(Allocation.quant).joinedload(Quant.place),
                joinedload(Allocation.quant).joinedload(Quant.lot),
                joinedload(Allocation.quant).joinedload(Quant.sku).selectinload(Sku.barcodes),
            )
        )
        for allocation in session.scalars(query):
            found[allocation.order_line_id].append(allocation)
    return found


def cancel_wave(tx: Transaction, wave_id: int) -> Wave:
    """Takes a wave back that nobody has begun: its orders are ready again, their stock is free.

    Raises `Refused`: wave.begun, wave.not_found.
    """
    wave = lock_wave(tx, wave_id)
    query = select(PickTask).where(PickTask.wave_id == wave.id, Work.state != "cancelled").order_by(Work.id)
    tasks = list(tx.db.scalars(locked(query)))
    begun = next((t for t in tasks if t.person_id is not None or t.state == "done"), None)
    if begun:
        raise Refused("wave.begun", work=begun.number)
    wave.do("cancel")
    for task in tasks:
        task.do("cancel", tx.now)
    for line in tx.db.scalars(select(PickLine).where(PickLine.task_id.in_([task.id for task in tasks]))):
        line.state = "cancelled"
    for order in _orders_of(tx, wave):
        deallocate(tx, order)
        order.do("unwave" if order.status == "waved" else "deallocate")
        order.leave_wave()
        if order.open_holds:  # in the wave it kept its status, and the dock would have stopped it
            order.do("hold")
            tx.tell("order.held", order=str(order.id), channel=order.channel, number=order.number,
                     reasons=[hold.code for hold in order.open_holds])  # fmt: skip
    tx.changed(wave_topics(wave.id), ORDERS)
    return wave


def finish_wave_if_done(tx: Transaction, wave_id: int) -> None:
    """A wave is done when none of its tasks is open any more."""
    open_task = select(Work.id).where(Work.id.in_(select(PickTask.id).where(PickTask.wave_id == wave_id)))
    if tx.db.scalar(open_task.where(Work.state.in_(("open", "planned"))).limit(1)) is None:
        wave = lock_wave(tx, wave_id)
        if wave.status == "released":
            wave.do("finish")
            tx.tell("wave.done", wave=str(wave.id), number=wave.number)
