"""Where goods came from, where they lay, who touched them, what they left in; and back, from a parcel to all that."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from floor.supervision.moves import MoveRow, move_rows
from floor.supervision.reach import Reached, reached, signed_at
from models import (
    Lot,
    Move,
    OrderLine,
    Parcel,
    ParcelLabel,
    Person,
    PickLine,
    Place,
    Quant,
    Refused,
    Serial,
    Sku,
)
from models.places import OUTSIDE
from models.spelling import alike, fold, plain
from scanners import RawRead, parse

MOST = 100  # moves that a trace shows; the list of moves has all
MOST_BINS = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """What is traced. kind: parcel, pallet, serial, lot or sku. A parcel and a pallet are named by `code`, an SSCC;
    goods by their SKU, with their lot or serial in `code`."""

    kind: str
    code: str
    sku: Sku | None = None
    lot: Lot | None = None
    place: Place | None = None
    parcel: Parcel | None = None

    @property
    def asked(self) -> dict[str, str]:
        """What to ask for exactly this."""
        if self.sku is None:
            return {"sscc": self.code}
        return {"sku": self.sku.code, **({self.kind: self.code} if self.kind != "sku" else {})}


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody who moved such goods: how often, and when first and last."""

    person: str
    moves: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """`came`: moves from outside into the house. `lies`: what there is now. `touched`: by whom. `moves`: the newest
    first, at most MOST. `went`: orders and parcels. `inside`: what a parcel or pallet holds or held, as subjects."""

    subject: Subject
    came: Sequence[MoveRow]
    lies: Sequence[Quant]
    touched: Sequence[Touch]
    moves: Sequence[MoveRow]
    went: Sequence[Reached]
    inside: Sequence[tuple[Subject, int]] = field(default=())


def subjects(session: Session, text: str) -> list[Subject]:
    """All that a text typed or scanned could name: a parcel or pallet by its SSCC, also by one that was voided, else
    each serial, lot and SKU of this name."""
    scan = parse(RawRead(text, source="typed"))
    if scan.sscc:
        return list(_units(session, scan.sscc))
    serial, lot = scan.serial or plain(text), scan.lot or plain(text)
    for label, code in (("ser-", serial), ("lot-", lot)):
        if fold(code).startswith(label):
            serial = lot = code[len(label) :]
    found = [*_serials(session, serial), *_lots(session, lot)]
    if scan.lot or scan.serial:  # a label that says more than the goods means that
        return found
    return found + [
        Subject("sku", sku.code, sku) for sku in session.scalars(select(Sku).where(Sku.called(text)))
    ]


def subject_of(session: Session, sku: str, lot: str, serial: str, sscc: str) -> Subject:
    """The one that is named by its own fields. Raises `Refused`: trace.unknown, trace.several."""
    found = subjects(session, sscc) if sscc else subjects(session, serial or lot or sku)
    kind = "serial" if serial else "lot" if lot else "sku"
    fits = [
        each
        for each in found
        if sscc or (each.kind == kind and each.sku and (not sku or fold(each.sku.code) == fold(plain(sku))))
    ]
    return the_only(fits, sscc or serial or lot or sku)


def the_only(found: Sequence[Subject], text: str) -> Subject:
    """Raises `Refused`: trace.unknown, trace.several."""
    if len(found) > 1:
        raise Refused("trace.several", scanned=text, fits=[" ".join(each.asked.values()) for each in found])
    if not found:
        raise Refused("trace.unknown", scanned=text)
    return found[0]


def _units(session: Session, sscc: str) -> Iterator[Subject]:
    query = select(Parcel).join(ParcelLabel).where(ParcelLabel.sscc == sscc)
    for parcel in session.scalars(query.options(joinedload(Parcel.place), joinedload(Parcel.order))):
        yield Subject("parcel", sscc, place=parcel.place, parcel=parcel)
    for pallet in session.scalars(select(Place).where(Place.code == sscc, Place.kind == "pallet")):
        yield Subject("pallet", sscc, place=pallet)


def _serials(session: Session, code: str) -> Iterator[Subject]:
    query = select(Serial, Sku).join(Sku, Sku.id == Serial.sku_id).where(alike(Serial.code, code))
    for serial, sku in session.execute(query.order_by(Serial.id)):
        yield Subject("serial", serial.code, sku)


def _lots(session: Session, code: str) -> Iterator[Subject]:
    query = select(Lot).where(alike(Lot.code, code)).options(joinedload(Lot.sku)).order_by(Lot.id)
    for lot in session.scalars(query):
        yield Subject("lot", lot.code, lot.sku, lot)


def trace(session: Session, subject: Subject) -> Trace:
    """All that the records say of it."""
    if subject.place is not None:
        return _trace_unit(session, subject, subject.place)
    where = _of_goods(subject)
    outside = select(Place.id).where(Place.kind.in_(OUTSIDE))
    came = select(Move).where(*where, Move.from_id.in_(outside)).order_by(Move.id.desc()).limit(MOST)
    return Trace(
        subject,
        move_rows(session, session.scalars(came).all()),
        _lies(session, subject),
        _touched(session, where),
        _moves(session, where),
        _went(session, subject),
    )


def _of_goods(subject: Subject) -> list[ColumnElement[bool]]:
    goods = [Move.sku_id == (subject.sku.id if subject.sku else 0)]
    if subject.kind == "lot" and subject.lot:
        return [*goods, Move.lot_id == subject.lot.id]
    return [*goods, Move.serial == subject.code] if subject.kind == "serial" else goods


def _moves(session: Session, where: Sequence[ColumnElement[bool]]) -> list[MoveRow]:
    query = select(Move).where(*where).order_by(Move.id.desc()).limit(MOST)
    return move_rows(session, session.scalars(query).all())


def _touched(session: Session, where: Sequence[ColumnElement[bool]]) -> list[Touch]:
    query = (
        select(Person.name, func.count(), func.min(Move.at), func.max(Move.at))
        .join(Person, Person.id == Move.person_id)
        .where(*where)
        .group_by(Person.id, Person.name)
    )
    return sorted((Touch(*row) for row in session.execute(query)), key=lambda touch: touch.first)


def _lies(session: Session, subject: Subject) -> list[Quant]:
    query = select(Quant).join(Quant.place).where(Quant.on_hand > 0).limit(MOST_BINS)
    query = query.options(contains_eager(Quant.place), joinedload(Quant.lot), joinedload(Quant.sku))
    query = query.where(Quant.sku_id == (subject.sku.id if subject.sku else 0))
    if subject.lot:
        query = query.where(Quant.lot_id == subject.lot.id)
    if subject.kind == "serial":
        places = select(Serial.place_id).where(Serial.sku_id == Quant.sku_id, Serial.code == subject.code)
        query = query.where(Quant.place_id.in_(places))
    return sorted(session.scalars(query), key=lambda quant: quant.place.order)


def _went(session: Session, subject: Subject) -> list[Reached]:
    if subject.sku is None:
        return []
    if subject.kind == "serial":
        return _serial_went(session, _of_goods(subject))
    return reached(session, subject.sku.id, subject.lot.id if subject.lot else None)


def _serial_went(session: Session, where: Sequence[ColumnElement[bool]]) -> list[Reached]:
    """The one parcel or tote that its last move says."""
    last = session.scalars(select(Move).where(*where).order_by(Move.id.desc()).limit(1)).first()
    if last is None or last.order_line_id is None:
        return []
    target = session.get_one(Place, last.to_id)
    box = last.from_id if target.kind in OUTSIDE else last.to_id
    parcel = session.scalars(select(Parcel).where(Parcel.place_id == box)).first()
    if parcel is not None:
        return [Reached(parcel.order, parcel, 1, signed_at(session, parcel))]
    order = session.get_one(OrderLine, last.order_line_id).order
    return [Reached(order, None, 1, None)] if target.kind == "tote" else []


def _trace_unit(session: Session, subject: Subject, place: Place) -> Trace:
    """A parcel or pallet: what went in and out, and for a parcel the bins that its goods came from."""
    where: list[ColumnElement[bool]] = [or_(Move.from_id == place.id, Move.to_id == place.id)]
    inside = _inside(session, place)
    came: list[MoveRow] = []
    went: list[Reached] = []
    if subject.parcel is not None:
        came = move_rows(session, list(session.scalars(_picks_for(session, subject.parcel, place))))
        went = _of_parcel(session, subject.parcel)
    lies = select(Quant).where(Quant.place_id == place.id, Quant.on_hand > 0)
    there = session.scalars(
        lies.options(joinedload(Quant.place), joinedload(Quant.lot), joinedload(Quant.sku))
    )
    return Trace(subject, came, list(there), _touched(session, where), _moves(session, where), went, inside)


def _inside(session: Session, place: Place) -> list[tuple[Subject, int]]:
    """The goods that were put in and not taken out again, but for what the whole left with."""
    units: Counter[Any] = Counter()
    outside = select(Place.id).where(Place.kind.in_(OUTSIDE))
    for end, sign in ((Move.to_id, 1), (Move.from_id, -1)):
        query = select(Move.sku_id, Move.lot_id, Move.serial, func.sum(Move.quantity)).where(end == place.id)
        if sign < 0:
            query = query.where(Move.to_id.not_in(outside))
        for *key, count in session.execute(query.group_by(Move.sku_id, Move.lot_id, Move.serial)):
            units[tuple(key)] += sign * int(count)
    return [(_goods(session, *key), count) for key, count in units.items() if count > 0]


def _goods(session: Session, sku_id: int, lot_id: int | None, serial: str | None) -> Subject:
    sku = session.get_one(Sku, sku_id)
    if serial:
        return Subject("serial", serial, sku)
    lot = session.get(Lot, lot_id) if lot_id else None
    return Subject("lot", lot.code, sku, lot) if lot else Subject("sku", sku.code, sku)


def _picks_for(session: Session, parcel: Parcel, place: Place) -> Any:
    """The picks of the goods in a parcel: of its order's lines, of the same SKU and lot."""
    packed = session.execute(
        select(Move.order_line_id, Move.sku_id, Move.lot_id).where(Move.to_id == place.id).distinct()
    ).all()
    works = _works_of(session, parcel.order_id)
    fits = [
        (Move.order_line_id == line) & (func.coalesce(Move.lot_id, 0) == (lot or 0))
        for line, _sku, lot in packed
    ]
    picks = select(Move).where(Move.work_id.in_(works), Move.why == "pick", or_(False, *fits))
    return picks.order_by(Move.id.desc()).limit(MOST)


def _works_of(session: Session, order_id: int) -> list[int]:
    return list(session.scalars(select(PickLine.task_id).where(PickLine.order_id == order_id).distinct()))


def _of_parcel(session: Session, parcel: Parcel) -> list[Reached]:
    return [
        Reached(parcel.order, parcel, sum(line.quantity for line in parcel.lines), signed_at(session, parcel))
    ]
