"""Reads the facts of the labels that somebody wants."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from floor.printing.document_facts import parcel_facts
from floor.printing.labels import CodedFacts, Facts
from floor.printing.labels.facts import (
    BadgeFacts,
    CardFacts,
    CommandFacts,
    LoadFacts,
    LocationFacts,
    SkuFacts,
    UnitFacts,
)
from floor.printing.labels.warehouse import COMMANDS, QUANTITIES
from models import Load, Parcel, Person, Place, Refused, Sku
from models.places import LANES
from models.spelling import Folded, fold, natural, plain
from models.warehouse import Warehouse
from scanners import own_codes, own_labels

MOST = 500
LABELLED = ("bin", "dock", *LANES)


def codes_of(lines: str) -> tuple[str, ...]:
    """Reads codes that somebody typed or pasted, one a line."""
    return tuple(code for line in lines.splitlines() if (code := line.strip()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """`codes` as they are scanned or bare. Without any: all of `zone` for places; `count` new numbers from `first` on
    for totes and carts; everybody's badges; every command; the open loads."""

    codes: Sequence[str] = ()
    zone: str = ""
    first: int = 1
    count: int = 20


def label_facts(session: Session, kind: str, wanted: Wanted) -> list[CodedFacts]:
    """Reads the facts of these labels, in the order of `wanted.codes`, else by code.

    Raises `Refused`: label.unknown_kind, label.unknown, label.bad_code, label.choose, label.too_many.
    """
    if kind not in KINDS:
        raise Refused("label.unknown_kind", sent=kind, kinds=list(KINDS))
    facts = KINDS[kind](session, wanted, Warehouse.of(session).training)
    if len(facts) > MOST:
        raise Refused("label.too_many", count=len(facts), most=MOST)
    return facts


def printed_facts(session: Session, kind: str, wanted: Wanted) -> list[Facts]:
    """Reads the facts of a print job's labels, as `label_facts`; `kind` may also be parcel, whose `codes` are SSCCs of
    18 digits.

    Each copy of a parcel's label is recorded before it is made, so not every endpoint may ask for one.
    Raises also `Refused`: parcel.unknown, parcel.void_label.
    """
    if kind == "parcel":
        return [parcel_facts(session, sscc) for sscc in wanted.codes]
    return [*label_facts(session, kind, wanted)]


def _locations(session: Session, wanted: Wanted, training: bool) -> list[CodedFacts]:
    query = select(Place).where(Place.kind.in_(LABELLED)).order_by(Place.code)
    if wanted.zone:
        query = query.where(Place.zone == wanted.zone)
    places = _named(session, query, Place.code, wanted.codes, "LOC-")
    if not wanted.codes:
        places.sort(key=lambda place: place.order)
    return [LocationFacts(place.code, place.check, place.zone, training) for place in places]


def _units(build: Callable[[str], str], digits: int) -> Callable[[Session, Wanted, bool], list[CodedFacts]]:
    def units(_session: Session, wanted: Wanted, training: bool) -> list[CodedFacts]:
        prefix = build("1").removesuffix("1")
        numbers = range(wanted.first, wanted.first + min(wanted.count, MOST + 1))
        names = [_bare(code, prefix) for code in wanted.codes] or [f"{n:0{digits}d}" for n in numbers]
        return [UnitFacts(_built(build, name), training) for name in names]

    return units


def _built(build: Callable[[str], str], name: str) -> str:
    try:
        return build(name)
    except ValueError:
        raise Refused("label.bad_code", sent=name) from None


def _skus(session: Session, wanted: Wanted, training: bool) -> list[CodedFacts]:
    if not wanted.codes:
        raise Refused("label.choose")
    skus = _named(session, select(Sku).options(selectinload(Sku.barcodes)), Sku.code, wanted.codes, "SKU-")
    return [
        SkuFacts(sku.code, sku.name, next((b.code for b in sku.barcodes if b.factor == 1), ""), training)
        for sku in skus
    ]


def _badges(session: Session, wanted: Wanted, training: bool) -> list[CodedFacts]:
    query = select(Person).where(Person.active.is_(True)).order_by(Person.badge)
    people = _named(session, query, Person.badge, wanted.codes, "BADGE-")
    return [BadgeFacts(person.badge, person.name, tuple(person.roles), training) for person in people]


def _commands(_session: Session, wanted: Wanted, _training: bool) -> list[CodedFacts]:
    every = [*COMMANDS, *(f"QTY-{quantity}" for quantity in QUANTITIES)]
    commands = [_bare(code, "CMD-").upper() for code in wanted.codes]
    for command in commands:
        scan = own_codes.read(f"CMD-{command}")
        if scan is None or scan.code is None:
            raise Refused("label.unknown", sent=command)
    return [CommandFacts(command) for command in commands or every]


def _loads(session: Session, wanted: Wanted, training: bool) -> list[CodedFacts]:
    query = select(Load).options(joinedload(Load.dock)).order_by(Load.id)
    ids = [_load_id(code) for code in wanted.codes]
    query = query.where(Load.id.in_(ids)) if ids else query.where(Load.state == "open")
    found = {load.id: load for load in session.scalars(query)}
    _all_there(wanted.codes, ids, set(found))
    loads = [found[load_id] for load_id in ids or found]
    sums = select(Parcel.load_id, func.count(), func.sum(Parcel.weight_g)).group_by(Parcel.load_id)
    aboard = {
        row[0]: (row[1], int(row[2] or 0)) for row in session.execute(sums.where(Parcel.load_id.in_(found)))
    }
    return [
        LoadFacts(
            load.number, load.carrier or "", load.dock.code if load.dock else "", *aboard.get(load.id, (0, 0)),
            training,
        )
        for load in loads
    ]  # fmt: skip


KINDS: dict[str, Callable[[Session, Wanted, bool], list[CodedFacts]]] = {
    "location": _locations,
    "tote": _units(own_labels.tote_code, 4),
    "cart": _units(own_labels.cart_code, 1),
    "sku": _skus,
    "badge": _badges,
    "command": _commands,
    "card": lambda _session, _wanted, _training: [CardFacts()],
    "load": _loads,
}
PRINTED = (*KINDS, "parcel")


def _named(
    session: Session,
    query: Select[Any],
    column: InstrumentedAttribute[str],
    codes: Sequence[str],
    prefix: str,
) -> list[Any]:
    """The records with these codes, as they are scanned or bare, in that order; all of them where none is named."""
    if not codes:
        return list(session.scalars(query.limit(MOST + 1)))
    names = [_bare(plain(code), prefix) for code in codes]
    folded = query.where(Folded(column).in_({fold(name) for name in names}))
    found: dict[str, Any] = {}
    for record in session.scalars(folded):
        code = getattr(record, column.key)
        found[code] = record
        found.setdefault(fold(code), record)
    wanted = [found.get(name) or found.get(fold(name)) for name in names]
    _all_there(codes, names, {name for name, record in zip(names, wanted, strict=True) if record})
    return wanted


def _all_there(sent: Sequence[str], names: Iterable[object], found: set[Any]) -> None:
    missing = [code for code, name in zip(sent, names, strict=True) if name not in found]
    if missing:
        raise Refused("label.unknown", sent=missing[0])


def _bare(code: str, prefix: str) -> str:
    return code[len(prefix) :] if code[: len(prefix)].upper() == prefix else code


def _load_id(code: str) -> int:
    """12 of L-000012."""
    digits = _bare(code, "L-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def example(session: Session, kind: str) -> CodedFacts | None:
    """The facts of one label of this kind, to show what they look like; None where there is nothing to make one of."""
    first = session.scalar(select(Sku.code).order_by(Sku.code).limit(1)) if kind == "sku" else None
    try:
        return label_facts(session, kind, Wanted([first] if first else [], count=1))[0]
    except (Refused, IndexError):
        return None


def zones(session: Session) -> list[str]:
    query = select(Place.zone).where(Place.kind.in_(LABELLED), Place.zone != "").distinct()
    return sorted(session.scalars(query), key=natural)
