"""Lists at the desk, all in one way: narrowed by filters, sorted by a column, so many rows at a time, and the same in a
file for a spreadsheet. The database sorts and counts, so that a list of 100,000 is as quick as a short one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.csv_rows import csv_lines
from floor.web.drawing import asked
from models import SavedView
from models.spelling import Folded, fold

Words = Mapping[str, Callable[..., str]]
SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50
MOST_COUNTED = 100_000  # nobody turns so many pages; to count a million rows takes longer than to show them
LAST_CHARACTER = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Over:
    """A table that only some ways to sort or narrow a list look into, and how it is joined then. `lacking`: records
    that have nothing there stay in the list."""

    table: Any
    on: ColumnElement[bool]
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is its name in the address, `heading` the code of its heading. `cell` is what stands in it: a text, a
    number, or a moment as the page's words write it; `by` what the database sorts by, nothing where it cannot; `over`
    the table that this is in, where the list's query does not join it."""

    name: str
    heading: str
    cell: Callable[[Any, Words], str | int | None]
    by: tuple[Any, ...] = ()
    over: Over | None = None


Where = Callable[[Session, str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A field above the list. `choices` are the codes of words by what they stand for; without any it is typed into.
    `where` narrows the list to what was chosen or typed; `over` as of a column."""

    name: str
    label: str
    where: Where
    choices: Mapping[str, str] = field(default_factory=dict)
    over: Over | None = None


def equals(column: SQLColumnExpression[Any]) -> Where:
    return lambda _session, chosen: column == chosen


def begins(column: SQLColumnExpression[Any]) -> Where:
    """As a range, not a pattern: an index of `Folded(column)` serves, and no sign means anything else."""
    return lambda _session, typed: Folded(column).between(fold(typed), fold(typed) + LAST_CHARACTER)


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

    def used(self, wanted: "Wanted") -> list[Filter]:
        """The filters in which something was chosen or typed."""
        return [each for each in self.filters if wanted.typed.get(each.name)]


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
    """MOST_COUNTED + 1 where there are more."""
    views: Sequence[SavedView]
    sizes: tuple[int, ...] = SIZES

    @property
    def first(self) -> int:
        return (self.wanted.page - 1) * self.wanted.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def of(self) -> str:
        """How many there are: 1,234, or 100,000+."""
        return f"{self.total:,}" if self.total <= MOST_COUNTED else f"{MOST_COUNTED:,}+"

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
    total = _counted(session, listing, query, wanted)
    pages = max(-(-total // wanted.size), 1)
    wanted = Wanted(wanted.sort, wanted.typed, wanted.size, min(wanted.page, pages))
    records = _records(session, listing, _ids(session, listing, query, wanted, total))
    mine = select(SavedView).where(SavedView.person_id == person_id, SavedView.list == listing.name)
    views = list(session.scalars(mine.order_by(SavedView.name)))
    return Shown(listing, wanted, listing.rows(session, records), total, views)


def _counted(session: Session, listing: Listing, query: Select[Any], wanted: Wanted) -> int:
    joined = _joined(query, listing.used(wanted)).with_only_columns(listing.key, maintain_column_froms=True)
    few = joined.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0


def _ids(session: Session, listing: Listing, query: Select[Any], wanted: Wanted, total: int) -> list[int]:
    """Those on a page. A page in the farther half is looked for from the end, which is nearer."""
    start = (wanted.page - 1) * wanted.size
    size = max(min(wanted.size, total - start), 0)
    backwards = total // 2 < start and total <= MOST_COUNTED
    ordered = _sorted(query, listing, wanted, backwards=backwards)
    ids = list(session.scalars(ordered.limit(size).offset(total - start - size if backwards else start)))
    return ids[::-1] if backwards else ids


def _records(session: Session, listing: Listing, ids: Sequence[int]) -> list[Any]:
    """In this order. Only these few are read whole: what is sorted is their ids, however many there are."""
    found = {record.id: record for record in session.scalars(listing.query.where(listing.key.in_(ids)))}
    return [found[each] for each in ids if each in found]


def spreadsheet(session: Session, listing: Listing, wanted: Wanted, words: Words) -> Iterator[bytes]:
    """All rows that the filters leave, sorted as the page is: RFC 4180, UTF-8 with BOM, in the reader's words. A cell
    that a spreadsheet would run as a formula gets an apostrophe."""
    ordered = _sorted(_narrowed(session, listing, wanted), listing, wanted)
    yield "\ufeff".encode() + _line([words["t"](column.heading) for column in listing.columns])
    for some in parts(list(session.scalars(ordered))):
        for row in listing.rows(session, _records(session, listing, some)):
            yield _line([column.cell(row, words) for column in listing.columns])
        session.expunge_all()


def _narrowed(session: Session, listing: Listing, wanted: Wanted) -> Select[Any]:
    """The query with its filters, but without the tables that these are over."""
    return listing.query.where(
        *(each.where(session, wanted.typed[each.name]) for each in listing.used(wanted))
    )


def _joined(query: Select[Any], parts: Iterable[Column | Filter]) -> Select[Any]:
    """With the tables that these columns and filters are over, and no others: a database that need not look into them
    is quicker."""
    for over in {id(each.over): each.over for each in parts if each.over is not None}.values():
        query = query.join(over.table, over.on, isouter=over.lacking)
    return query


def _sorted(query: Select[Any], listing: Listing, wanted: Wanted, *, backwards: bool = False) -> Select[Any]:
    """The ids. What has no value comes last either way; what is equal stays in the order in which it came.
    `backwards`: all of that from the end."""
    name, down = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    column = next(column for column in listing.columns if column.name == name)
    ways = [_way(each, down=down != backwards, nothing_first=backwards) for each in column.by]
    joined = _joined(query, [*listing.used(wanted), column]).with_only_columns(listing.key)
    return joined.order_by(*ways, listing.key.desc() if backwards else listing.key)


def _way(by: Any, *, down: bool, nothing_first: bool) -> ColumnElement[Any]:
    """Where nothing can be missing, none is said of it: an index serves then."""
    way: ColumnElement[Any] = by.desc() if down else by.asc()
    inner = by.clauses.clauses[0] if isinstance(by, Folded) else by
    if getattr(inner, "nullable", True) is False:
        return way
    return way.nulls_first() if nothing_first else way.nulls_last()


def _line(cells: Sequence[str | int | None]) -> bytes:
    return csv_lines([["" if cell is None else str(cell) for cell in cells]])
