"""Invariants of the database as such, for `floor check`: its pages, and the keys by which records name each other; and
what was told, which the rules of several rooms read."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Column, Select, exists, select, text
from sqlalchemy.orm import Session

from models import Base, Event, Outbox


def pages(session: Session) -> Iterator[str]:
    """SQLite's own look at its file: torn pages, indexes that miss rows, values that a column forbids. PostgreSQL looks
    at each page as it reads it, where its checksums are on."""
    if session.get_bind().dialect.name == "sqlite":
        for said in session.scalars(text("PRAGMA integrity_check")):
            if said != "ok":
                yield f"the database file: {said}"


def keys(session: Session) -> Iterator[str]:
    """Every key names a record that is there: what PRAGMA foreign_key_check says, on both databases, and by column."""
    for child, parent, query in _dangling():
        for record, value in session.execute(query):
            what = f"{child.table.name} {record}"
            yield f"{what}: its {child.name} is {value}, and there is no such record in {parent.table.name}"


@cache
def _dangling() -> list[tuple[Column[int], Column[int], Select[int, int]]]:
    """For each key: its column, the column that it names, and what finds the records whose key names nothing."""
    found = []
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            own, child, named = next(iter(table.primary_key)), key.parent, key.column.table.alias("named")
            there = exists().where(named.c[key.column.name] == child)
            query = select(own, child).where(child.is_not(None), ~there).order_by(own)
            found.append((child, key.column, query))
    return found


def told(session: Session, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was told of these kinds, in its order: the events, and what waits to become some."""
    query = select(Event.type, Event.data).order_by(Event.id)
    if kinds:
        query = query.where(Event.type.in_(kinds))
    for kind, data in session.execute(query.execution_options(yield_per=5_000)):
        yield kind, dict(data)
    for waiting in session.scalars(select(Outbox.events).order_by(Outbox.id)):
        yield from (
            (each["type"], dict(each["data"])) for each in waiting if not kinds or each["type"] in kinds
        )


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (pages, keys)
