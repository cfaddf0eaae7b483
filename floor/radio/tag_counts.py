"""Tags of goods: whether a tote holds what it should, and what lies in a bin."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.catalogue.lookup import find_called
from floor.core.transaction import ALERTS, Transaction
from floor.radio.readers import find_reader
from floor.stock.bins_to_count import want_counts
from floor.work.alerts import solve_proposed
from floor.work.scans import units_of
from models import Alert, Barcode, CountProposal, Place, Quant, Reader, Refused, Sku, TagPass
from scanners import Scan

LONGEST_LOOK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Line:
    """Units of one SKU: on the books and as the reader saw them. code: reader.units_ok, reader.units_missing or
    reader.units_extra; for a count also reader.units_unseen (no tag of it at all) and reader.lot_unclear."""

    sku: str
    expected: int
    seen: int
    code: str


@dataclass(slots=True)
class Compared:
    """What the books say of a place beside what was seen there. unknown: GTINs that no SKU of the catalogue has."""

    place: str
    lines: list[Line] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def matches(self) -> bool:
        return not self.unknown and all(line.code == "reader.units_ok" for line in self.lines)


def check_tote(tx: Transaction, name: str, tote_code: str, seconds: int) -> Compared:
    """Compares a tote's contents with what passed the tunnel in the last `seconds`, and since the tote before.

    Raises `Refused`: reader.not_found, reader.wrong_kind, reader.unknown_tote, reader.nothing_seen, scan.ambiguous.
    """
    reader = find_reader(tx.db, name, lock=True)
    reader.check_kind("tunnel")
    tote = find_called(tx.db, Place, tote_code, Place.kind == "tote")
    if tote is None:
        raise Refused("reader.unknown_tote", tote=tote_code)
    passes = _passes(tx, reader, timedelta(seconds=seconds))
    found = _compare(tote.code, _books(_quants(tx, tote)), *_units(tx, passes))
    reader.checked_at = tx.now
    if not found.matches:
        off = [line.sku for line in found.lines if line.code != "reader.units_ok"] + found.unknown
        params = {"tote": tote.code, "reader": name, "skus": off}
        tx.db.add(Alert(code="reader.tote_differs", params=params))
        tx.changed(ALERTS)
    tx.tell("tote.checked", tote=tote.code, reader=name, matches=found.matches)
    return found


def propose_counts(tx: Transaction, name: str, place_code: str, seconds: int) -> Compared:
    """What lies in a bin by its tags: differences become proposals, which a supervisor takes or leaves, and somebody is
    to count the bin; whichever comes first settles both.

    Nothing is proposed for goods of which no tag was seen (they may bear none), nor where several lots lie together,
    which a tag does not tell apart.

    Raises `Refused`: reader.not_found, reader.wrong_kind, count.unknown_place, reader.nothing_seen, scan.ambiguous.
    """
    reader = find_reader(tx.db, name, lock=True)
    reader.check_kind("count")
    code = place_code or (reader.place.code if reader.place else "")
    place = find_called(tx.db, Place, code, Place.kind == "bin")
    if place is None:
        raise Refused("count.unknown_place", location=place_code)
    seen, unknown = _units(tx, _passes(tx, reader, timedelta(seconds=seconds)))
    quants = _quants(tx, place)
    books = _books(quants)
    found = Compared(place.code, unknown=unknown)
    for sku in sorted({*books, *seen}, key=lambda sku: sku.code):
        lots = [quant for quant in quants if quant.sku_id == sku.id]
        line = _count_line(sku, books[sku], seen[sku], lots)
        found.lines.append(line)
        if line.code in ("reader.units_missing", "reader.units_extra"):
            _propose(tx, reader, place, sku, lots, line)
            want_counts(tx, [place], "radio")
    reader.checked_at = tx.now
    return found


def _passes(tx: Transaction, reader: Reader, back: timedelta) -> list[TagPass]:
    since: datetime = tx.now - min(back, LONGEST_LOOK)
    if reader.checked_at:
        since = max(since, reader.checked_at)
    query = select(TagPass).where(TagPass.reader_id == reader.id, TagPass.last_at >= since)
    passes = list(tx.db.scalars(query))
    if not passes:
        raise Refused("reader.nothing_seen", reader=reader.name)
    return passes


def _units(tx: Transaction, passes: Iterable[TagPass]) -> tuple[Counter[Sku], list[str]]:
    """Units by SKU: each tag once, as many as its barcode stands for, or as it says itself; and GTINs that are
    nobody's, or several's, or whose tag says another figure than is on file."""
    tags = {each.tag: (each.gtin, each.count) for each in passes if each.gtin}
    barcodes: dict[str, list[Barcode]] = {}
    keys = sorted({gtin for gtin, _count in tags.values()})
    query = select(Barcode).where(Barcode.key.in_(keys)).options(joinedload(Barcode.sku))
    for barcode in tx.db.scalars(query):
        barcodes.setdefault(barcode.key, []).append(barcode)
    units: Counter[Sku] = Counter()
    unknown = set()
    for gtin, count in tags.values():
        named, scan = barcodes.get(gtin, []), Scan(text=gtin, kind="gs1", gtin=gtin, count=count)
        if len(named) != 1:
            unknown.add(gtin)
            continue
        try:
            units[named[0].sku] += units_of(scan, named[0].factor, 1)
        except Refused:
            unknown.add(gtin)
    return units, sorted(unknown)


def _quants(tx: Transaction, place: Place) -> list[Quant]:
    query = select(Quant).where(Quant.place_id == place.id, Quant.on_hand > 0)
    return list(tx.db.scalars(query.options(joinedload(Quant.sku), joinedload(Quant.lot))))


def _books(quants: Iterable[Quant]) -> Counter[Sku]:
    books: Counter[Sku] = Counter()
    for quant in quants:
        books[quant.sku] += quant.on_hand
    return books


def _compare(place: str, books: Mapping[Sku, int], seen: Mapping[Sku, int], unknown: list[str]) -> Compared:
    found = Compared(place, unknown=unknown)
    for sku in sorted({*books, *seen}, key=lambda sku: sku.code):
        expected, units = books.get(sku, 0), seen.get(sku, 0)
        found.lines.append(Line(sku.code, expected, units, _difference(expected, units)))
    return found


def _difference(expected: int, seen: int) -> str:
    if seen == expected:
        return "reader.units_ok"
    return "reader.units_missing" if seen < expected else "reader.units_extra"


def _count_line(sku: Sku, expected: int, seen: int, lots: list[Quant]) -> Line:
    code = _difference(expected, seen)
    if not seen:
        code = "reader.units_unseen"
    elif code != "reader.units_ok" and sku.track == "lot" and len(lots) != 1:
        code = "reader.lot_unclear"
    return Line(sku.code, expected, seen, code)


def _propose(tx: Transaction, reader: Reader, place: Place, sku: Sku, lots: list[Quant], line: Line) -> None:
    """A newer look at the same goods in the same bin replaces the older one."""
    older = select(CountProposal).where(
        CountProposal.place_id == place.id, CountProposal.sku_id == sku.id, CountProposal.state == "open"
    )
    replaced = list(tx.db.scalars(older))
    for each in replaced:
        each.do("replace", None, tx.now)
    solve_proposed(tx, [each.id for each in replaced])
    lot = lots[0].lot if sku.track == "lot" else None
    proposal = CountProposal(
        reader_id=reader.id, place=place, sku=sku, lot=lot, units=line.seen, on_hand=line.expected
    )
    tx.db.add(proposal)
    tx.db.flush()
    params: dict[str, Any] = {"proposal": proposal.id, "location": place.code, "sku": sku.code}
    params |= {"seen": line.seen, "expected": line.expected}
    tx.db.add(Alert(code="reader.count_proposed", params=params))
    tx.changed(ALERTS)
