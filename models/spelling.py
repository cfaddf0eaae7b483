"""How codes are kept and compared: full-width forms as plain ones; exactly first, then ignoring the case of ASCII's
letters. The same in Python and in either database, and as scans are read."""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_
from sqlalchemy.ext.compiler import compiles
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


def alike(code: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    """For a query: whether a record's code is this text, exactly or ignoring case."""
    return or_(code == text, Folded(code) == fold(text))
