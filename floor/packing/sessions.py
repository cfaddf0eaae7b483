"""The pack work of an order: made when it is picked, opened by a tote, ended by its last label, left when cancelled."""

from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select, update
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from floor.catalogue.lookup import find_place
from floor.core.transaction import BOARD, Transaction, order_topics, work_topics
from floor.orders.back_orders import settle_rest
from floor.orders.progress import follow_parcels
from floor.packing.snapshot import snapshot_of
from floor.putaway import putaway
from floor.stock.ledger import move
from floor.work.claims import end_claims
from floor.work.questions import withdraw_all
from models import (
    Hold,
    Order,
    OrderLine,
    PackSession,
    PackTote,
    Parcel,
    ParcelLine,
    Person,
    Place,
    PutAwayTask,
    Quant,
    Refused,
    Serial,
    TaskTote,
    Work,
)
from models.parcels import GONE, UNFINISHED
from scanners import Scan

_SESSION = (
    select(PackSession)
    .where(PackSession.id == bindparam("id"))
    .options(joinedload(PackSession.person).load_only(Person.name), joinedload(PackSession.order))
    .execution_options(populate_existing=True)
)
_LOCKED = _SESSION.with_for_update(of=Work)
_ORDER_LINES = (
    select(OrderLine).where(OrderLine.order_id == bindparam("id")).order_by(OrderLine.position, OrderLine.id)
)
_TOTES = select(PackTote).where(PackTote.session_id == bindparam("id")).order_by(PackTote.id)
_PARCELS = (
    select(Parcel)
    .where(Parcel.session_id == bindparam("id"))
    .options(joinedload(Parcel.carton))
    .order_by(Parcel.id)
)
_CONTENTS = select(ParcelLine).where(ParcelLine.parcel_id == bindparam("id")).order_by(ParcelLine.id)


def load(session: Session, work_id: int, *, lock: bool = False) -> PackSession:
    """The session with its order's lines, totes, parcels and what is in the parcel in work: all that judging a scan
    and showing its steps needs."""
    work: PackSession = session.scalars(_LOCKED if lock else _SESSION, {"id": work_id}).one()
    set_committed_value(work.order, "lines", _fresh(session, _ORDER_LINES, work.order_id))
    set_committed_value(work, "totes", _fresh(session, _TOTES, work_id))
    set_committed_value(work, "parcels", _fresh(session, _PARCELS, work_id))
    parcel = work.parcel
    if parcel is not None:
        set_committed_value(parcel, "lines", _fresh(session, _CONTENTS, parcel.id))
    return work


def _fresh(session: Session, query: Select[Any], of: int | None) -> list[Any]:
    return list(session.scalars(query, {"id": of}, execution_options={"populate_existing": True}))


def lock_status(tx: Transaction, order: Order) -> None:
    """Locks the order's row; its lines stay as they were read."""
    tx.db.flush()  # or what this scan has changed of it already would be forgotten
    tx.db.refresh(order, ["status", "version"], with_for_update={"of": Order})


def create_session(tx: Transaction, order: Order) -> PackSession:
    """The one open pack work of a picked order, with the totes that hold its goods; a second round's totes join it."""
    session = open_session(tx, order)
    if session is None:
        session = PackSession(order=order, urgent=order.priority == "urgent", due=order.due)
        session.snapshot = snapshot_of(tx, order)
        tx.db.add(session)
        if order.open_holds:
            session.hold(order.number)
    known = {tote.tote_id for tote in session.totes}
    for tote in _full_totes(tx, order):
        if tote.id not in known:
            session.totes.append(
                PackTote(tote=tote, code=tote.code, found_at=tote.at.code if tote.at else "")
            )
    parcel = session.parcel
    if parcel is not None and not parcel.full:
        parcel.unweigh()
    session.touch()
    tx.db.flush()
    tx.changed(work_topics(session.id))
    return session


def open_session(tx: Transaction, order: Order) -> PackSession | None:
    query = select(PackSession.id).where(PackSession.order_id == order.id, Work.state == "open")
    open_id = tx.db.scalar(query.limit(1))
    return None if open_id is None else load(tx.db, open_id, lock=True)


def _full_totes(tx: Transaction, order: Order) -> list[Place]:
    """Totes with stock that were filled for this order, and for no other one since."""
    later = aliased(TaskTote)
    last = select(func.max(later.id)).where(later.tote_id == TaskTote.tote_id).scalar_subquery()
    query = (
        select(Place)
        .join(TaskTote, TaskTote.tote_id == Place.id)
        .where(TaskTote.order_id == order.id, TaskTote.id == last)
        .where(exists().where(Quant.place_id == Place.id, Quant.on_hand > 0))
        .options(joinedload(Place.at))
        .order_by(TaskTote.id)
    )
    return list(tx.db.scalars(query))


def open_pack(tx: Transaction, scan: Scan) -> PackSession:
    """The pack work that a tote belongs to, with that tote's step done.

    Raises `Refused`: pack.not_all_picked, pack.nothing_in_tote, pack.tote_cancelled (its goods go back to their bins),
    pack.label_first (the last box wants its label).
    """
    tote = find_place(tx.db, scan)
    query = select(PackTote.session_id).join(Work, Work.id == PackTote.session_id)
    session_id = tx.db.scalar(query.where(PackTote.tote_id == tote.id, Work.state == "open").limit(1))
    if session_id is None:
        _refuse_tote(tx, tote)
        raise Refused("pack.nothing_in_tote", tote=tote.code)
    session = load(tx.db, session_id, lock=True)
    if session.order.status == "picking":
        raise Refused("pack.not_all_picked", order=session.order.number)
    _check_label_first(tx, session)
    begin(tx, session)
    session.station = session.station or _station(tx, tote)
    for known in session.totes:
        known.scanned = known.scanned or known.tote_id == tote.id
    return session


def _refuse_tote(tx: Transaction, tote: Place) -> None:
    query = select(Order.number).join(TaskTote, TaskTote.order_id == Order.id)
    number = tx.db.scalar(
        query.where(TaskTote.tote_id == tote.id, Order.status.in_(("waved", "picking")))
        .join(Work, Work.id == TaskTote.task_id)
        .order_by(TaskTote.id.desc())
        .limit(1)
    )
    if number is not None:
        raise Refused("pack.not_all_picked", order=number, tote=tote.code)
    back = select(PutAwayTask.id).where(PutAwayTask.source_id == tote.id, PutAwayTask.reason == "cancelled")
    if tx.db.scalar(back.where(Work.state == "open").limit(1)) is not None:
        raise Refused("pack.tote_cancelled", tote=tote.code)


def _check_label_first(tx: Transaction, session: PackSession) -> None:
    """The label on the box is scanned before the next tote opens: else it ends up on the wrong one."""
    query = select(Parcel.sscc).join(Work, Work.id == Parcel.session_id)
    sscc = tx.db.scalar(
        query.where(
            Work.person_id == tx.actor.person_id,
            Work.state == "open",
            Work.id != session.id,
            Parcel.state == "closed",
        ).limit(1)
    )
    if sscc is not None:
        raise Refused("pack.label_first", sscc=sscc)


def _station(tx: Transaction, tote: Place) -> Place | None:
    """Where the packer stands: the station that the device is named after, else where the tote is."""
    query = select(Place).where(Place.kind == "station", Place.called(tx.actor.device))
    named = tx.db.scalar(query)
    return named or (tote.at if tote.at and tote.at.kind == "station" else None)


def begin(tx: Transaction, session: PackSession) -> None:
    """Starts the packing of the order, with its first scan."""
    if session.order.status == "picked":
        lock_status(tx, session.order)
        session.order.do("start_pack")


def finish(tx: Transaction, session: PackSession) -> None:
    """Ends the pack work once every unit of the order is in a labelled parcel or was let go: the order is packed, its
    totes are free."""
    order = session.order
    lock_status(tx, order)
    order.do("finish_pack")
    session.do("finish", tx.now)
    leave(tx, session)
    session.totes.clear()
    parcels = [p.sscc for p in session.parcels if p.state not in GONE]
    tx.tell("order.packed", order=str(order.id), channel=order.channel, number=order.number, parcels=parcels)
    settle_rest(tx, order)
    tx.changed(BOARD)
    follow_parcels(tx, order)  # the others may be aboard already


def finish_if_all_packed(tx: Transaction, session: PackSession) -> None:
    """Ends the packing when the rest was let go and no box in work holds anything: else an empty box would be
    closed."""
    parcel = session.parcel
    waits = session.goods_left or session.missing or (parcel is not None and parcel.units)
    if not waits and session.order.status in ("picked", "packing"):
        begin(tx, session)
        finish(tx, session)
        tx.changed(work_topics(session.id))


def hold_empty(tx: Transaction, order: Order, session: PackSession | None) -> None:
    """Holds an order of which not one unit was found, for a supervisor to decide. A pack work that waited for them
    ends."""
    lock_status(tx, order)
    order.do("find_nothing")
    order.holds.append(Hold(code="order.nothing_found", field="lines"))
    order.leave_wave()
    if session is not None:
        session.do("finish", tx.now)
        leave(tx, session)
        session.totes.clear()
        tx.changed(work_topics(session.id))
    tx.tell("order.held", order=str(order.id), number=order.number, reasons=["order.nothing_found"])
    tx.changed(order_topics(order.id))


def leave(tx: Transaction, session: PackSession) -> None:
    """Closes the session, whether it was finished or cancelled."""
    end_claims(tx, session)
    withdraw_all(tx, session)
    for parcel in session.parcels:
        if parcel.state in UNFINISHED and not parcel.units:
            parcel.do("cancel")


def cancel_packing(tx: Transaction, order: Order) -> None:
    """Cancels the pack work of a cancelled order: an open parcel is emptied into its tote, totes and closed parcels go
    to the put-back lane. A cancelled parcel is refused at the dock."""
    ids = select(PackSession.id).where(PackSession.order_id == order.id).order_by(PackSession.id)
    for session_id in list(tx.db.scalars(ids)):
        session = load(tx.db, session_id, lock=True)
        parcel = session.parcel
        if parcel is not None and parcel.state != "closed":
            _empty(tx, session, parcel)
        if session.state == "open":
            session.do("cancel", tx.now)
            leave(tx, session)
        for tote in session.totes:
            putaway.create(tx, tote.tote, "cancelled")
        for packed in session.parcels:
            if packed.state in ("closed", "labelled", "loaded"):
                _cancel_parcel(tx, packed)
        tx.changed(work_topics(session.id))


def _empty(tx: Transaction, session: PackSession, parcel: Parcel) -> None:
    """What is in the open box goes back into the first of the totes that it came out of."""
    lines = {line.id: line for line in session.order.lines}
    for inside in parcel.lines:
        if inside.quantity:
            tote = session.totes[0].tote
            move(
                tx, inside.sku_id, inside.lot_id, inside.quantity, parcel.place, tote, "cancel",
                work_id=session.id, order_line_id=inside.order_line_id,
            )  # fmt: skip
            lines[inside.order_line_id].packed -= inside.quantity
            tx.db.execute(update(Serial).where(Serial.place_id == parcel.place_id).values(place_id=tote.id))
    parcel.lines.clear()


def _cancel_parcel(tx: Transaction, parcel: Parcel) -> None:
    parcel.do("cancel")
    putaway.create(tx, parcel.place, "cancelled")
    order = parcel.order
    tx.tell(
        "parcel.cancelled", parcel=str(parcel.id), sscc=parcel.sscc, order=str(order.id), number=order.number
    )
    if parcel.load_id is not None:
        tx.changed(work_topics(parcel.load_id))
