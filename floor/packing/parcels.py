"""Parcels: begun with a carton, closed with an SSCC, printed again, reopened."""

from floor.core.transaction import Transaction, order_topics, work_topics
from floor.dispatch import carriers
from floor.packing import sessions
from floor.packing.label_copies import valid_label
from models import CartonType, PackSession, PackTote, Parcel, ParcelLabel, Place, Warehouse
from models.parcels import GONE
from scanners.gs1 import sscc

EXTENSION = 0  # the first digit of our SSCCs


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

    Raises `Refused`: carrier.none, parcel.not_allowed unless it was weighed.
    """
    carrier = carriers.choose(tx, session.order, parcel.weight_g or 0)
    parcel.do("close")
    parcel.carrier, parcel.closed_at = carrier, tx.now
    label = ParcelLabel(parcel=parcel, made_at=tx.now)
    tx.db.add(label)
    tx.db.flush()
    warehouse = Warehouse.of(tx.db)
    label.sscc = parcel.sscc = parcel.place.code = sscc(warehouse.company_prefix, EXTENSION, label.id)
    tx.tell(
        "parcel.closed",
        parcel=str(parcel.id),
        sscc=parcel.sscc,
        order=str(session.order.id),
        number=session.order.number,
        carrier=carrier,
        weight_g=parcel.weight_g,
    )
    return parcel.sscc


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
