"""Parcels: begun with a carton, closed with an SSCC, printed again, reopened."""

from sqlalchemy import select

from floor.core.transaction import ALERTS, Transaction, order_topics, work_topics
from floor.dispatch import carriers
from floor.packing import sessions
from floor.packing.label_copies import valid_label
from models import Alert, CartonType, PackSession, PackTote, Parcel, ParcelLabel, Place, Refused, Warehouse
from models.base import Facts, Value
from models.parcels import GONE
from scanners.gs1 import serials_of, sscc

WARN_AT_PERCENT = 90  # of all SSCCs under one company prefix


def begin_parcel(tx: Transaction, session: PackSession, carton: CartonType) -> Parcel:
    """An empty box at the station, the next one of its order; where no station is known, beside the first tote."""
    here = session.station or session.totes[0].tote.at
    place = Place(code=f"PCL-{session.id}-{len(session.parcels) + 1}", kind="parcel", at=here)
    taken = {p.number for p in session.parcels if p.state not in GONE}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    parcel = Parcel(order=session.order, place=place, carton=carton, number=number)
    session.parcels.append(parcel)
    tx.db.flush()
    return parcel


def close_parcel(tx: Transaction, session: PackSession, parcel: Parcel) -> str:
    """Gives the parcel its carrier and its SSCC, whose serial is never used twice.

    Raises `Refused`: pack.order_held, carrier.none, parcel.not_allowed unless it was weighed, parcel.numbers_used_up.
    """
    if session.order.open_holds:
        raise Refused("pack.order_held", order=session.order.number)
    carrier = carriers.choose(tx, session.order, parcel.weight_g or 0)
    parcel.do("close")
    parcel.carrier, parcel.closed_at = carrier, tx.now
    label = ParcelLabel(parcel=parcel, made_at=tx.now)
    tx.db.add(label)
    tx.db.flush()
    label.sscc = parcel.sscc = parcel.place.code = _next_sscc(tx, label.id)
    tx.tell(
        "parcel.closed",
        parcel=str(parcel.id),
        sscc=parcel.sscc,
        order=str(session.order.id),
        number=session.order.number,
        carrier=carrier,
        weight_g=parcel.weight_g,
        **_weighed(session, parcel),
    )
    return parcel.sscc


def _weighed(session: PackSession, parcel: Parcel) -> Facts:
    """What the weighed goods in it weigh, by order line: what a customer is to pay by weight."""
    found: list[Value] = [
        {"sku": session.goods[line.order_line_id].code, "units": line.quantity, "grams": line.grams}
        for line in parcel.lines
        if line.quantity and session.goods[line.order_line_id].weighed
    ]
    return {"weighed": found} if found else {}


def _next_sscc(tx: Transaction, number: int) -> str:
    """The label's number in the extension digit and the serial: ten times as many as the serial alone can say. Where
    they are used up the numbers begin anew, and none is given that was given before."""
    prefix = Warehouse.of(tx.db).company_prefix
    serials = serials_of(prefix)
    place = number % (10 * serials)
    made = sscc(prefix, *divmod(place, serials))
    if tx.db.scalar(select(ParcelLabel.id).where(ParcelLabel.sscc == made)) is not None:
        raise Refused("parcel.numbers_used_up", prefix=prefix)
    if place * 100 >= 10 * serials * WARN_AT_PERCENT:
        _warn(tx, prefix)
    return made


def _warn(tx: Transaction, prefix: str) -> None:
    """Once for each company prefix, whether or not somebody has seen to it."""
    told = tx.db.scalars(select(Alert.params).where(Alert.code == "alert.few_numbers_left"))
    if prefix not in [params["prefix"] for params in told]:
        params: Facts = {"prefix": prefix, "percent": WARN_AT_PERCENT}
        tx.db.add(Alert(code="alert.few_numbers_left", params=params, at=tx.now))
        tx.changed(ALERTS)


def reopen_parcel(tx: Transaction, code: str) -> PackSession:
    """Voids the label and sends the order back to packing: every unit in the box is scanned again, into a new parcel.

    Raises `Refused`: parcel.unknown, parcel.void_label, parcel.not_allowed (it is on a load, or gone).
    """
    found = valid_label(tx, code).parcel
    session = sessions.load(tx.db, found.session_id, lock=True)
    label = valid_label(tx, code)
    parcel = next(p for p in session.parcels if p.id == found.id)
    current = session.parcel if session.parcel is not parcel else None
    parcel.do("reopen")
    label.voided_at, parcel.sscc = tx.now, None
    _count_out(session, parcel)
    session.totes.append(PackTote(tote=parcel.place, code=parcel.place.code, scanned=True))
    if current is not None and not current.full:
        current.unweigh()
    order = session.order
    sessions.lock_status(tx, order)
    if order.status == "packed":
        order.do("reopen")
    if session.state == "done":
        session.do("reopen")
        session.person, session.device, session.claimed_at = None, "", None
    session.touch()
    tx.tell(
        "parcel.reopened", parcel=str(parcel.id), sscc=label.sscc, order=str(order.id), number=order.number
    )
    tx.changed(order_topics(order.id), work_topics(session.id))
    return session


def _count_out(session: PackSession, parcel: Parcel) -> None:
    """What was in the box counts as packed no more; the goods stay where they are until they are scanned."""
    lines = {line.id: line for line in session.order.lines}
    for inside in parcel.lines:
        lines[inside.order_line_id].packed -= inside.quantity
    parcel.lines.clear()
