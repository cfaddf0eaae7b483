"""The publisher: sends what was committed as hints to sockets and as numbered events.

A commit leaves one row in the outbox. The publisher sends what it finds there and deletes it; what a crash left
is found at the next start or by the sweep. Deleting beats a cursor: "id > cursor" over a table with open
transactions skips the row that commits late.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, delete, func, select, text

from floor.core.background import Background
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from models import Event, Outbox
from models.base import Prepared, table_of

BATCH = 500

_OUTBOX = table_of(Outbox)
_WAITING = Prepared(select(_OUTBOX).order_by(_OUTBOX.c.id).limit(BATCH))
_DELETE = delete(_OUTBOX).where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True))).returning(_OUTBOX.c.id)

Emit = Callable[[str, dict[str, Any], str], None]  # event, payload, room


class Publisher(Background):
    """Drains the outbox in one thread of each process. The writer calls `wake` after each commit; stopping sends
    what is still there.

    `after_drain` runs in the publisher's thread after each sweep, `published` when there are new events.
    """

    name = "publisher"
    every_seconds = 1.0  # what a crash, or a command line beside the server, left in the outbox
    rest_seconds = (
        0.1  # the first commit after a quiet moment goes out at once, a burst of them ten times a second
    )
    lock = 0x464C4F4F52

    def __init__(
        self, writer: Writer, emit: Emit, published: Callable[[], None] = lambda: None,
        after_drain: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(writer)
        self.emit = emit
        self.published = published
        self.after_drain = after_drain
        self._turn = threading.Lock()

    def round(self) -> None:
        if self.writer.fault:
            self.writer.probe()
        self.drain()
        self.after_drain()

    def last_round(self) -> None:
        self.drain()

    def drain(self) -> int:
        """Sends and deletes everything in the outbox; returns the number of rows. Also called by tests, directly."""
        sent = 0
        with self._alone():
            more = True
            while more and (rows := self.writer.database.look_up(_WAITING, {})):
                # the sockets come first and outside of any write transaction: nobody's scan waits for 200 boards
                self._send(rows)
                self._settle(rows)
                sent += len(rows)
                more = len(rows) == BATCH
        return sent

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._turn:
            if self.writer.database.is_sqlite:
                yield
                return
            with self.writer.database.reading() as session:
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": self.lock})
                yield

    def _send(self, rows: Sequence[Any]) -> None:
        versions: dict[str, int] = {}
        for row in rows:
            versions.update(dict.fromkeys(row.topics, row.id))
        for topic, version in versions.items():
            self.emit("changed", {"topic": topic, "version": version}, topic)
        for row in rows:
            for person_id, work_id in row.assigned:
                self.emit("assigned", {"work": str(work_id)}, f"person:{person_id}")

    def _settle(self, rows: Sequence[Any]) -> None:
        """Numbers the events and deletes the rows, together. A row that is gone by now was settled by another."""
        with self.writer.transaction(SYSTEM) as tx:
            ids = [row.id for row in rows]
            mine = set(tx.connection.execute(_DELETE, {"ids": ids}).scalars())
            told = [(row.at, event) for row in rows if row.id in mine for event in row.events]
            if told:
                last = tx.db.scalar(select(func.max(Event.id))) or 0
                tx.db.add_all(
                    Event(
                        id=number,
                        type=event["type"],
                        at=at,
                        data=event["data"],
                        order_id=_order(event["data"]),
                    )
                    for number, (at, event) in enumerate(told, last + 1)
                )
        if told:
            self.published()


def _order(data: dict[str, Any]) -> int | None:
    order = data.get("order")
    return int(order) if order is not None else None
