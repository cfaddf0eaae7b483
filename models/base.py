"""What all tables share: dataclass mapping, aware UTC times, named constraints, fingerprints of tokens, and the few
statements that run with every scan, handed to the driver as text.

What that takes of SQLAlchemy beyond its manual is in this file alone; tests/test_insides.py names it.
"""

import hashlib
import secrets
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import attrgetter, methodcaller
from typing import Any, cast, dataclass_transform

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Insert,
    MetaData,
    Select,
    Table,
    TypeDecorator,
    Update,
    bindparam,
    inspect,
    update,
)
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Mapper, Session, mapped_column, relationship

Turn = Callable[[Any], Any]  # a value as the driver wants it or gave it


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"a time without a zone: {time!r}")
    return time.astimezone(UTC)


def _sqlite_text(time: datetime | None) -> str | None:
    return None if time is None else _in_utc(time).isoformat(" ", "microseconds")[:26]


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite drops time zones silently, so a naive value is a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Turn | None:
        """SQLite's text, as SQLAlchemy writes it, in a third of the time: every scan writes seven times."""
        return _sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Records are plain dataclasses with their defaults set before any flush, so rules run without a database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )  # fmt: skip
    type_annotation_map = {datetime: UTCDateTime}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__dict__.get('id') or self.__dict__.get('code') or 'new'}>"


def table_of(noun: type[Base]) -> Table:
    """The noun's table, for the few statements that are written by hand because they run with every scan."""
    return cast(Table, noun.__table__)


def now() -> datetime:
    return datetime.now(UTC)


def new_token() -> str:
    """The token of a sign-in, a device or a program: 256 random bits."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What a table keeps of `token`. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def link(before: str, facts: Sequence[Any]) -> str:
    """The next hash of a chain: of the one before it and of a row's facts, times in UTC."""
    return hashlib.sha256(orjson.dumps([before, *facts], None, orjson.OPT_SORT_KEYS)).hexdigest()[:32]


Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]  # what JSON can say
Facts = Mapping[str, Value]  # what the text of a code needs to know, by name


def to_json(value: Any) -> str:
    """As the database keeps a value in a column of JSON."""
    return orjson.dumps(value).decode()


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as a driver takes it."""

    sql: str
    names: tuple[str, ...] | None  # in the order of their places; None where the driver takes values by name
    fixed: Mapping[str, Any]
    binds: tuple[tuple[str, Turn], ...]
    row: Callable[..., Any]
    reads: tuple[tuple[int, Turn], ...]


class Prepared:
    """A statement whose every value is a `bindparam`, or fixed in it. Errors of the driver come out as SQLAlchemy's.

    SQLAlchemy writes the text, once for each kind of database, and says how each value goes in and comes out. Its own
    way of executing costs several times what such a statement costs by itself; for one set of values and few rows
    nothing of it is missed.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self.statement = statement
        self._texts: dict[str, Text] = {}

    def do(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Runs it; answers how many rows it changed."""
        rows: int = self._run(connection, values, _count)[1]
        return rows

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Its first row, with columns by their names, or None."""
        return next(iter(self.all(connection, values)), None)

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        text, found = self._run(connection, values, _fetch)
        rows = list(map(list, found))
        for row in rows:
            for at, read in text.reads:
                row[at] = read(row[at])
        return list(map(text.row, rows))

    @property
    def returns(self) -> bool:
        """Whether it answers with columns."""
        return bool(getattr(self.statement, "exported_columns", ()))

    def text(self, dialect: Dialect) -> Text:
        return self._texts.get(dialect.name) or self._write(dialect)

    def _run(self, connection: Connection, values: Mapping[str, Any], end: Turn) -> tuple[Text, Any]:
        dialect = connection.dialect
        text = self.text(dialect)
        known = {**text.fixed, **values}
        for name, bind in text.binds:
            known[name] = bind(known[name])
        bound: Any = known if text.names is None else list(map(known.__getitem__, text.names))
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text.sql, bound)
            return text, end(cursor)
        except dialect.loaded_dbapi.Error as error:
            # As an error of SQLAlchemy, which also lets all connections go when this one is found dead.
            connection._handle_dbapi_exception(error, text.sql, bound, cursor, None)
            raise  # never reached: it raises itself

    def _write(self, dialect: Dialect) -> Text:
        compiled = self.statement.compile(dialect=dialect)
        if compiled.insert_prefetch:
            raise ValueError(f"give a value for each of {compiled.insert_prefetch}")
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        columns = tuple(getattr(self.statement, "exported_columns", ()))
        self._texts[dialect.name] = made = Text(
            sql=str(compiled),
            names=tuple(compiled.positiontup or ()) if compiled.positional else None,
            fixed={name: bind.value for name, bind in binds.items() if not bind.required},
            binds=tuple(
                (name, turn)
                for name, bind in binds.items()
                if (turn := bind.type.dialect_impl(dialect).bind_processor(dialect))
            ),
            row=cast(Any, namedtuple("Row", [column.key for column in columns], rename=True))._make,
            reads=tuple(
                (at, turn)
                for at, column in enumerate(columns)
                if (turn := column.type.dialect_impl(dialect).result_processor(dialect, None))
            ),
        )
        return made


Run = tuple[Prepared, Mapping[str, Any]]  # a statement with its values


def together(connection: Connection, *runs: Run) -> list[Any]:
    """Runs INSERTs and UPDATEs, and answers for each how many rows it changed, or the id that it returns. They are one
    statement on PostgreSQL, where to send one costs more than what it does; none may then change a row of another."""
    if connection.dialect.name == "sqlite" or len(runs) == 1:
        return [
            each.one(connection, said)[0] if each.returns else each.do(connection, said)
            for each, said in runs
        ]
    values = {f"s{at}_{name}": value for at, (_, said) in enumerate(runs) for name, value in said.items()}
    return list(
        _joined(connection.dialect, *(statement for statement, _said in runs)).one(connection, values)
    )


@lru_cache(maxsize=256)
def _joined(dialect: Dialect, *statements: Prepared) -> Prepared:
    """Several as one WITH, the values of the first called s0_…"""
    parts: list[str] = []
    ends, binds, fixed = list[str](), list[tuple[str, Turn]](), dict[str, Any]()
    for at, statement in enumerate(statements):
        text = statement.text(dialect)
        sql = text.sql.replace("%(", f"%(s{at}_")
        parts.append(f"s{at} AS ({sql}{'' if ' RETURNING ' in sql else ' RETURNING 1'})")
        ends.append(f"(SELECT {'*' if statement.returns else 'count(*)'} FROM s{at})")  # noqa: S608  (no values)
        binds += [(f"s{at}_{name}", turn) for name, turn in text.binds]
        fixed |= {f"s{at}_{name}": value for name, value in text.fixed.items()}
    made, sql = Prepared(statements[0].statement), f"WITH {', '.join(parts)} SELECT {', '.join(ends)}"
    made._texts[dialect.name] = Text(sql, None, fixed, tuple(binds), tuple, ())
    return made


_count = attrgetter("rowcount")
_fetch = methodcaller("fetchall")


def given(table: Table, *but: str) -> dict[str, BindParameter[Any]]:
    """For `.values(…)`: each column of the table, `but` these, as a value that is given when the statement runs."""
    return {column.name: bindparam(column.name) for column in table.c if column.name not in but}


def begin_by(engine: Engine, statement: str) -> None:
    """Lets the engine begin each transaction by this statement.

    Not by its begin event: an engine with events asks for listeners at every statement.
    """

    # its parameter is called as that of the method which it replaces
    def begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute(statement)

    engine.dialect.do_begin = begin  # type: ignore[method-assign]


def changed_columns(session: Session) -> list[Run]:
    """Flushes the session, the cheap way where it can: changed columns of loaded records become plain UPDATEs, which
    are answered, and from then on count as written. A flush sorts records by their relationships and walks their
    collections, which with every scan costs more than all its statements; new or deleted records and changed
    relationships still need that."""
    changed = [inspect(record) for record in session.dirty]
    plain = all(record.committed_state.keys() <= _columns(record.mapper) for record in changed)
    if session.new or session.deleted or not plain:
        session.flush()
        return []
    runs: list[Run] = []
    for record in changed:
        if names := tuple(sorted(record.committed_state)):
            values = {name: record.dict[name] for name in names}
            runs.append((_update(record.mapper, names), {**values, "of": record.dict["id"]}))
        # Written is written: what the session holds as changed, its commit would flush after all.
        record._commit_all(record.dict, session.identity_map)
    return runs


@cache
def _columns(mapper: Mapper[Any]) -> frozenset[str]:
    """The attributes that are columns: where nothing else has changed, a plain UPDATE will do."""
    return frozenset(mapper.columns.keys())


@lru_cache(maxsize=256)
def _update(mapper: Mapper[Any], names: tuple[str, ...]) -> Prepared:
    """One statement for each set of attributes; some bear another name than their column."""
    key = mapper.local_table.c.id
    values: dict[ColumnElement[Any], BindParameter[Any]] = {
        mapper.columns[name]: bindparam(name) for name in names
    }
    return Prepared(update(key.table).where(key == bindparam("of")).values(values))
