"""Invariants of orders, for `floor check`: what was ordered, what holds it, and the work that its status means."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from floor.catalogue.sku_book import SkuBook
from floor.core.invariants import told
from floor.core.reason import Reason
from floor.orders import linked_orders
from floor.orders.draft import PRIORITIES, Draft, DraftLine
from floor.orders.linked_orders import changed_fields
from floor.orders.payment import UNPAID
from models import (
    Allocation,
    Hold,
    Order,
    OrderKit,
    OrderLine,
    PackSession,
    Parcel,
    PickLine,
    PickTask,
    TaskTote,
    Wave,
    Work,
)
from models.parcels import GONE
from models.stock import MOST_UNITS

BEFORE_WORK = ("received", "held", "ready", "allocated")
IN_WORK = ("waved", "picking", "picked", "packing")
LEFT = ("handed_over", "in_transit", "delivered", "returned")
Ids = set[int]


def holds(session: Session) -> Iterator[str]:
    """An order is held while a hold is open, and what has gone or is at its end has none; each hold that was told of
    is on file."""
    is_open = Order.holds.any(released_at=None)
    going = Order.status.in_(("ready", "allocated", "cancelled", *LEFT))
    for number, status in session.execute(select(Order.number, Order.status).where(going, is_open)):
        yield f"order {number}: is {status} while a hold is open"
    for number in session.scalars(select(Order.number).where(Order.status == "held", ~is_open)):
        yield f"order {number}: is held, and no hold is open"
    asked = Order.holds.any((Hold.code == "order.changed") & Hold.released_at.is_(None))
    off = or_(asked & Order.proposal.is_(None), ~asked & Order.proposal.is_not(None))
    for number in session.scalars(select(Order.number).where(off)):
        yield f"order {number}: another content waits without a hold, or a hold without a content"
    filed = set(map(tuple, session.execute(select(Hold.order_id, Hold.code))))
    for _kind, data in told(session, "order.held"):
        for code in data.get("reasons", ()):
            if (int(data["order"]), code) not in filed:
                yield f"order {data.get('number')}: was held for {code}, and no such hold is on file"


def quiet_orders(session: Session) -> Iterator[str]:
    """An order that may be picked has nothing that would stop it: each line names a SKU and a quantity."""
    query = select(Order.number, Order.status, OrderLine).join(OrderLine, OrderLine.order_id == Order.id)
    bad = or_(OrderLine.sku_id.is_(None), OrderLine.quantity <= 0)
    idle = Order.status.not_in(("received", "held", "cancelled"))
    for number, status, line in session.execute(query.where(idle, bad)):
        yield f"order {number}: is {status}, and its line {line.position} names no goods"
    for number in session.scalars(select(Order.number).where(Order.status == "received")):
        yield f"order {number}: was received and neither accepted nor held"
    bare = select(Order.number, Order.status).where(idle, ~Order.lines.any())
    for number, status in session.execute(bare):
        yield f"order {number}: is {status} without a line"


def work_of_orders(session: Session) -> Iterator[str]:
    """An order's status is that of its work: tasks while it is picked, a pack work until it is packed, its parcels."""
    tasks, packing = _tasks(session), _packing(session)
    parcels: dict[int, set[str]] = {}
    living = select(Parcel.order_id, Parcel.state).where(Parcel.state.not_in(GONE))
    for order_id, state in session.execute(living):
        parcels.setdefault(order_id, set()).add(state)
    waves = dict(session.execute(select(Wave.id, Wave.status)).all())
    query = select(Order.id, Order.number, Order.status, Order.wave_id).order_by(Order.id)
    for order_id, number, status, wave_id in session.execute(query.execution_options(yield_per=5_000)):
        said = f"order {number}: is {status}"
        work = order_id in tasks, order_id in packing
        yield from (f"{said}, {why}" for why in _work_against(status, *work))
        yield from (f"{said}, {why}" for why in _parcels_against(status, parcels.get(order_id, set())))
        yield from (f"{said}, {why}" for why in _wave_against(status, wave_id, waves.get(wave_id or 0)))


def _tasks(session: Session) -> Ids:
    query = select(TaskTote.order_id).join(PickTask, PickTask.id == TaskTote.task_id)
    return set(session.scalars(query.where(Work.state.in_(("open", "planned")), ~TaskTote.cancelled)))


def _packing(session: Session) -> Ids:
    return {
        each for each in session.scalars(select(PackSession.order_id).where(Work.state == "open")) if each
    }


def _work_against(status: str, picked_now: bool, packed_now: bool) -> Iterator[str]:
    if status in ("waved", "picking") and not picked_now:
        yield "and nobody has it to pick"
    if status not in ("waved", "picking") and picked_now:
        yield "and a pick task is open for it"
    if status in ("picked", "packing") and not packed_now:
        yield "and nobody has it to pack"
    if status not in ("picking", "picked", "packing") and packed_now:
        yield "and a pack work is open for it"


def _parcels_against(status: str, parcels: set[str]) -> Iterator[str]:
    if status in BEFORE_WORK and parcels:
        yield "and has parcels"
    if status in ("packed", "staged", *LEFT) and not parcels:
        yield "and has no parcel"
    aboard = bool(parcels) and parcels <= {"loaded", "handed_over"}
    if status == "packed" and aboard:
        yield "and all its parcels are on loads"
    if status == "staged" and (not aboard or parcels == {"handed_over"}):
        yield f"and its parcels are {', '.join(sorted(parcels))}"
    if status in LEFT and parcels - {"handed_over"}:
        yield f"and its parcels are {', '.join(sorted(parcels))}"


def _wave_against(status: str, wave_id: int | None, wave: str | None) -> Iterator[str]:
    if status in ("received", "held", "ready") and wave_id is not None:
        yield f"and is in wave {wave_id}"
    if status == "allocated" and wave_id is not None and wave != "planned":
        yield f"and its wave {wave_id} is {wave}"
    if status in IN_WORK and wave_id is not None and wave in ("planned", "cancelled"):
        yield f"and its wave {wave_id} is {wave}"


def units_of_lines(session: Session) -> Iterator[str]:
    """Every unit of a line in work is picked, still to be picked, or short; before work, none is any of these."""
    to_pick = PickLine.quantity - PickLine.counted - PickLine.missing
    left = Counter(dict(_sums(session, PickLine.order_line_id, to_pick, PickLine.state == "open")))
    promised = dict(_sums(session, Allocation.order_line_id, Allocation.quantity))
    query = select(OrderLine, Order.number, Order.status).join(Order, Order.id == OrderLine.order_id)
    for line, number, status in session.execute(query.where(Order.status.in_((*BEFORE_WORK, *IN_WORK)))):
        where = f"order {number}, line {line.position}"
        if status in IN_WORK and line.quantity != line.picked + left[line.id] + line.short:
            yield f"{where}: of {line.quantity}, {line.picked} picked, {left[line.id]} to pick, {line.short} short"
        if status == "allocated" and line.quantity - line.short != promised.get(line.id, 0):
            yield f"{where}: of {line.quantity}, {promised.get(line.id, 0)} promised, {line.short} short"
        before = status in ("received", "held", "ready")
        if before and (line.picked or line.short != line.settled or line.to_settle):
            yield f"{where}: is {status}, with {line.picked} picked and {line.short} short"


def left_out(session: Session) -> Iterator[str]:
    """Of all that an order left out somebody has said what becomes of it, once it is packed; and an order that waits
    for stock says since when, and what it lacks."""
    query = select(OrderLine, Order.number, Order.status).join(Order, Order.id == OrderLine.order_id)
    unsettled = OrderLine.short_approved != OrderLine.settled
    off = or_(
        OrderLine.settled > OrderLine.short_approved,
        Order.status.in_(("packed", "staged", *LEFT)) & unsettled,
        OrderLine.lacking > OrderLine.quantity,
    )
    for line, number, status in session.execute(query.where(off).order_by(OrderLine.id)):
        said = f"{line.short_approved} left out, {line.settled} settled, {line.lacking} lacking"
        yield f"order {number}, line {line.position}: is {status} with {said}"
    lacks = Order.lines.any(OrderLine.lacking > 0)
    silent = or_(Order.waits_since.is_(None) & lacks, Order.waits_since.is_not(None) & ~lacks)
    for number in session.scalars(select(Order.number).where(Order.status == "ready", silent)):
        yield f"order {number}: waits for stock and lacks nothing, or does not say since when"


def kits(session: Session) -> Iterator[str]:
    """Of each kit that was ordered there are all components, so many as make so many kits."""
    query = select(OrderKit, Order.number).join(Order, Order.id == OrderKit.order_id).order_by(OrderKit.id)
    lines: dict[int, list[OrderLine]] = {}
    for line in session.scalars(select(OrderLine).where(OrderLine.kit_id.is_not(None))):
        lines.setdefault(line.kit_id or 0, []).append(line)
    for kit, number in session.execute(query):
        of_kit = lines.pop(kit.id, [])
        for line in of_kit:
            if line.order_id != kit.order_id or line.quantity != kit.quantity * (line.per_kit or 0):
                yield f"order {number}: for {kit.quantity} × {kit.sku_text}, {line.quantity} × {line.sku_text}"
        if not of_kit:
            yield f"order {number}: {kit.quantity} × {kit.sku_text} without a component"


def _sums(session: Session, key: Any, value: Any, *where: Any) -> Iterable[tuple[int, int]]:
    query = select(key, func.sum(value)).where(*where).group_by(key)
    return ((each, int(units)) for each, units in session.execute(query))


def contents(session: Session) -> Iterator[str]:
    """An order says what was sent: each line its SKU and quantity, and all of it what its digest is of. An order of
    which a supervisor left lines out, took another content, or changed something has another digest than its own, and
    says what was changed last."""
    left_out = {int(data["order"]) for _kind, data in told(session, "order.released") if data.get("left_out")}
    pressed = {int(data["order"]) for _kind, data in told(session, "order.priority_changed")}
    added = Counter(int(data["order"]) for _kind, data in told(session, "order.substituted"))
    changed = changed_fields(session)
    query = select(Order).options(
        selectinload(Order.lines).selectinload(OrderLine.sku), selectinload(Order.holds),
        selectinload(Order.kits).selectinload(OrderKit.sku),
    )  # fmt: skip
    for order in session.scalars(query.order_by(Order.id).execution_options(yield_per=1_000)):
        book = SkuBook.of({line.sku.code: line.sku.id for line in order.sent if line.sku})
        for line in order.sent:
            where = f"order {order.number}, line {line.position}"
            if line.quantity_text.isdecimal() and line.quantity != _units(line.quantity_text):
                yield f"{where}: is of {line.quantity} units, and {line.quantity_text} were sent"
            if line.sku and book.find(line.sku_text)[0] != line.sku_id:
                yield f"{where}: is of {line.sku.code}, and {line.sku_text} was sent"
        taken = any(hold.code == "order.changed" and hold.released_at for hold in order.holds)
        for field, after in changed.get(order.id, {}).items() if not taken else ():
            if field != "lines" and after != _said(order, field):
                yield f"order {order.number}: its {field} was changed, and is not what it was changed to"
        priorities = PRIORITIES if order.id in pressed else (order.priority,)
        if (
            order.content
            and order.id not in left_out
            and order.id not in changed
            and not taken
            and not _is_of(order, added[order.id], priorities)
        ):
            yield f"order {order.number}: is not what was ordered: its content has another digest"


def _said(order: Order, field: str) -> str:
    _address, dot, name = field.partition(".")
    return order.ship_to.get(name, "") if dot else str(getattr(order, field))


def _units(sent: str) -> int:
    return int(sent) if int(sent) <= MOST_UNITS else 0


def _is_of(order: Order, substituted: int, priorities: Iterable[str]) -> bool:
    """Whether the digest is of this order, without the last of its lines, which were substituted for others."""
    problems = [
        Reason(hold.code, hold.field)
        for hold in order.holds
        if hold.at == order.received_at and not (order.paid and hold.code == UNPAID)  # paid since
    ]
    sent = order.sent[: len(order.sent) - substituted]
    lines = [DraftLine(line.sku_text, line.quantity_text, line.quantity, line.unit_price) for line in sent]
    drafts = (
        Draft(
            order.channel, order.number, priority, order.due, None, order.paid, order.ship_to, order.service,
            order.note, order.delivery_note, order.gift_note, order.totals, order.other_fields, list(lines), problems,
        )
        for priority in priorities
    )  # fmt: skip
    return any(draft.digest() == order.content for draft in drafts)


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (
    holds,
    quiet_orders,
    work_of_orders,
    units_of_lines,
    left_out,
    kits,
    *linked_orders.RULES,
    contents,
)
