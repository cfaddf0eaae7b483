"""A file as a sheet: rows under columns that have names, whatever it was saved as."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from floor.core.csv_rows import FileRow, Record, Records, rows_of
from floor.orders.sheets.decoding import in_utf8, recognised, separator_of
from floor.orders.sheets.fields import known_headers
from floor.orders.sheets.unpacking import MOST_CELLS, MOST_ROWS
from floor.orders.sheets.workbook import open_workbook
from models import Refused
from models.order_files import Reading

MOST_COLUMNS: Final = 300
FIRST_ROWS: Final = 10  # in which the names of the columns are looked for
SHORTEST_HEADER: Final = 3  # cells of a row by which a header is told from a title above it


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` have a name each, and each another; `sheets` are those that a workbook has."""

    columns: list[str]
    rows: list[FileRow]
    sheets: Sequence[str] = ()

    def samples(self, most: int) -> dict[str, list[str]]:
        """The first different values of each column."""
        found: dict[str, list[str]] = {column: [] for column in self.columns}
        for row in islice(self.rows, 500):
            for column, values in found.items():
                value = row.values.get(column, "").strip()
                if value and len(values) < most and value not in values:
                    values.append(value)
        return found


def is_workbook(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def how_to_read(content: bytes, sheet: str = "") -> tuple[Reading, list[str]]:
    """How the content is best read, and the encodings it may have, if a person must say which. `sheet`: which of a
    workbook's.

    Raises `Refused`: sheet.empty, and what `open_workbook` does.
    """
    if not content.strip():
        raise Refused("sheet.empty")
    if is_workbook(content):
        book = open_workbook(content, sheet)
        cells = book.rows[:FIRST_ROWS]
        return {"encoding": "", "separator": "", "sheet": book.sheet, "header": _header(cells)}, []
    encodings = recognised(content, lambda text: known_headers(_cells(text)) >= SHORTEST_HEADER)
    if len(encodings) > 1:
        return {"encoding": "", "separator": "", "sheet": "", "header": 1}, encodings
    return read_as(content, encodings[0]), []


def read_as(content: bytes, encoding: str, separator: str = "") -> Reading:
    """How a text in this encoding is best read; by this separator, if it is named."""
    text = beginning(content, encoding)
    separator = separator or separator_of(text)
    records = list(islice(Records(io.BytesIO(text.encode()), separator), FIRST_ROWS))
    header = _header([cells for _number, cells, _problem in records])
    return {"encoding": encoding, "separator": separator, "sheet": "", "header": header}


def beginning(content: bytes, encoding: str) -> str:
    return in_utf8(content[: 64 * 1024], encoding).decode("utf-8", "replace").removeprefix("\ufeff")


def _cells(text: str) -> list[str]:
    head = "\n".join(text.splitlines()[:FIRST_ROWS])
    return [cell.strip(' "') for cell in head.replace("\n", separator_of(text)).split(separator_of(text))]


def _header(rows: Sequence[Sequence[str]]) -> int:
    """The row that names the columns: which has most names that somebody knows, or else the first that is no title."""
    known = [known_headers(cells) for cells in rows]
    if any(known):
        return known.index(max(known)) + 1
    filled = [sum(1 for cell in cells if cell.strip()) for cells in rows]
    return next((at for at, count in enumerate(filled, start=1) if count >= SHORTEST_HEADER), 1)


def open_sheet(content: bytes, reading: Reading) -> Sheet:
    """Reads all of the content.

    Raises `Refused`: sheet.empty, sheet.no_header, sheet.too_many_columns, sheet.too_many_rows, sheet.too_many_cells,
    and what `open_workbook` does.
    """
    sheets: Sequence[str] = ()
    if is_workbook(content):
        book = open_workbook(content, reading["sheet"])
        sheets = book.sheets
        records: list[Record] = [(at, cells, None) for at, cells in enumerate(book.rows, start=1)]
    else:
        text = io.BytesIO(in_utf8(content, reading["encoding"]))
        every = Records(text, reading["separator"])
        records = list(islice(every, MOST_ROWS + reading["header"] + 1))
        if len(records) > MOST_ROWS + reading["header"]:
            raise Refused("sheet.too_many_rows", rows=f"> {MOST_ROWS}", most=MOST_ROWS)
    if not records:
        raise Refused("sheet.empty")
    head = records[reading["header"] - 1 : reading["header"]]
    if not head or not any(cell.strip() for cell in head[0][1]):
        raise Refused("sheet.no_header", row=reading["header"])
    columns = _named(head[0][1])
    if len(columns) * len(records) > MOST_CELLS:
        raise Refused("sheet.too_many_cells", cells=len(columns) * len(records), most=MOST_CELLS)
    return Sheet(columns, list(rows_of(records[reading["header"] :], columns)), sheets)


def _named(cells: Sequence[str]) -> list[str]:
    """A name for each column: one that has none is called by its place, one that is there already is numbered."""
    columns: list[str] = []
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise Refused("sheet.too_many_columns", columns=len(cells), most=MOST_COLUMNS)
    for at, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:100] or f"({at})"
        again = sum(1 for column in columns if column == name or column.startswith(f"{name} ("))
        columns.append(f"{name} ({again + 1})" if again else name)
    return columns
