"""What all tables share: dataclass mapping, aware UTC times, named constraints."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast, dataclass_transform

from sqlalchemy import DateTime, Dialect, MetaData, Table, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite drops time zones silently, so a naive value is a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Records are plain dataclasses with their defaults set before any flush, so rules run without a database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__dict__.get('id') or self.__dict__.get('code') or 'new'}>"


class Versioned:
    """A record whose `version` rises with everything that a screen could show of it: those who keep or show it compare.

    `touch` is the only place that raises it.
    """

    if TYPE_CHECKING:
        version: Mapped[int]

    def touch(self) -> None:
        self.version += 1


def table_of(noun: type[Base]) -> Table:
    """The noun's table, for the few statements that are written by hand because they run with every scan."""
    return cast(Table, noun.__table__)


def now() -> datetime:
    return datetime.now(UTC)


Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]  # what JSON can say
Facts = Mapping[str, Value]  # what the text of a code needs to know, by name
