"""The publisher: sends what was committed as hints to screens and as numbered events.

A commit leaves one row in the outbox. The publisher numbers what it finds there and deletes it; what a crash left
is found at the next start or by the sweep. Deleting beats a cursor: "id > cursor" over a table with open
transactions skips the row that commits late.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, text

from floor.core.background import Background
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.hints import Following, Screens, publish
from models import Event, EventChain, Outbox
from models.base import Facts, Prepared, link, table_of
from models.events import Told

BATCH = 500

_OUTBOX = table_of(Outbox)
_WAITING = Prepared(select(_OUTBOX).order_by(_OUTBOX.c.id).limit(BATCH))
_DELETE = delete(_OUTBOX).where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True))).returning(_OUTBOX.c.id)


class Publisher(Background):
    """Drains the outbox in one thread of each process, and sends what any of them has published to the screens of this
    one. The writer calls `wake` after each commit; stopping sends what is still there.

    `published` runs when there are new events, `settled` after every commit that said anything, `wake_others` when
    other processes have something to send.
    """

    name = "publisher"
    every_seconds = 1.0  # what a crash, another process, or a command line beside the server left
    rest_seconds = (
        0.1  # the first commit after a quiet moment goes out at once, a burst of them ten times a second
    )
    lock = 0x464C4F4F52

    def __init__(
        self,
        writer: Writer,
        screens: Screens,
        published: Callable[[], None] = lambda: None,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(writer)
        self.screens = screens
        self.published = published
        self.settled = settled
        self.wake_others: Callable[[], None] = lambda: None
        self._following = Following(writer.database, screens)
        self._turn = threading.Lock()

    def round(self) -> None:
        try:
            if self.writer.fault:
                self.writer.probe()
            self.drain()
            self.screens.sweep()
        except Exception:
            self.screens.cut_off()
            raise

    def last_round(self) -> None:
        self.drain()

    def drain(self) -> int:
        """Publishes and deletes everything in the outbox; returns the number of rows. Also called by tests, directly.

        The screens come after the commit: nobody's scan waits for 200 boards.
        """
        settled = 0
        self._following.begin()
        with self._alone():
            more = True
            while more and (rows := self.writer.database.look_up(_WAITING, {})):
                self._settle(rows)
                settled += len(rows)
                more = len(rows) == BATCH
        self._following.catch_up()
        if settled:
            self.wake_others()
            self.settled()
        return settled

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._turn:
            if self.writer.database.is_sqlite:
                yield
                return
            with self.writer.database.reading() as session:
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": self.lock})
                yield

    def _settle(self, rows: Sequence[Any]) -> None:
        """Numbers the hints and the events and deletes the rows, together. A row that is gone by now was settled by
        another."""
        with self.writer.transaction(SYSTEM) as tx:
            gone = set(tx.connection.execute(_DELETE, {"ids": [row.id for row in rows]}).scalars())
            mine = [row for row in rows if row.id in gone]
            publish(
                tx,
                [topic for row in mine for topic in row.topics],
                [pair for row in mine for pair in row.assigned],
            )
            told = [(row.at, event) for row in mine for event in row.events]
            if told:
                _number(tx, told)
        if told:
            self.published()


def _number(tx: Transaction, told: Sequence[tuple[datetime, Told]]) -> None:
    """Writes the events, each with the next number and linked to the one before it."""
    end = tx.db.get(EventChain, 1)
    if end is None:
        end = EventChain(last=tx.db.scalar(select(func.max(Event.id))) or 0)
        tx.db.add(end)
    for at, said in told:
        data = said["data"]
        event = Event(id=end.last + 1, type=said["type"], at=at, data=data, order_id=_order(data))
        end.last, end.chain = event.id, link(end.chain, event.facts)
        event.chain = end.chain
        tx.db.add(event)


def _order(data: Facts) -> int | None:
    order = data.get("order")
    return int(str(order)) if order is not None else None
