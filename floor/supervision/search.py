"""One search for all that a supervisor may hold in the hand or hear on the phone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from floor.catalogue.lookup import barcode_key
from floor.orders.queries import orders_named
from floor.supervision.board import number_in_kind
from models import Barcode, Handover, Lot, Parcel, ParcelLabel, Person, Place, Serial, Sku, Wave, Work
from models.places import LANES
from models.spelling import Folded, fold
from scanners import RawRead, Scan, parse

LOCATIONS = ("bin", "dock", "tote", *LANES)
LARGEST_NUMBER = 9  # digits


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: what it is called, what tells it from others, and the address of its page."""

    name: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed or scanned: `text` as it came, `scan` as a scanner's code, and how many are wanted."""

    text: str
    scan: Scan
    most: int

    def begins(self, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        return Folded(column).startswith(fold(self.text), autoescape=True)

    def holds(self, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        return Folded(column).contains(fold(self.text), autoescape=True)


def search(session: Session, text: str, most: int) -> dict[str, list[Hit]]:
    """Finds at most so many of each kind that has any, by kind: order, parcel, sku, lot, serial, place, wave, work,
    load, person. A text that is all of one label finds what the label names."""
    asked = asked_for(text, most)
    found = {kind: list(look(session, asked)) for kind, look in LOOKS.items()}
    return {kind: hits for kind, hits in found.items() if hits}


def _orders(session: Session, asked: Asked) -> Iterator[Hit]:
    for order in orders_named(session, asked.text, asked.most):
        to = order.ship_to
        where = ", ".join(part for part in (to.get("name"), to.get("postcode"), to.get("city")) if part)
        yield Hit(order.number, where, f"/desk/orders/{order.id}")


def _parcels(session: Session, asked: Asked) -> Iterator[Hit]:
    """By the number on the box; also by one that was voided."""
    if sscc := asked.scan.sscc:
        query = (
            select(Parcel).join(ParcelLabel).where(ParcelLabel.sscc == sscc).options(joinedload(Parcel.order))
        )
        for parcel in session.scalars(query):
            yield Hit(sscc, parcel.order.number, f"/desk/orders/{parcel.order_id}")


def _skus(session: Session, asked: Asked) -> Iterator[Hit]:
    for sku in skus_asked(session, asked):
        yield Hit(sku.code, sku.name, _stock(sku.code))


def asked_for(text: str, most: int) -> Asked:
    return Asked(text, parse(RawRead(text, source="typed")), most)


def skus_asked(session: Session, asked: Asked) -> Iterable[Sku]:
    """By code or its beginning, by a part of the name, or by barcode."""
    keys = [key for key in (asked.scan.gtin, barcode_key(asked.scan.text)) if key]
    with_barcode = select(Barcode.sku_id).where(Barcode.key.in_(keys))
    named = or_(
        Sku.called(asked.text), asked.begins(Sku.code), asked.holds(Sku.name), Sku.id.in_(with_barcode)
    )
    return session.scalars(select(Sku).where(named).order_by(Sku.code).limit(asked.most))


def _lots(session: Session, asked: Asked) -> Iterator[Hit]:
    code = asked.scan.lot or asked.text
    query = select(Lot).where(Folded(Lot.code) == fold(code)).options(joinedload(Lot.sku)).limit(asked.most)
    for lot in session.scalars(query):
        yield Hit(lot.code, f"{lot.sku.code} {lot.sku.name}", _trace(sku=lot.sku.code, lot=lot.code))


def _serials(session: Session, asked: Asked) -> Iterator[Hit]:
    code = asked.scan.serial or asked.text
    query = (
        select(Serial, Sku, Place).join(Sku, Sku.id == Serial.sku_id).join(Place, Place.id == Serial.place_id)
    )
    for serial, sku, place in session.execute(query.where(Serial.code == code).limit(asked.most)):
        yield Hit(
            serial.code, f"{sku.code} {sku.name} · {place.code}", _trace(sku=sku.code, serial=serial.code)
        )


def _places(session: Session, asked: Asked) -> Iterator[Hit]:
    named = or_(Place.called(asked.text), asked.begins(Place.code))
    query = select(Place).where(Place.kind.in_(LOCATIONS), named).order_by(Place.code).limit(asked.most)
    for place in sorted(session.scalars(query), key=lambda place: place.order):
        yield Hit(place.code, place.zone, _stock(place.code))


def _waves(session: Session, asked: Asked) -> Iterator[Hit]:
    wave = session.get(Wave, _number(asked.text, "W"))
    if wave:
        yield Hit(wave.number, "", f"/desk/waves/{wave.id}")


def _works(session: Session, asked: Asked) -> Iterator[Hit]:
    work = session.get(Work, _number(asked.text, asked.text[:1].upper()), options=[joinedload(Work.person)])
    if work and number_in_kind(work.kind, work.id) == asked.text.upper():
        yield Hit(work.number, work.person.name if work.person else "", f"/desk/work/{work.id}")


def _loads(session: Session, asked: Asked) -> Iterator[Hit]:
    """Those that left, by their driver or plate."""
    named = or_(asked.holds(Handover.driver), asked.holds(Handover.plate))
    query = select(Handover).where(named).order_by(Handover.id.desc()).limit(asked.most)
    for gone in session.scalars(query):
        yield Hit(
            number_in_kind("load", gone.load_id), f"{gone.driver} {gone.plate}", f"/desk/work/{gone.load_id}"
        )


def _people(session: Session, asked: Asked) -> Iterator[Hit]:
    badge = fold(asked.text).removeprefix("badge-")
    named = or_(asked.holds(Person.name), Folded(Person.badge) == badge)
    for person in session.scalars(select(Person).where(named).order_by(Person.name).limit(asked.most)):
        yield Hit(person.name, person.badge, f"/desk/people/{person.id}")


def _number(text: str, letter: str) -> int:
    """The number in W-000012; 0, which no record has, where it is none of this letter."""
    start, _, digits = text.upper().partition("-")
    fits = start == letter and digits.isascii() and digits.isdecimal() and len(digits) <= LARGEST_NUMBER
    return int(digits) if fits else 0


def _trace(**named: str) -> str:
    return f"/desk/trace?{urlencode(named)}"


def _stock(wanted: str) -> str:
    return f"/desk/stock?q={quote(wanted, safe='')}"


LOOKS: dict[str, Callable[[Session, Asked], Iterator[Hit]]] = {
    "order": _orders,
    "parcel": _parcels,
    "sku": _skus,
    "lot": _lots,
    "serial": _serials,
    "place": _places,
    "wave": _waves,
    "work": _works,
    "load": _loads,
    "person": _people,
}
