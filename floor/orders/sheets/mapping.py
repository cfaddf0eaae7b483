"""From a sheet's rows to the rows of orders: each field from its column, or the same for all."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from floor.catalogue.sku_book import SkuBook
from floor.core.csv_rows import FileRow
from floor.core.reason import Reason
from floor.orders.csv_orders import HEAD
from floor.orders.sheets import values
from floor.orders.sheets.fields import NEEDED
from floor.orders.sheets.sheet import Sheet
from floor.orders.sheets.workbook import Number
from models import Refused
from models.order_files import Columns, Source
from models.spelling import plain

Convert = Callable[[str], str]
Fields = Mapping[str, Source]
ONCE: Final = (*HEAD, "placed_at")  # what an export may say in the first row of an order alone
WRITTEN: Final = ("channel", "number", "placed_at", *HEAD, "sku", "quantity", "unit_price")
_MADE_NUMBER: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE | re.ASCII)
# how many digits a postcode has, where it is digits alone and may begin with zeros
POSTCODE_DIGITS: Final = {
    "US": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "MX": 5, "TR": 5, "FI": 5, "GR": 5, "EE": 5, "KR": 5, "MY": 5,
    "TH": 5, "AU": 4, "JP": 7, "CN": 6, "RO": 6, "IL": 7, "SG": 6, "BR": 8, "RU": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapped:
    """Rows with the fields of orders as their values, and what a spreadsheet did to them, by the row's number."""

    rows: Iterator[FileRow]
    noticed: dict[int, list[Reason]] = field(default_factory=dict)


def check(fields: Fields, columns: Sequence[str]) -> None:
    """Raises `Refused`: sheet.no_such_column, sheet.one_of_both, sheet.needs_column."""
    gone = [each["column"] for each in fields.values() if each.get("column", "") not in ("", *columns)]
    if gone:
        raise Refused("sheet.no_such_column", columns=list(dict.fromkeys(gone)))
    both = [
        f"sheet.field_{name}" for name, each in fields.items() if each.get("column") and each.get("fixed")
    ]
    if both:
        raise Refused("sheet.one_of_both", field=both[0])
    missing = [name for name in NEEDED if not fields.get(name, {}).get("column")]
    if missing:
        raise Refused("sheet.needs_column", field=f"sheet.field_{missing[0]}")


def mapped(sheet: Sheet, columns: Columns, zone: ZoneInfo, book: SkuBook) -> Mapped:
    """The sheet's rows as orders' rows; what is wrong with a row stays wrong with it.

    A row whose order number was made a number has `Refused`: order.number_from_number."""
    noticed: dict[int, list[Reason]] = {}
    read = _Reader(columns["fields"], columns["days"], zone)
    return Mapped(_rows(sheet, columns["fields"], read, _Spreadsheet(book), noticed), noticed)


def _rows(
    sheet: Sheet,
    fields: Fields,
    read: "_Reader",
    spreadsheet: "_Spreadsheet",
    noticed: dict[int, list[Reason]],
) -> Iterator[FileRow]:
    firsts: dict[tuple[str, str], dict[str, str]] = {}
    once = [name for name in HEAD if fields.get(name, {}).get("column") and name != "email"]
    for row in sheet.rows:
        values_of = read.row(row.values)
        if row.problem is None:
            if reasons := list(spreadsheet.notices(row.values, fields, values_of)):
                noticed[row.number] = reasons
            name = values_of["channel"].strip(), values_of["number"].strip()
            first = firsts.setdefault(name, values_of)
            if first is not values_of and once and not any(values_of[each] for each in once):
                values_of |= {each: first[each] for each in ONCE}
        yield FileRow(row.number, row.cells, values_of, row.problem or _lost_number(values_of["number"]))


def _lost_number(number: str) -> Refused | None:
    """Orders whose numbers have lost their last digits look like one: none of their rows is taken."""
    if _MADE_NUMBER.fullmatch(number.strip()):
        return Refused("order.number_from_number", column="number", sent=number)
    return None


class _Reader:
    """Reads the fields of an order out of one row after the other. What was read once is kept: files repeat it."""

    def __init__(self, fields: Fields, days: str, zone: ZoneInfo) -> None:
        self._sources = [
            (name, each.get("column", ""), each.get("fixed", "")) for name, each in fields.items()
        ]
        self._address = fields.get("city") == fields.get("street") and "street" in fields
        self._convert: Mapping[str, Convert] = {
            **dict.fromkeys(("number", "sku", "quantity", "postcode", "phone"), values.unwrapped),
            "due": lambda cell: values.moment(cell, zone, days, at_end=True),
            "placed_at": lambda cell: values.moment(cell, zone, days, at_end=False),
            "paid": values.paid,
            "country": values.country,
        }
        self._known: dict[str, dict[str, str]] = {name: {} for name in self._convert}

    def row(self, cells: Mapping[str, str]) -> dict[str, str]:
        read = dict.fromkeys(WRITTEN, "")
        for name, column, fixed in self._sources:
            read[name] = self._value(name, cells.get(column, "") if column else fixed)
        if self._address:
            read["city"], read["street"] = values.split_address(read["street"])
        return read

    def _value(self, name: str, cell: str) -> str:
        convert = self._convert.get(name)
        if convert is None or not cell:
            return str(cell)
        known = self._known[name]
        if cell not in known:
            known[cell] = str(convert(cell))
        return known[cell]


class _Spreadsheet:
    """Tells what a spreadsheet has made of codes: a number, with its zeros and perhaps its digits gone."""

    def __init__(self, book: SkuBook) -> None:
        self._book = book
        self._bare = {code.lstrip("0") for code in book.exact if code.startswith("0")}

    def notices(self, cells: Mapping[str, str], fields: Fields, read: Mapping[str, str]) -> Iterator[Reason]:
        sku = cells.get(fields.get("sku", {}).get("column", ""), "")
        if self._sku_is_doubtful(sku):
            yield Reason("order.sku_from_number", "sku", {"sent": str(sku)})
        postcode = cells.get(fields.get("postcode", {}).get("column", ""), "")
        digits = POSTCODE_DIGITS.get(read["country"].strip().upper(), 0)
        lost = isinstance(postcode, Number) and len(postcode) < digits
        if lost or _MADE_NUMBER.fullmatch(postcode.strip()):
            yield Reason("order.postcode_from_number", "ship_to.postcode", {"sent": str(postcode)})

    def _sku_is_doubtful(self, sku: str) -> bool:
        if isinstance(sku, Number):
            return plain(sku) not in self._book.exact or str(sku) in self._bare
        return bool(_MADE_NUMBER.fullmatch(sku.strip())) and plain(sku) not in self._book.exact
