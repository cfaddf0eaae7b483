"""Invariants of parcels, loads and orders, for `floor check`."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from floor.core.invariants import told
from models import (
    Approval,
    Handover,
    Load,
    Move,
    Order,
    OrderLine,
    PackSession,
    Parcel,
    ParcelLabel,
    ParcelLine,
    PickTask,
    Place,
    Quant,
    Receipt,
    TaskTote,
    Wave,
    Work,
)
from models.approvals import APPROVAL_TRANSITIONS
from models.base import table_of
from models.order_states import STATUSES
from models.parcels import GONE, PARCEL_TRANSITIONS
from models.places import UNITS
from models.transitions import Table
from models.waves import WAVE_TRANSITIONS
from models.work import WORK_TRANSITIONS

_RECEIPTS = table_of(Receipt).c
PACKED = ("packed", "staged", "handed_over", "in_transit", "delivered", "returned")
WITH_LABEL = ("closed", "labelled", "loaded", "handed_over")
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


def parcels(session: Session) -> Iterator[str]:
    """A closed parcel bears one label that counts, whose number is the parcel's, its box's and what was told; it weighs
    what was weighed."""
    labels: dict[int, list[str | None]] = {}
    valid = select(ParcelLabel.parcel_id, ParcelLabel.sscc).where(ParcelLabel.voided_at.is_(None))
    for parcel_id, sscc in session.execute(valid.order_by(ParcelLabel.id)):
        labels.setdefault(parcel_id, []).append(sscc)
    weighed, closed = _weighed(session), _told_closed(session)
    query = select(Parcel, Place.code, Place.kind, PackSession.order_id).join(
        Place, Place.id == Parcel.place_id
    )
    query = query.join(PackSession, PackSession.id == Parcel.session_id).order_by(Parcel.id)
    for parcel, code, kind, order_id in session.execute(query.execution_options(yield_per=5_000)):
        where, own = f"parcel {parcel.id}", labels.get(parcel.id, [])
        if kind != "parcel" or parcel.order_id != order_id:
            yield f"{where}: lies in the {kind} {code}, of order {order_id}, and is of order {parcel.order_id}"
        if own != ([parcel.sscc] if parcel.sscc else []) or (parcel.sscc and parcel.sscc != code):
            yield f"{where}: is numbered {parcel.sscc}, its labels {own}, its box {code}"
        if parcel.state not in (*WITH_LABEL, "cancelled") and parcel.sscc:
            yield f"{where}: is {parcel.state} with the label {parcel.sscc}"
        if parcel.state in WITH_LABEL:
            yield from (f"{where}: {why}" for why in _against_its_closing(parcel, weighed, closed))
    twice = select(Parcel.order_id, Parcel.number, func.count()).where(Parcel.state.not_in(GONE))
    for order_id, number, rows in session.execute(
        twice.group_by(Parcel.order_id, Parcel.number).having(func.count() > 1)
    ):
        yield f"order {order_id}: has {rows} parcels that are its number {number}"


def _weighed(session: Session) -> dict[int, Any]:
    """By parcel, what its last weighing said that was not taken back."""
    query = select(_RECEIPTS.undo, _RECEIPTS.params).where(Receipt.accepted, ~Receipt.undone)
    query = query.where(Receipt.code == "pack.weight_ok").order_by(Receipt.seq)
    return {undo["parcel"]: params.get("weighed") for undo, params in session.execute(query)}


def _told_closed(session: Session) -> dict[int, dict[str, Any]]:
    return {int(data["parcel"]): data for _kind, data in told(session, "parcel.closed")}


def _against_its_closing(
    parcel: Parcel, weighed: dict[int, Any], closed: dict[int, dict[str, Any]]
) -> Iterator[str]:
    if not parcel.sscc or not parcel.closed_at or not parcel.carrier or parcel.weight_g is None:
        yield f"is {parcel.state} without number, time, carrier or weight"
    if weighed.get(parcel.id) != parcel.weight_g:
        yield f"weighs {parcel.weight_g} g, and {weighed.get(parcel.id)} g were weighed"
    said = closed.get(parcel.id)
    if said and (said["sscc"], said["carrier"]) != (parcel.sscc, parcel.carrier):
        yield f"is {parcel.sscc} of {parcel.carrier}, and was closed as {said['sscc']} of {said['carrier']}"


def aboard(session: Session) -> Iterator[str]:
    """What is aboard was scanned on that load, by the one whom it names."""
    scanned: dict[tuple[int | None, int], set[int | None]] = {}
    query = select(_RECEIPTS.work_id, _RECEIPTS.undo, _RECEIPTS.person_id).where(
        Receipt.accepted, Receipt.code == "load.parcel_ok"
    )
    for work_id, undo, person_id in session.execute(query.execution_options(yield_per=5_000)):
        scanned.setdefault((work_id, undo["parcel"]), set()).add(person_id)
    loaded = select(Parcel.id, Parcel.load_id, Parcel.loaded_by, Parcel.state, Place.at_id, Load.dock_id)
    loaded = loaded.join(Load, Load.id == Parcel.load_id).join(Place, Place.id == Parcel.place_id)
    for parcel_id, load_id, by, state, at_id, dock_id in session.execute(
        loaded.where(Parcel.state.in_(("loaded", "handed_over"))).order_by(Parcel.id)
    ):
        if by not in scanned.get((load_id, parcel_id), ()):
            yield f"parcel {parcel_id}: is on load {load_id}, and no scan of person {by} put it there"
        if state == "loaded" and at_id != dock_id:
            yield f"parcel {parcel_id}: is on load {load_id} at place {dock_id}, and stands at {at_id}"


def handovers(session: Session) -> Iterator[str]:
    """What was signed for is as it was then, and is what the load took along."""
    signed = {int(d["load"]): d for _kind, d in told(session, "load.handed_over")}
    orders = dict(session.execute(select(Order.id, Order.number)).all())
    for handover in session.scalars(select(Handover).order_by(Handover.id)):
        where = f"handover {handover.id} of load {handover.load_id}"
        said = signed.get(handover.load_id, {})
        if said.get("handover", handover.digest) != handover.digest:
            yield f"{where}: is not as the driver signed it"
        gone = select(Parcel).where(Parcel.load_id == handover.load_id, Parcel.state == "handed_over")
        taken = [(each.sscc, orders.get(each.order_id), each.weight_g) for each in session.scalars(gone)]
        listed = [(each["sscc"], each["order"], each["weight_g"]) for each in handover.parcels]
        if sorted(map(str, taken)) != sorted(map(str, listed)) and listed:
            yield f"{where}: lists {listed}, and its load took {taken}"
    off = select(Load.id, Work.state).join(Handover, Handover.load_id == Load.id)
    for load_id, state in session.execute(
        off.where(or_(Work.state != "done", Load.load_closed.is_not(True)))
    ):
        yield f"load {load_id}: was signed for, and is {state} or not closed"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (
    packed,
    parcels_and_stock,
    loads,
    somewhere,
    states,
    handovers,
    parcels,
    aboard,
)
