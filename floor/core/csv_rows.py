"""Rows of a CSV file, whatever is in it: RFC 4180, UTF-8 with or without BOM, plain or gzipped, one row at a time.

A torn row never takes its neighbours with it: where a quote was left open, the line that opened it is the bad
one, and reading goes on with the next line.
"""

import csv
import gzip
import re
import zlib
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import BinaryIO, cast

from models import Refused

LONGEST_LINE = 1_000_000  # bytes
REJECTED = ("row", "column", "code", "text")  # what a file of rejected rows says before their own columns
_SEPARATORS = re.compile(r"[;\t|]")
MOST_LINES = 100  # that one row with quoted line breaks may have
Record = tuple[
    int, list[str], Refused | None
]  # the number of its first line, its cells, and what is wrong with it


def harmless(cell: str) -> str:
    """A cell to be written: one that a spreadsheet would run as a formula gets an apostrophe."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as they are written into a file, RFC 4180 in UTF-8, each cell `harmless`."""
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """A whole file for a spreadsheet, which knows UTF-8 by its BOM."""
    return BOM_UTF8 + csv_lines(rows)


@dataclass(slots=True)
class FileRow:
    """One row of a file. `number` is the line on which it starts; the header is on line 1. `problem`: why it is no row.

    What is not UTF-8 is kept as lone surrogates, which every text check refuses.
    """

    number: int
    cells: list[str]
    values: dict[str, str]
    problem: Refused | None = None


@dataclass(slots=True)
class Table:
    """A file whose header was read. `columns` as they stand there; `unknown` are those that the format does not
    have."""

    columns: list[str]
    unknown: list[str]
    rows: Iterator[FileRow]


@contextmanager
def open_table(path: Path, known: Sequence[str], required: Sequence[str]) -> Iterator[Table]:
    """Opens the file and reads its header. The file as a whole may be refused also later, while its rows are read.

    Raises `Refused`: file.unreadable, file.empty, file.not_csv, file.other_separator, file.missing_columns,
    file.repeated_columns, file.wrong_cells (a row has other cells than the header).
    """
    try:
        with cast(BinaryIO, gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as file:
            yield table_in(file, known, required)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused("file.unreadable", error=str(error)) from error


def table_in(file: BinaryIO, known: Sequence[str], required: Sequence[str]) -> Table:
    """The table that is in an open file. Raises `Refused`: file.empty, file.not_csv, file.other_separator,
    file.missing_columns, file.repeated_columns."""
    records = Records(file)
    columns, skip = _header(records, required)
    return Table(columns, [c for c in columns if c and c not in known], rows_of(records, columns, skip))


def _header(records: "Records", required: Sequence[str]) -> tuple[list[str], int]:
    """The columns, and how many before them say why the row was once rejected: corrected, such a file is welcome."""
    first = next(iter(records), None)
    if first is None:
        raise Refused("file.empty")
    _number, cells, problem = first
    columns = [cell.strip().lower() for cell in cells]
    if problem or not "".join(columns).replace("\t", "").isprintable():
        raise Refused("file.not_csv")
    skip = len(REJECTED) if tuple(columns[: len(REJECTED)]) == REJECTED else 0
    columns = columns[skip:]
    missing = [column for column in required if column not in columns]
    if missing and len(columns) == 1 and (other := _SEPARATORS.search(columns[0])):
        raise Refused("file.other_separator", separator="file.tabs" if other[0] == "\t" else other[0])
    if missing:
        raise Refused("file.missing_columns", missing=missing)
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise Refused("file.repeated_columns", columns=twice)
    return columns, skip


def rows_of(records: Iterable[Record], columns: list[str], skip: int = 0) -> Iterator[FileRow]:
    """The records as rows under these columns, without their first `skip` cells; empty ones are passed over. One with
    other cells than these has `Refused`: file.wrong_cells."""
    for number, every_cell, problem in records:
        if problem is None and not "".join(every_cell).strip():
            continue  # an empty row, as spreadsheets leave behind the last one
        cells = every_cell[skip:]
        while len(cells) > len(columns) and not cells[-1]:
            cells.pop()
        if problem is None and len(cells) != len(columns):
            problem = Refused("file.wrong_cells", cells=len(cells), columns=len(columns))
        values = dict(zip(columns, cells, strict=False))
        yield FileRow(number, cells, {column: values.get(column, "") for column in columns}, problem)


class Records:
    """The records of a file whose cells stand between `separator`s."""

    def __init__(self, file: BinaryIO, separator: str = ",") -> None:
        self._file = file
        self._separator = separator
        self._back: deque[str] = deque()  # lines to be read again
        self._taken: list[str] = []  # lines of the record being read
        self._line = 0

    def __iter__(self) -> Iterator[Record]:
        reader = self._reader()
        width = None
        while True:
            self._taken = []
            start = self._line + 1
            try:
                cells = next(reader)
                torn = len(self._taken) > 1 and width not in (None, len(cells))
            except StopIteration:
                return
            except csv.Error:
                torn = True
            if torn:
                yield start, self._only_first_line(), Refused("file.bad_row")
                reader = self._reader()
            elif cells:
                width = width or len(cells)
                yield start, cells, None

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(_Feed(self), strict=True, delimiter=self._separator)

    def _only_first_line(self) -> list[str]:
        """The lines after the first are read again; the first is cut at its separators, for people to see."""
        again = self._taken[1:]
        self._back.extendleft(reversed(again))
        self._line -= len(again)
        return self._taken[0].rstrip("\r\n").split(self._separator)

    def take_line(self) -> str:
        too_long = False
        if self._back:
            line = self._back.popleft()
        else:
            line, too_long = self._read_line()
        if not line:
            raise StopIteration
        self._line += 1
        self._taken.append(line)
        if too_long or len(self._taken) > MOST_LINES:
            raise csv.Error("too long for one row")
        return line

    def _read_line(self) -> tuple[str, bool]:
        """The next line; of one that is too long, its beginning and True."""
        line = self._file.readline(LONGEST_LINE + 1)
        too_long = len(line) > LONGEST_LINE
        if too_long:
            line = line[:1000]
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        text = line.decode("utf-8", "surrogateescape")
        return text if self._line else text.removeprefix("\ufeff"), too_long


class _Feed:
    """What csv.reader reads from: it wants an iterator of its own."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        return self._records.take_line()
