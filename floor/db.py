"""Two databases, one code: the embedded SQLite and PostgreSQL, opened the way that keeps the ledger safe."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

import orjson
import pysqlite3
from sqlalchemy import Column, Engine, Update, bindparam, create_engine, event, make_url, update
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

SAFE_SQLITE = (3, 51, 3)  # older ones can lose a WAL reset


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def make_engine(url: str, *, writes: bool = False) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`. Raises RuntimeError for a SQLite library that loses data.

    On SQLite an engine that `writes` begins its transactions as a writer, on a connection of its own whose page
    cache nobody else makes stale. On PostgreSQL there is no difference.
    """
    parsed = make_url(url)
    json = {"json_serializer": _dumps, "json_deserializer": orjson.loads}
    if parsed.get_backend_name() == "sqlite":
        if pysqlite3.sqlite_version_info < SAFE_SQLITE:
            raise RuntimeError(f"SQLite {pysqlite3.sqlite_version} can lose data; at least 3.51.3 is needed")
        engine = create_engine(
            parsed, module=pysqlite3, pool_size=1 if writes else 16, max_overflow=64, **json
        )
        event.listen(engine, "connect", _prepare_sqlite)
        # Not by the engine's begin event: an engine with events asks for listeners at every statement.
        engine.dialect.do_begin = _begin_writing if writes else _begin_reading  # type: ignore[method-assign]
        return engine
    if parsed.get_backend_name() != "postgresql":
        raise RuntimeError(
            f"FLOOR_DATABASE_URL must be sqlite:///… or postgresql://…, not {parsed.drivername}"
        )
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=16, max_overflow=32, **json)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")
    # 32 MB of log before it is folded into the database: scans touch the same pages again and again
    for pragma in (*pragmas, "wal_autocheckpoint=8000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_reading(connection: Any) -> None:
    connection.execute("BEGIN")


def _begin_writing(connection: Any) -> None:
    # A deferred transaction that turns writer half-way fails at once under load; so writers say so first.
    connection.execute("BEGIN IMMEDIATE")


def write_columns(session: Session) -> None:
    """Flushes the session, the cheap way where it can: changed columns of loaded records become plain UPDATEs.

    A flush sorts records by their relationships and walks their collections, which with every scan costs more than
    all its statements. New or deleted records and changed relationships still need that. Records written the cheap
    way leave the session, so that nothing is written twice: look at all that is to be seen before.
    """
    changed = {record: sa_inspect(record).committed_state for record in session.dirty}
    plain = not session.new and not session.deleted
    if not plain or any(
        name not in sa_inspect(r).mapper.columns for r, names in changed.items() for name in names
    ):
        session.flush()
        return
    connection = session.connection()
    for record, names in changed.items():
        if names:
            key, row = sa_inspect(record).mapper.local_table.c.id, sa_inspect(record).dict
            connection.execute(
                _update(key, tuple(sorted(names))), {"of": row["id"]} | {n: row[n] for n in names}
            )
    session.expunge_all()


@lru_cache(maxsize=256)
def _update(key: Column[int], names: tuple[str, ...]) -> Update:
    """One statement for each set of columns, so that it is compiled once."""
    return update(key.table).where(key == bindparam("of")).values({name: bindparam(name) for name in names})


class Database:
    """Sessions for reading and, for `perform` alone, for writing.

    On SQLite one process-wide lock lines the writers up in Python, where waiting is cheap and fair enough;
    without it 32 writers meet thousands of "database is locked".
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writers = make_engine(url, writes=True) if self.is_sqlite else self.engine
        self._lock = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose transaction writes; whoever opens it commits. Leaving it without a commit rolls back.

        Objects stay readable after the commit, so that answers are rendered outside the lock.
        """
        with Session(self._writers, expire_on_commit=False) as session:
            yield session

    @property
    def write_lock(self) -> Any:
        return self._lock

    def close(self) -> None:
        self.engine.dispose()
        self._writers.dispose()
