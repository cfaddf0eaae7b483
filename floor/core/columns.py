"""Columns of a row that was loaded: read as what they should be, or refused with a code and the column."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from floor.core.chunks import parts
from floor.core.faults import refusal_of
from floor.core.text_rules import FROM_SPREADSHEET, NOT_IN_LINE
from floor.core.transaction import Transaction
from models import Refused
from models.spelling import Folded, fold, plain

Row = Mapping[str, str]
Outcome = Literal["loaded", "unchanged"] | Refused

T = TypeVar("T")
MOST: Final = 100_000_000
_WHOLE: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def each(rows: Iterable[T], take: Callable[[T], Outcome]) -> list[Outcome]:
    """Puts each row and answers what became of it; one that is refused does not stop the others."""
    outcomes: list[Outcome] = []
    for row in rows:
        try:
            outcomes.append(take(row))
        except (Refused, ValueError) as no:
            outcomes.append(refusal_of(no))
    return outcomes


def update(record: Any, values: Mapping[str, Any]) -> Outcome:
    """Sets those fields of a record that differ; answers "loaded" if any did, else "unchanged"."""
    differs = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in differs.items():
        setattr(record, name, value)
    return "loaded" if differs else "unchanged"


def readable(codes: Iterable[str]) -> set[str]:
    """Those of the codes that a database takes as text; a row with another one is refused when it is read."""
    return {plain(code) for code in codes if not NOT_IN_LINE.search(code)}


def by_code(tx: Transaction, column: InstrumentedAttribute[str], codes: Iterable[str]) -> dict[str, Any]:
    """Records by their code as `fold` spells it."""
    found: dict[str, Any] = {}
    for part in parts(sorted({fold(code) for code in readable(codes)})):
        for record in tx.db.scalars(select(column.class_).where(Folded(column).in_(part))):
            found[fold(getattr(record, column.key))] = record
    return found


def text(row: Row, column: str, most: int = 200) -> str:
    """The cell without the blanks around it; an empty one is "".

    Raises `Refused`: file.too_long, file.unreadable_text.
    """
    value = row.get(column, "").strip()
    if len(value) > most:
        raise Refused("file.too_long", column=column, most=most)
    if NOT_IN_LINE.search(value):
        raise Refused("file.unreadable_text", column=column)
    return value


def code(row: Row, column: str) -> str:
    """The code in a column that may not be empty, as codes are kept. Raises `Refused`: those of `needed`."""
    return plain(needed(row, column))


def needed(row: Row, column: str, most: int = 100) -> str:
    """The cell of a column that may not be empty. Raises `Refused`: file.missing_value, and those of `text`."""
    value = text(row, column, most)
    if not value:
        raise Refused("file.missing_value", column=column)
    return value


def name(row: Row, column: str, build: Callable[[str], str]) -> str:
    """A code that must fit on one of Floor's own labels; `build` makes the label's text or raises ValueError.

    Raises `Refused`: file.bad_code, file.from_spreadsheet, and those of `code`.
    """
    value = code(row, column)
    if FROM_SPREADSHEET.fullmatch(value):
        raise Refused("file.from_spreadsheet", column=column, sent=value)
    try:
        build(value)
    except ValueError:
        raise Refused("file.bad_code", column=column, sent=value) from None
    return value


def whole(row: Row, column: str, least: int = 0) -> int:
    """A whole number from `least` on; an empty cell is 0. Raises `Refused`: file.bad_number, and those of `text`."""
    value = text(row, column) or "0"
    if not _WHOLE.fullmatch(value) or not least <= int(value) <= MOST:
        raise Refused("file.bad_number", column=column, sent=value, least=least)
    return int(value)


def limit(row: Row, column: str) -> int | None:
    """A whole number of at least 1; an empty cell is None, as nobody has said. Raises `Refused`: those of `whole`."""
    return whole(row, column, least=1) if text(row, column) else None


def metres(row: Row, column: str) -> float:
    """A length in metres, less than 100 km either way; an empty cell is 0.

    Raises `Refused`: file.bad_number, and those of `text`.
    """
    value = text(row, column) or "0"
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not abs(number) < 100_000:
        raise Refused("file.bad_number", column=column, sent=value, least=-100_000)
    return number


def choice(row: Row, column: str, allowed: Sequence[str]) -> str:
    """One of these words; an empty cell is the first of them.

    Raises `Refused`: file.bad_choice, and those of `text`.
    """
    value = text(row, column) or allowed[0]
    if value not in allowed:
        raise Refused("file.bad_choice", column=column, sent=value, allowed=list(allowed))
    return value


def choices(row: Row, column: str, allowed: Sequence[str]) -> list[str]:
    """Some of these words, by space, in their own order and each once.

    Raises `Refused`: file.bad_choice, and those of `text`.
    """
    values = text(row, column).split()
    for value in values:
        if value not in allowed:
            raise Refused("file.bad_choice", column=column, sent=value, allowed=list(allowed))
    return [word for word in allowed if word in values]


def day(row: Row, column: str) -> date | None:
    """A date as in 2026-11-29; None for an empty cell. Raises `Refused`: file.bad_date, and those of `text`."""
    value = text(row, column)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused("file.bad_date", column=column, sent=value) from None
