"""Opens the database, embedded SQLite or PostgreSQL, in the way that keeps the ledger safe."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlean import dbapi2 as sqlite

from models.base import Prepared, begin_by, to_json
from models.spelling import natural

SAFE_SQLITE = (3, 51, 3)  # older ones can lose a WAL reset
CONNECT_SECONDS = 5  # a database machine that is switched off refuses nobody: it says nothing


def is_sqlite_url(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def make_engine(url: str, *, writes: bool = False) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`. Raises RuntimeError for a SQLite library that loses data.

    On SQLite an engine that `writes` begins its transactions as a writer, on a connection of its own whose page
    cache nobody else makes stale. On PostgreSQL there is no difference.
    """
    parsed = make_url(url)
    json = {"json_serializer": to_json, "json_deserializer": orjson.loads}
    if parsed.get_backend_name() == "sqlite":
        if sqlite.sqlite_version_info < SAFE_SQLITE:
            raise RuntimeError(f"SQLite {sqlite.sqlite_version} can lose data; at least 3.51.3 is needed")
        engine = create_engine(parsed, module=sqlite, pool_size=1 if writes else 16, max_overflow=64, **json)
        event.listen(engine, "connect", _prepare_sqlite)
        # A deferred transaction that turns writer half-way fails at once under load; so writers say so first.
        begin_by(engine, "BEGIN IMMEDIATE" if writes else "BEGIN")
        return engine
    if parsed.get_backend_name() != "postgresql":
        raise RuntimeError(
            f"FLOOR_DATABASE_URL must be sqlite:///… or postgresql://…, not {parsed.drivername}"
        )
    if "connect_timeout" not in parsed.query:
        parsed = parsed.update_query_dict({"connect_timeout": str(CONNECT_SECONDS)})
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=16, max_overflow=32, **json)


@contextmanager
def only_looking(url: str) -> Iterator[Session]:
    """A session in one state of the database, from its first statement on, that can write nothing into it.

    Raises FileNotFoundError where SQLite's file is missing.
    """
    parsed = make_url(url)
    json = {"json_serializer": to_json, "json_deserializer": orjson.loads}
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "").resolve()
        if not file.exists():
            raise FileNotFoundError(f"there is no database at {file}")
        engine = create_engine(f"sqlite:///file:{quote(str(file))}?mode=ro&uri=true", module=sqlite, **json)
        event.listen(engine, "connect", _say_begin_ourselves)
        begin_by(engine, "BEGIN")
    else:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            isolation_level="REPEATABLE READ",
            connect_args={"options": "-c default_transaction_read_only=on"},
            **json,
        )
    try:
        with Session(engine, autoflush=False) as session:
            yield session
    finally:
        engine.dispose()


def keep_private(file: Path) -> None:
    """Lets nobody but its owner read the database, whatever the umask; what SQLite puts beside it later has the file's
    own mode. A folder that is not there, or a file of somebody else's, is for SQLite to complain about."""
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
            if path.exists():
                path.chmod(0o600)


def _say_begin_ourselves(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    _say_begin_ourselves(connection, _record)
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")
    # 32 MB of log before it is folded into the database: scans touch the same pages again and again
    for pragma in (*pragmas, "wal_autocheckpoint=8000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("natural", 1, natural, deterministic=True)


class Database:
    """Sessions for reading and, for `perform` alone, for writing.

    On SQLite one process-wide lock lines the writers up in Python, where waiting is cheap and fair enough;
    without it 32 writers meet thousands of "database is locked". The one writer, and whoever only looks
    something up, keep their connection: to get one out of a pool and back costs more than a row.
    """

    def __init__(self, url: str) -> None:
        if file := make_url(url).database if url.startswith("sqlite") else None:
            keep_private(Path(file))
        self.engine = make_engine(url)
        # what one statement reads needs no transaction, whose begin and end are two more round trips
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writers = make_engine(url, writes=True) if self.is_sqlite else self.engine
        self.write_lock = threading.Lock() if self.is_sqlite else nullcontext()
        self._looking = threading.Lock()

    @cached_property
    def _writer(self) -> Connection | Engine:
        return self._writers.connect() if self.is_sqlite else self.engine

    @cached_property
    def _looker(self) -> Connection:
        return self.engine.connect()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    def look_up(self, statement: Prepared, values: Mapping[str, Any]) -> list[Any]:
        """Reads the few rows of a statement as they are committed now. Takes a connection that was lost meanwhile anew,
        once: every request begins here."""
        if self.is_sqlite:
            with self._looking:
                return statement.all(self._looker, values)
        try:
            return self._look_up(statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return self._look_up(statement, values)

    def _look_up(self, statement: Prepared, values: Mapping[str, Any]) -> list[Any]:
        with self._at_once.connect() as connection:
            return statement.all(connection, values)

    def writing(self) -> Session:
        """A session whose transactions write; whoever opens it commits, and closes it: without a commit, all of it is
        rolled back. Objects stay readable after the commit, so that answers are rendered outside the lock.
        """
        return Session(self._writer, expire_on_commit=False)

    def clean_writer(self) -> None:
        """Ends a transaction that failed: the kept connection must not stay inside of it, as it does where a commit
        found the disk full. One that cannot even roll back is let go, and made anew by its next use."""
        kept = self.__dict__.get("_writer")
        if not isinstance(kept, Connection) or kept.invalidated:
            return
        try:
            kept.rollback()
            driver: Any = kept.connection.dbapi_connection
            driver.rollback()  # for SQLAlchemy a transaction that could not commit has ended; for SQLite it has not
        except (SQLAlchemyError, sqlite.Error):
            kept.invalidate()

    def wipe(self, *tables: Table) -> None:
        """What was overwritten in these tables lies in no file of the database any more, either."""
        raw = self.engine.raw_connection()
        try:
            driver: Any = raw.driver_connection
            if self.is_sqlite:
                for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    driver.execute(statement).fetchall()
            else:
                driver.autocommit = True
                for table in tables:
                    driver.execute(f"VACUUM FULL {table.name}")
        finally:
            raw.invalidate()

    def close(self) -> None:
        for kept in (self.__dict__.pop("_writer", None), self.__dict__.pop("_looker", None)):
            if isinstance(kept, Connection):
                kept.close()
        self.engine.dispose()
        self._writers.dispose()
