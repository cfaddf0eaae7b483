"""Invariants of parcels, loads and orders, for `floor check`."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import (
    Approval,
    Handover,
    Load,
    Move,
    Order,
    OrderLine,
    PackSession,
    Parcel,
    ParcelLine,
    PickTask,
    Place,
    Quant,
    TaskTote,
    Wave,
    Work,
)
from models.approvals import APPROVAL_TRANSITIONS
from models.orders import STATUSES
from models.parcels import GONE, PARCEL_TRANSITIONS
from models.places import UNITS
from models.transitions import Table
from models.waves import WAVE_TRANSITIONS
from models.work import WORK_TRANSITIONS

PACKED = ("packed", "staged", "handed_over", "in_transit", "delivered", "returned")
READY_FOR_LOAD = ("labelled", "loaded", "handed_over")


def _in_parcels(session: Session, *columns: Any) -> Counter[Any]:
    """Units in parcels, by these columns; a cancelled parcel says what was in it, a reopened one no more."""
    query = (
        select(*columns, func.sum(ParcelLine.quantity))
        .join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .where(Parcel.state != "reopened")
        .group_by(*columns)
    )
    sums: Counter[Any] = Counter()
    for *key, units in session.execute(query):
        sums[tuple(key) if len(key) > 1 else key[0]] += int(units)
    return sums


def packed(session: Session) -> Iterator[str]:
    """The units that an order line counts as packed lie in its order's parcels."""
    inside = _in_parcels(session, ParcelLine.order_line_id)
    query = select(OrderLine, Order.number, Order.status).join(Order, Order.id == OrderLine.order_id)
    in_any = OrderLine.id.in_(select(ParcelLine.order_line_id))
    wanted = or_(OrderLine.packed != 0, in_any, Order.status.in_(PACKED))
    for line, number, status in session.execute(query.where(wanted).order_by(OrderLine.id)):
        where = f"order {number}, line {line.position}"
        if line.packed != inside[line.id]:
            yield f"{where}: {line.packed} packed, its parcels hold {inside[line.id]}"
        due = line.quantity - line.short_approved
        if status in PACKED and inside[line.id] != due:
            yield f"{where}: is {status} with {inside[line.id]} units in parcels, {due} are due"
        if line.packed > line.picked or line.short_approved > line.short or line.short > line.quantity:
            yield f"{where}: {line.picked} picked, {line.packed} packed, {line.short} short, of {line.quantity}"


def parcels_and_stock(session: Session) -> Iterator[str]:
    """A parcel's contents are the stock in it until it is handed over, and what its moves brought in."""
    said = _in_parcels(session, Parcel.place_id, ParcelLine.sku_id, ParcelLine.lot_id)
    boxes = {
        place: (box, state)
        for box, state, place in session.execute(select(Parcel.id, Parcel.state, Parcel.place_id))
    }
    there: Counter[Any] = Counter()
    query = select(Quant.place_id, Quant.sku_id, Quant.lot_id, Quant.on_hand).join(
        Place, Place.id == Quant.place_id
    )
    for *key, units in session.execute(query.where(Place.kind == "parcel", Quant.on_hand != 0)):
        there[tuple(key)] = units
    gone: Counter[Any] = Counter()
    handed = select(Move.from_id, Move.sku_id, Move.lot_id, func.sum(Move.quantity)).where(
        Move.why == "handover"
    )
    for *key, units in session.execute(handed.group_by(Move.from_id, Move.sku_id, Move.lot_id)):
        gone[tuple(key)] = int(units)
    for key in sorted(said.keys() | there.keys() | gone.keys(), key=str):
        box, state = boxes.get(key[0], (None, ""))
        if box is None:
            yield f"place {key[0]}: holds goods as a parcel, and there is none"
        elif state == "handed_over" and (there[key] or gone[key] != said[key]):
            yield f"parcel {box}: said to hold {said[key]}, handed over {gone[key]}, {there[key]} still in stock"
        elif state not in (*GONE, "handed_over") and said[key] != there[key]:
            yield f"parcel {box}: said to hold {said[key]} of a SKU, {there[key]} in stock"


def loads(session: Session) -> Iterator[str]:
    """A load has only labelled parcels of its own carrier; what is aboard names its load."""
    query = select(Parcel, Load.carrier, Work.state).outerjoin(Load, Load.id == Parcel.load_id)
    aboard = or_(Parcel.load_id.is_not(None), Parcel.state.in_(("loaded", "handed_over")))
    for parcel, carrier, state in session.execute(query.where(aboard).order_by(Parcel.id)):
        if carrier is None:
            yield f"parcel {parcel.id}: is {parcel.state} on no load"
        elif parcel.carrier != carrier:
            yield f"parcel {parcel.id}: is of {parcel.carrier} on a load of {carrier}"
        if parcel.state not in (*READY_FOR_LOAD, "cancelled"):
            yield f"parcel {parcel.id}: is {parcel.state} on a load"
        if (parcel.state == "handed_over") != (state == "done") and parcel.state != "cancelled":
            yield f"parcel {parcel.id}: is {parcel.state}, its load is {state}"
    done = select(Load).where(Work.state == "done", Load.id.not_in(select(Handover.load_id)))
    for load in session.scalars(done):
        yield f"load {load.number}: is done, and nobody signed for it"
    sent = select(Order.number, Parcel.id).join(Parcel, Parcel.order_id == Order.id)
    gone = Order.status.in_(("handed_over", "in_transit", "delivered", "returned"))
    for number, parcel_id in session.execute(sent.where(gone, Parcel.state.not_in((*GONE, "handed_over")))):
        yield f"order {number}: is gone, its parcel {parcel_id} is not"
    lost = sent.where(Order.status == "cancelled", Parcel.state == "handed_over")
    for number, parcel_id in session.execute(lost):
        yield f"order {number}: is cancelled, its parcel {parcel_id} is gone"


def somewhere(session: Session) -> Iterator[str]:
    """A tote or parcel with goods in it stands somewhere, or is in the hands of open work."""
    with_goods = select(Quant.place_id).where(Quant.on_hand > 0)
    in_pick = (
        select(TaskTote.tote_id).join(PickTask, PickTask.id == TaskTote.task_id).where(Work.state == "open")
    )
    in_pack = (
        select(Parcel.place_id)
        .join(PackSession, PackSession.id == Parcel.session_id)
        .where(Work.state == "open")
    )
    query = select(Place).where(
        Place.kind.in_(UNITS),
        Place.at_id.is_(None),
        Place.id.in_(with_goods),
        Place.id.not_in(in_pick.where(TaskTote.tote_id.is_not(None))),
        Place.id.not_in(in_pack),
    )
    for place in session.scalars(query.order_by(Place.id)):
        yield f"{place.code}: holds goods and is nowhere, in nobody's hands"


def states(session: Session) -> Iterator[str]:
    """Every state is one of its table."""
    tables: tuple[tuple[str, Any, set[str]], ...] = (
        ("order", Order.status, set(STATUSES)),
        ("work", Work.state, _states(WORK_TRANSITIONS)),
        ("wave", Wave.status, _states(WAVE_TRANSITIONS)),
        ("parcel", Parcel.state, _states(PARCEL_TRANSITIONS)),
        ("approval", Approval.state, _states(APPROVAL_TRANSITIONS)),
    )
    for noun, column, known in tables:
        for record_id, state in session.execute(select(column.class_.id, column).where(column.not_in(known))):
            yield f"{noun} {record_id}: has the state {state!r}, which there is not"


def _states(table: Table) -> set[str]:
    return {state for (before, _action), after in table.items() for state in (before, after)}


def quiet_orders(session: Session) -> Iterator[str]:
    """An order that may be picked has nothing that would stop it: each line names a SKU and a quantity, and no
    hold is open."""
    query = select(Order.number, Order.status, OrderLine).join(OrderLine, OrderLine.order_id == Order.id)
    bad = or_(OrderLine.sku_id.is_(None), OrderLine.quantity <= 0)
    idle = Order.status.not_in(("received", "held", "cancelled"))
    for number, status, line in session.execute(query.where(idle, bad)):
        yield f"order {number}: is {status}, and its line {line.position} names no goods"
    unknown = select(Order.number).where(Order.status == "received")
    for number in session.scalars(unknown):
        yield f"order {number}: was received and neither accepted nor held"
    held = select(Order.number).where(
        Order.status.in_(("ready", "allocated")), Order.holds.any(released_at=None)
    )
    for number in session.scalars(held):
        yield f"order {number}: goes on while a hold is open"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (
    packed,
    parcels_and_stock,
    loads,
    somewhere,
    states,
    quiet_orders,
)
