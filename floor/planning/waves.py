"""Waves: orders chosen, stock promised, tasks built in walking order and sent live to the handhelds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from floor.core.locking import lock_orders, lock_wave, locked
from floor.core.transaction import Act
from floor.planning.tasks import make_tasks, offer_tasks
from floor.stock.allocation import Shelves, allocate, deallocate, missing_units, shelves, today
from models import Allocation, Order, PickTask, Quant, Refused, Sku, Wave, Work

MODES = ("single", "cluster")
CART_TOTES = 6  # orders that one cluster task takes: the totes on a cart


def plan_wave(
    act: Act,
    order_ids: Sequence[int] | None,
    *,
    max_orders: int = 50,
    mode: str = "single",
    release: bool = True,
    due_before: datetime | None = None,
    service: str | None = None,
) -> Wave:
    """Makes a wave of named orders, or of the most pressing ready ones that can be allocated whole.

    Named orders get what there is, and their missing units count as approved. What is missing stands on the wave.
    A wave for which nothing could be had is done at once: it still says what was short.
    Raises `Refused` wave.mode_not_built, wave.order_not_ready.
    """
    if mode not in MODES:
        raise Refused("wave.mode_not_built", mode=mode)
    orders = _ready_orders(act, due_before, service) if order_ids is None else _named_orders(act, order_ids)
    stock = shelves(act, (line.sku_id for order in orders for line in order.lines if line.sku_id))
    wave = Wave(mode=mode)
    taken = _allocate_orders(act, wave, orders, stock, None if order_ids is not None else max_orders)
    act.db.add(wave)
    act.db.flush()
    for order in taken:
        order.wave_id = wave.id
    act.changed("board", "orders", f"wave:{wave.id}")
    act.tell("wave.planned", wave=str(wave.id), number=wave.number, orders=[str(o.id) for o in taken])
    if release or not taken:
        _release(act, wave, taken)
    return wave


def _queue(query_orders: Sequence[Order]) -> list[Order]:
    """Urgent before normal, then by due time, then as they came."""
    return sorted(
        query_orders,
        key=lambda o: (o.priority != "urgent", o.due is None, o.due.timestamp() if o.due else 0.0, o.id),
    )


def _ready_orders(act: Act, due_before: datetime | None, service: str | None) -> list[Order]:
    query = select(Order).where(Order.status == "ready").options(selectinload(Order.lines))
    if due_before:
        query = query.where(Order.due <= due_before)
    if service:
        query = query.where(Order.service == service)
    return _queue(list(act.db.scalars(locked(query.order_by(Order.id), of=Order))))


def _named_orders(act: Act, order_ids: Sequence[int]) -> list[Order]:
    orders = lock_orders(act, order_ids)
    unready = [order for order in orders if order.status != "ready"]
    if unready:
        raise Refused("wave.order_not_ready", order=unready[0].number, status=unready[0].status)
    return _queue(orders)


def _allocate_orders(
    act: Act, wave: Wave, orders: list[Order], stock: Shelves, most: int | None
) -> list[Order]:
    """Promises stock to up to `most` orders that can be had whole; to all of them, in part, when `most` is None."""
    day = today(act)
    taken: list[Order] = []
    short: list[dict[str, Any]] = []
    names = _sku_codes(act, orders)
    for order in orders:
        if most is not None and len(taken) >= most:
            break
        missing = missing_units(order, stock, day)
        lacking = [{"sku": names[sku_id], "missing": units} for sku_id, units in missing.items()]
        if lacking != order.lacking:
            order.lacking = lacking
        short += [{"order": str(order.id), **each} for each in lacking]
        if missing and (most is not None or not _anything(order, missing)):
            continue
        for line in order.lines:
            wanted = line.quantity - line.short_approved
            if wanted:
                given = sum(a.quantity for a in allocate(act, line, wanted, stock, day))
                line.short += wanted - given
                line.short_approved += wanted - given
        order.do("allocate")
        taken.append(order)
    wave.short = short
    return taken


def _anything(order: Order, missing: dict[int, int]) -> bool:
    wanted = sum(line.quantity - line.short_approved for line in order.lines)
    return sum(missing.values()) < wanted


def _sku_codes(act: Act, orders: list[Order]) -> dict[int, str]:
    ids = sorted({line.sku_id for order in orders for line in order.lines if line.sku_id})
    codes: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        rows = act.db.execute(select(Sku.id, Sku.code).where(Sku.id.in_(ids[start : start + 500])))
        codes.update((sku_id, code) for sku_id, code in rows)
    return codes


def release_wave(act: Act, wave_id: int) -> Wave:
    """Sends a planned wave to the handhelds."""
    wave = lock_wave(act, wave_id)
    _release(act, wave, _queue(_orders_of(act, wave)))
    return wave


def _orders_of(act: Act, wave: Wave) -> list[Order]:
    """The wave's orders, locked; one that was cancelled stays in its wave, and nothing more becomes of it."""
    query = select(Order).where(Order.wave_id == wave.id, Order.status != "cancelled").order_by(Order.id)
    return list(act.db.scalars(locked(query.options(selectinload(Order.lines)), of=Order)))


def _release(act: Act, wave: Wave, orders: list[Order]) -> None:
    wave.do("release")
    wave.released_at = act.now
    size = CART_TOTES if wave.mode == "cluster" else 1
    allocations = _allocations(act, orders)
    carts = [orders[start : start + size] for start in range(0, len(orders), size)]
    tasks = make_tasks(act, carts, allocations, wave)
    for order in orders:
        order.do("wave")
    offer_tasks(act, tasks)
    act.changed("board", f"wave:{wave.id}")
    act.tell("wave.released", wave=str(wave.id), number=wave.number, tasks=[str(t.id) for t in tasks])
    if not tasks:
        finish_wave_if_done(act, wave.id)


def _allocations(act: Act, orders: list[Order]) -> dict[int, list[Allocation]]:
    """Open allocations by order line, with what a pick line needs to know of them."""
    ids = [line.id for order in orders for line in order.lines]
    found: dict[int, list[Allocation]] = defaultdict(list)
    for start in range(0, len(ids), 500):
        query = (
            select(Allocation)
            .where(Allocation.order_line_id.in_(ids[start : start + 500]), Allocation.quantity > 0)
            .options(
                joinedload(Allocation.quant).joinedload(Quant.place),
                joinedload(Allocation.quant).joinedload(Quant.lot),
                joinedload(Allocation.quant).joinedload(Quant.sku).selectinload(Sku.barcodes),
            )
        )
        for allocation in act.db.scalars(query):
            found[allocation.order_line_id].append(allocation)
    return found


def cancel_wave(act: Act, wave_id: int) -> Wave:
    """Takes a wave back that nobody has begun: its orders are ready again, their stock is free."""
    wave = lock_wave(act, wave_id)
    query = select(PickTask).where(PickTask.wave_id == wave.id, Work.state != "cancelled").order_by(Work.id)
    tasks = list(act.db.scalars(locked(query)))
    begun = next((t for t in tasks if t.person_id is not None or t.state == "done"), None)
    if begun:
        raise Refused("wave.begun", work=begun.number)
    wave.do("cancel")
    for task in tasks:
        task.do("cancel", act.now)
    for order in _orders_of(act, wave):
        deallocate(act, order)
        order.do("unwave" if order.status == "waved" else "deallocate")
        order.leave_wave()
        if order.open_holds:  # in the wave it kept its status, and the dock would have stopped it
            order.do("hold")
            act.tell("order.held", order=str(order.id), channel=order.channel, number=order.number,
                     reasons=[hold.code for hold in order.open_holds])  # fmt: skip
    act.changed("board", "orders", f"wave:{wave.id}")
    return wave


def finish_wave_if_done(act: Act, wave_id: int) -> None:
    """A wave is done when none of its tasks is open any more."""
    open_task = select(Work.id).where(Work.id.in_(select(PickTask.id).where(PickTask.wave_id == wave_id)))
    if act.db.scalar(open_task.where(Work.state.in_(("open", "planned"))).limit(1)) is None:
        wave = lock_wave(act, wave_id)
        if wave.status == "released":
            wave.do("finish")
            act.tell("wave.done", wave=str(wave.id), number=wave.number)
