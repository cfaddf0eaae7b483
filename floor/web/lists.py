"""Lists at the desk, all in one way: narrowed by filters, sorted by a column, so many rows at a time, and the same in a
file for a spreadsheet. The database sorts and counts, so that a list of 100,000 is as quick as a short one."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.csv_rows import harmless
from floor.web.drawing import asked
from models import SavedView
from models.spelling import Folded, fold

Words = Mapping[str, Callable[..., str]]
SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is its name in the address, `heading` the code of its heading. `cell` is what stands in it: a text, a
    number, or a moment as the page's words write it; `by` what the database sorts by, nothing where it cannot."""

    name: str
    heading: str
    cell: Callable[[Any, Words], str | int | None]
    by: tuple[Any, ...] = ()


Where = Callable[[Session, str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A field above the list. `choices` are the codes of words by what they stand for; without any it is typed into.
    `where` narrows the list to what was chosen or typed."""

    name: str
    label: str
    where: Where
    choices: Mapping[str, str] = field(default_factory=dict)


def equals(column: SQLColumnExpression[Any]) -> Where:
    return lambda _session, chosen: column == chosen


def begins(column: SQLColumnExpression[Any]) -> Where:
    return lambda _session, typed: Folded(column).startswith(fold(typed), autoescape=True)


def holds(column: SQLColumnExpression[Any]) -> Where:
    return lambda _session, typed: Folded(column).contains(fold(typed), autoescape=True)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of records. `query` selects them, `key` is their id, `sort` a column's name, with "-" for the other way
    round. `rows` adds to the records on a page what no column of theirs says."""

    name: str
    query: Select[Any]
    key: Any
    columns: tuple[Column, ...]
    sort: str
    filters: tuple[Filter, ...] = ()
    rows: Callable[[Session, Sequence[Any]], Sequence[Any]] = lambda _session, records: records


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page was asked for: how it is sorted, what was chosen or typed, how many rows and which page."""

    sort: str
    typed: Mapping[str, str]
    size: int
    page: int

    @classmethod
    def of(cls, listing: Listing) -> "Wanted":
        """What nobody can have chosen counts as if it were not there."""
        sort, size, page = asked("sort"), asked("rows", 9), asked("page", 9)
        sortable = {column.name for column in listing.columns if column.by}
        typed = {each.name: asked(each.name) for each in listing.filters}
        chosen = {
            each.name: typed[each.name]
            for each in listing.filters
            if not each.choices or typed[each.name] in each.choices
        }
        return cls(
            sort if sort.removeprefix("-") in sortable else listing.sort,
            chosen,
            int(size) if size in map(str, SIZES) else USUAL_SIZE,
            max(int(page), 1) if page.isascii() and page.isdecimal() else 1,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a list, and what leads to the others. `views` are the reader's own, by name."""

    listing: Listing
    wanted: Wanted
    rows: Sequence[Any]
    total: int
    views: Sequence[SavedView]
    sizes: tuple[int, ...] = SIZES

    @property
    def first(self) -> int:
        return (self.wanted.page - 1) * self.wanted.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def query(self) -> str:
        """What stands behind the ? of the address, without the page: what a view is saved as."""
        usual = {"sort": self.listing.sort, "rows": str(USUAL_SIZE)}
        said = {**self.wanted.typed, "sort": self.wanted.sort, "rows": str(self.wanted.size)}
        return urlencode({name: value for name, value in said.items() if value and value != usual.get(name)})

    def address(self, **other: str | int) -> str:
        """The address of the same list with something else asked."""
        said = dict(request.args.items()) | {"page": ""} | {name: str(value) for name, value in other.items()}
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def sorted_by(self, name: str) -> str:
        """ascending, descending or none."""
        return {name: "ascending", f"-{name}": "descending"}.get(self.wanted.sort, "none")

    def sort_address(self, name: str) -> str:
        return self.address(sort=f"-{name}" if self.wanted.sort == name else name)


def shown(session: Session, listing: Listing, person_id: int | None) -> Shown:
    """The page that was asked for; the last where there are not so many."""
    wanted = Wanted.of(listing)
    query = _narrowed(session, listing, wanted)
    total = (
        session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0
    )
    pages = max(-(-total // wanted.size), 1)
    wanted = Wanted(wanted.sort, wanted.typed, wanted.size, min(wanted.page, pages))
    ordered = _sorted(query, listing, wanted.sort)
    ids = session.scalars(
        ordered.with_only_columns(listing.key).limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    )
    records = _records(session, listing, list(ids))
    mine = select(SavedView).where(SavedView.person_id == person_id, SavedView.list == listing.name)
    views = list(session.scalars(mine.order_by(SavedView.name)))
    return Shown(listing, wanted, listing.rows(session, records), total, views)


def _records(session: Session, listing: Listing, ids: Sequence[int]) -> list[Any]:
    """In this order. Only these few are read whole: what is sorted is their ids, however many there are."""
    found = {record.id: record for record in session.scalars(listing.query.where(listing.key.in_(ids)))}
    return [found[each] for each in ids if each in found]


def spreadsheet(session: Session, listing: Listing, wanted: Wanted, words: Words) -> Iterator[bytes]:
    """All rows that the filters leave, sorted as the page is: RFC 4180, UTF-8 with BOM, in the reader's words. A cell
    that a spreadsheet would run as a formula gets an apostrophe."""
    ordered = _sorted(_narrowed(session, listing, wanted), listing, wanted.sort).with_only_columns(
        listing.key
    )
    yield "\ufeff".encode() + _line([words["t"](column.heading) for column in listing.columns])
    for some in parts(list(session.scalars(ordered))):
        for row in listing.rows(session, _records(session, listing, some)):
            yield _line([column.cell(row, words) for column in listing.columns])
        session.expunge_all()


def _narrowed(session: Session, listing: Listing, wanted: Wanted) -> Select[Any]:
    wheres = [
        each.where(session, wanted.typed[each.name])
        for each in listing.filters
        if wanted.typed.get(each.name)
    ]
    return listing.query.where(*wheres)


def _sorted(query: Select[Any], listing: Listing, sort: str) -> Select[Any]:
    """What has no value comes last either way; what is equal stays in the order in which it came."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    by = next(column.by for column in listing.columns if column.name == name)
    return query.order_by(
        *(each.desc().nulls_last() if down else each.asc().nulls_last() for each in by), listing.key
    )


def _line(cells: Sequence[str | int | None]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(
        harmless("" if cell is None else str(cell)) for cell in cells
    )
    return out.getvalue().encode()
