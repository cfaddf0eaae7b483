"""Records stored as rows: in one statement many of them, or only those that are new."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from models import Base


def fields(record: Base) -> dict[str, Any]:
    """A new record's columns, its defaults among them, but not its id: thousands are stored much faster as rows."""
    columns = inspect(type(record)).column_attrs
    return {column.key: getattr(record, column.key) for column in columns if column.key != "id"}


def insert_new(session: Session, table: type[DeclarativeBase]) -> Any:
    """An INSERT that leaves an existing row alone: `.values(…).on_conflict_do_nothing()`, as both databases know it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
