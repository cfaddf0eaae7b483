"""Goods as documents of EDI name them: found by their numbers, and counted in pieces."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import barcode_key
from floor.catalogue.sku_book import SkuBook
from floor.core.chunks import parts
from floor.core.reason import Reason
from models import Barcode
from models.base import Value

PIECES: Final = ("EA", "PC", "UN", "PCE", "NAR", "H87", "C62")
CASES: Final = ("CA", "CS", "CT", "CTN", "CAR", "BX", "PK", "CR")
_NUMBER: Final = re.compile(r"[0-9]{1,9}([.,][0-9]{1,6})?", re.ASCII)


@dataclass(slots=True)
class Item:
    """Goods of a document, in its own words. `numbers` are what they are called, the likeliest to be the warehouse's
    own code first; `in_case` the pieces of a case where the notice says it; `at` the segment where they stand."""

    at: int
    numbers: list[str] = field(default_factory=list)
    quantity: str = ""
    unit: str = ""
    in_case: str = ""
    lots: list[str] = field(default_factory=list)
    expiry: str = ""
    sscc: str = ""


@dataclass(slots=True)
class Notice:
    """A dispatch that its supplier announces, and what of it only is told."""

    supplier: str
    number: str
    items: list[Item]
    remarks: list[Reason]
    expected: str = ""


def lines_of(session: Session, items: Sequence[Item]) -> tuple[list[dict[str, Any]], list[Reason]]:
    """Lines in the shape that `read_delivery` takes, and what about them nobody can know."""
    numbers = {number for item in items for number in item.numbers}
    known = _Numbers(SkuBook.load(session, numbers), _barcodes(session, numbers))
    problems: list[Reason] = []
    return [_line(item, f"lines[{at}].", known, problems) for at, item in enumerate(items)], problems


@dataclass(frozen=True, slots=True)
class _Numbers:
    """`barcodes`: what a key names, the SKU's code and the units of it."""

    book: SkuBook
    barcodes: dict[str, list[tuple[str, int, int]]]

    def named(self, number: str) -> Iterator[tuple[int, str, int]]:
        """The SKU's id, its code, and the units that the number stands for."""
        sku_id, _why = self.book.find(number)
        if sku_id:
            yield sku_id, number, 1
        for code, named, units in self.barcodes.get(barcode_key(number), ()):
            yield named, code, units


def _barcodes(session: Session, numbers: set[str]) -> dict[str, list[tuple[str, int, int]]]:
    found: dict[str, list[tuple[str, int, int]]] = {}
    for part in parts(sorted({barcode_key(number) for number in numbers})):
        for barcode in session.scalars(select(Barcode).where(Barcode.key.in_(part))):
            found.setdefault(barcode.key, []).append((barcode.sku.code, barcode.sku_id, barcode.factor))
    return found


def _line(item: Item, where: str, known: _Numbers, problems: list[Reason]) -> dict[str, Any]:
    found = [each for number in item.numbers for each in known.named(number)]
    if len({sku_id for sku_id, _code, _units in found}) > 1:
        fits = sorted({code for _sku_id, code, _units in found})
        problems.append(Reason("edi.several_goods", f"{where}sku", {"at": item.at, "fits": fits}))
    if len(set(item.lots)) > 1:
        problems.append(Reason("edi.several_lots", f"{where}lot", {"at": item.at, "lots": item.lots}))
    sku = found[0][1] if found else next(iter(item.numbers), "")
    factors = {units for _sku_id, _code, units in found}
    pieces = _pieces(item, factors)
    if pieces is None:
        params: dict[str, Value] = {"unit": item.unit, "at": item.at, "quantity": item.quantity}
        problems.append(Reason("edi.not_pieces", f"{where}quantity", params))
    return {
        "sku": sku, "quantity": item.quantity if pieces is None else pieces, "lot": next(iter(item.lots), ""),
        "expiry": item.expiry, "sscc": item.sscc,
    }  # fmt: skip


def _pieces(item: Item, factors: set[int]) -> int | str | None:
    """How many pieces it is; None where nobody can say. A number that is none stays as it was sent. A quantity without
    a unit counts what its barcode names."""
    if not _NUMBER.fullmatch(item.quantity):
        return item.quantity
    number, packs = Decimal(item.quantity.replace(",", ".")), factors - {1}
    if item.unit in CASES:
        said = {int(item.in_case)} if item.in_case.isascii() and item.in_case.isdigit() else set()
        each = said | packs
    elif item.unit in PIECES or not item.unit:
        each = packs if not item.unit and packs else {1}
        if item.unit and packs and 1 not in factors:
            return None
    else:
        return None
    if len(each) != 1:
        return None
    units = number * each.pop()
    return int(units) if units == units.to_integral_value() else item.quantity


def told(segments: Sequence[str]) -> list[Reason]:
    """That segments of these names were not read."""
    return [Reason("edi.not_read", "", {"segments": sorted(set(segments))})] if segments else []


def comes_on(dates: Iterable[tuple[str, str]], kinds: Sequence[str]) -> str:
    """The day on which goods are to come: the first of these kinds of date that says one; "" where none does."""
    said = {kind: day(sent) for kind, sent in dates if day(sent) != sent}
    return next((said[kind] for kind in kinds if kind in said), "")


def day(sent: str) -> str:
    """CCYYMMDD, with or without a time of day, as ISO 8601; what is no day stays as it was sent, to be refused."""
    try:
        return date.fromisoformat(sent[:8] if sent.isascii() and sent.isdigit() else "").isoformat()
    except ValueError:
        return sent
