"""The one way to write. A use case runs in one transaction, and the only commit is here.

A scan leaves its receipt, which no other scan of its id can: of two racing twins the later one is rolled back, and then
finds the answer of the first. A refused scan rolls everything back and leaves its receipt.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from floor.core.database import Database
from floor.core.faults import CommitUnknown, fault_of
from floor.core.transaction import BOARD, SYSTEM, Actor, Transaction
from models import Outbox, now
from models.base import Prepared, given, table_of, together

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
TRIES = 4
MOST_KEPT = 256  # sessions: more than people who work at the same time
# Of two transactions PostgreSQL may end one: they locked each other out, or both made what there can be one of.
AGAIN = ("40P01", "40001", "23505")
log = logging.getLogger(__name__)
_OUTBOX = Prepared(insert(table_of(Outbox)).values(given(table_of(Outbox), "id")))


class SessionCache:
    """Sessions kept open between two transactions, each with the one record that it was opened for; whoever takes them
    is alone with both.

    Nothing here says whether the record is still true: whoever takes it compares versions under the row lock.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[int, tuple[Session, Any]] = OrderedDict()
        self._turn = Lock()

    def take(self, key: int) -> tuple[Session, Any] | None:
        """The session and record kept under this id, which are no longer kept; None where there are none."""
        with self._turn:
            return self._held.pop(key, None)

    def keep(self, key: int, session: Session, record: Any) -> None:
        """Keeps them for the next `take`; the oldest goes when there are more than MOST_KEPT."""
        with self._turn:
            self._held[key] = session, record
            oldest = self._held.popitem(last=False)[1][0] if len(self._held) > MOST_KEPT else None
        if oldest is not None:
            oldest.close()


class Writer:
    """Performs use cases on the database, wakes the publisher after each commit, and keeps sessions open between
    them.

    `fault` is the code of what the last write found wrong with the server (see `fault_of`), until a write goes
    through again; None while all is well. `clock` says what time it is in a transaction.
    """

    def __init__(
        self,
        database: Database,
        committed: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.database = database
        self.committed = committed
        self.clock = clock
        self.session_cache = SessionCache()
        self.fault: str | None = None

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator[Transaction]:
        """Opens a transaction: everything in the block is committed together at its end, or nothing is."""
        with self.database.writing() as session, self.transaction_in(session, actor) as tx:
            yield tx

    @contextmanager
    def transaction_in(self, session: Session, actor: Actor) -> Iterator[Transaction]:
        """Opens a transaction in a session that the caller goes on with; it is closed where nothing was committed."""
        with self.database.write_lock:
            try:
                tx = Transaction(session, session.connection(), actor, self.clock())
                yield tx
                told = tx.topics or tx.events or tx.assigned
                if told:
                    row = {
                        "topics": sorted(tx.topics),
                        "events": tx.events,
                        "assigned": tx.assigned,
                        "at": tx.now,
                    }
                    tx.last.append((_OUTBOX, row))
                if tx.last:
                    together(tx.connection, *tx.last)
                _commit(session)
            except BaseException as error:
                self._leave(session, error)
                raise
        self._note(None)
        if told:
            self.committed()

    def _leave(self, session: Session, error: BaseException) -> None:
        """The next transaction starts clean, whatever ended this one."""
        with suppress(SQLAlchemyError):
            session.close()
        self.database.clean_writer()
        if fault := fault_of(error):
            self._note(fault)

    def _note(self, fault: str | None) -> None:
        if fault != self.fault:
            log.error("nothing can be written: %s", fault) if fault else log.warning("writing goes on")
            self.fault = fault

    def probe(self) -> None:
        """Writes, to see whether what was wrong has ended when nobody else does. The boards look again when it has."""
        with self.transaction(SYSTEM) as tx:
            tx.changed(BOARD)

    def perform(
        self,
        actor: Actor,
        usecase: Callable[Concatenate[Transaction, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Runs a use case and commits it. `Refused` comes out as it was raised, with nothing changed."""

        def once() -> R:
            with self.transaction(actor) as tx:
                return usecase(tx, *args, **kwargs)

        return _retrying(once)

    def perform_claimed(
        self,
        actor: Actor,
        usecase: Callable[Concatenate[Transaction, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """As `perform`, for a use case that claims what it does by an id: where the connection is lost in the commit,
        it is asked again, and finds whether it counted."""
        return _asking_again(lambda: self.perform(actor, usecase, *args, **kwargs))

    def go_on(
        self,
        actor: Actor,
        key: int,
        lasting: Mapping[type, frozenset[type]],
        usecase: Callable[Concatenate[Transaction, T | None, P], tuple[T, R]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """As `perform_claimed`, in the session that was kept under `key`, with the record that was kept there, or None.
        The use case answers the record and its result.

        Both are kept for the next time where the session then holds none but those records that are `lasting` for one
        of its type: all else may change unseen.
        """

        def once() -> R:
            session, kept = self.session_cache.take(key) or (self.database.writing(), None)
            with self.transaction_in(session, actor) as tx:
                record, result = usecase(tx, kept, *args, **kwargs)
            kept_with = lasting.get(type(record), frozenset())
            if kept_with.issuperset(map(type, session.identity_map.values())):
                self.session_cache.keep(key, session, record)
            else:
                session.close()
            return result

        return _asking_again(lambda: _retrying(once))


def _commit(session: Session) -> None:
    """Raises CommitUnknown where the connection was lost on the way."""
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise CommitUnknown from error
        raise


def _asking_again(run: Callable[[], R]) -> R:
    """Once more where nobody knows whether it was committed."""
    try:
        return run()
    except CommitUnknown:
        return run()


def _retrying(run: Callable[[], R]) -> R:
    """Again where PostgreSQL says so; and once where the connection was lost before the commit."""
    lost = False
    for left in reversed(range(TRIES)):
        try:
            return run()
        except DBAPIError as error:
            may = getattr(error.orig, "sqlstate", None) in AGAIN or (
                error.connection_invalidated and not lost
            )
            if not left or not may:
                raise
            lost = lost or error.connection_invalidated
    raise AssertionError("unreachable")
