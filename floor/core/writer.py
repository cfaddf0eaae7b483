"""The one way to write. A use case runs in one transaction, and the only commit is here.

A scan is claimed first, by its id: the receipt is inserted before anything is judged, so that of two racing twins
one waits for the other and then finds its answer. A refused scan rolls everything back and leaves its receipt.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from floor.core.database import Database
from floor.core.session_cache import SessionCache
from floor.core.transaction import Actor, Transaction

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 4
# Of two transactions PostgreSQL may end one: they locked each other out, or both made what there can be one of.
AGAIN = ("40P01", "40001", "23505")


class Writer:
    """Where writes go in: the database, whom to wake when something was committed, and the sessions kept open."""

    def __init__(self, database: Database, committed: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self.committed = committed
        self.session_cache = SessionCache()

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator[Transaction]:
        """Everything in the block is committed together at its end, or nothing is."""
        with self.database.writing() as session, self.transaction_in(session, actor) as tx:
            yield tx

    @contextmanager
    def transaction_in(self, session: Session, actor: Actor) -> Iterator[Transaction]:
        """The same in a session that the caller goes on with; closed where nothing was committed."""
        with self.database.write_lock:
            tx = Transaction(session, actor)
            try:
                yield tx
                tx.store_outbox()
                session.commit()
            except BaseException:
                session.close()
                raise
        if tx.topics or tx.events or tx.assigned:
            self.committed()

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

        return retrying(once)


def retrying(run: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    for left in reversed(range(TRIES)):
        try:
            return run(*args, **kwargs)
        except (OperationalError, IntegrityError) as error:
            if not left or getattr(error.orig, "sqlstate", None) not in AGAIN:
                raise
    raise AssertionError("unreachable")
