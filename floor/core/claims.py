"""Which of several processes does a thing, for as long as it takes: on PostgreSQL a lock of its connection's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from floor.core.database import Database

_TAKE = text("SELECT pg_try_advisory_lock(:lock)")
_GIVE = text("SELECT pg_advisory_unlock(:lock)")
_AT_ONCE: Any = {"isolation_level": "AUTOCOMMIT"}


class Claims:
    """All claims of this process, on one connection, however many and long: none is kept from those who scan.

    Where that connection is lost, so are the claims. On SQLite there is one process, and nothing to claim.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._turn = threading.Lock()
        self._connection: Connection | None = None

    @contextmanager
    def held(self, lock: int) -> Iterator[bool]:
        """Whether this process has claimed it until the end of the block; False where another has."""
        if self.database.is_sqlite:
            yield True
            return
        with self._turn:
            if self._connection is None:
                self._connection = self.database.engine.connect().execution_options(**_AT_ONCE)
            mine = bool(self._ask(self._connection, _TAKE, lock))
        try:
            yield mine
        finally:
            with self._turn, suppress(SQLAlchemyError):  # a connection that was lost holds nothing
                if mine and self._connection is not None:
                    self._ask(self._connection, _GIVE, lock)

    def _ask(self, connection: Connection, statement: TextClause, lock: int) -> Any:
        try:
            return connection.scalar(statement, {"lock": lock})
        except SQLAlchemyError:
            self._drop()
            raise

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        with self._turn:
            self._drop()
