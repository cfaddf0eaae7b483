"""How codes are kept, compared and sorted: full-width forms as plain ones; exactly first, then ignoring the case of
ASCII's letters; as people count. The same in Python and in either database, and as scans are read."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, String, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql.functions import GenericFunction


def plain(text: str) -> str:
    """A code as it is kept and as a scan of it is read: full-width forms as plain ones (NFKC), no invisible marks, no
    blanks around."""
    if text.isascii():
        return text.strip()
    seen = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return "".join(seen).strip()


class Folded(GenericFunction[str]):
    """In lower case, but only the letters of ASCII: as SQLite has it, PostgreSQL too."""

    name = "lower"
    identifier = "folded_lower"
    inherit_cache = True


@compiles(Folded, "postgresql")
def _in_ascii(element: Folded, compiler: Any, **given: Any) -> str:
    return f'lower({compiler.process(element.clauses, **given)} COLLATE "C")'


def fold(text: str) -> str:
    """What `Folded` makes of a text in the database."""
    return text.encode().lower().decode()


DIGITS = 20  # of a number within a code: a longer one sorts by its last ones


@lru_cache(65_536)  # SQLite asks for each row of a list
def natural(text: str) -> str:
    """Makes a key that sorts as people count: A-2 before A-10, in either case."""
    return re.sub("[0-9]+", lambda found: found[0].rjust(DIGITS, "0")[-DIGITS:], fold(text))


def sort_key(of: str) -> MappedColumn[str]:
    """A column that keeps what `natural` makes of the column `of`: long lists are sorted by its index."""
    return mapped_column(
        String().with_variant(String(collation="C"), "postgresql"), init=False, index=True,
        server_default="", insert_default=lambda context: natural(context.get_current_parameters()[of]),
    )  # fmt: skip


class Natural(GenericFunction[str]):
    """What `natural` makes of a text, in the database."""

    name = "natural"
    identifier = "natural"
    inherit_cache = True


@compiles(Natural, "postgresql")
def _as_people_count(element: Natural, compiler: Any, **given: Any) -> str:
    text, zeros = compiler.process(element.clauses, **given), "0" * DIGITS
    padded = f"regexp_replace(lower({text} COLLATE \"C\"), '([0-9]+)', '{zeros}\\1', 'g')"
    return f"regexp_replace({padded}, '[0-9]*([0-9]{{{DIGITS}}})', '\\1', 'g')"


def alike(code: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    """For a query: whether a record's code is this text, exactly or ignoring case."""
    return or_(code == text, Folded(code) == fold(text))
