"""Hints on their way to the screens: published once, by one process, and followed by each.

Nothing is lost between two processes, whatever lies between them: each looks into the database at least once a second.
"""

import threading
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, func, select

from floor.core.database import Database
from floor.core.transaction import Transaction
from models import Hint
from models.base import Prepared, table_of

KEPT = 1000  # rounds of the publisher: under full load more than a minute of them

_HINTS = table_of(Hint)
_LAST = Prepared(select(func.max(_HINTS.c.id).label("id")))
_SINCE = Prepared(select(_HINTS).where(_HINTS.c.id >= bindparam("since")).order_by(_HINTS.c.id))


class Screens(Protocol):
    """Those who look at this process."""

    def emit(self, event: str, payload: dict[str, Any], room: str) -> None:
        """Sends it to everybody in the room."""

    def sweep(self) -> None:
        """All that was published has been sent: called after each round."""

    def cut_off(self) -> None:
        """What is published cannot be known here: nobody may go on believing that they would hear of it."""

    def close_all(self) -> None:
        """Some hints are gone for good: everybody is to come back and ask."""


def publish(tx: Transaction, topics: Sequence[str], assigned: Sequence[Sequence[int]]) -> None:
    """Keeps them for all processes to follow; whoever calls this is the only one who does."""
    if not topics and not assigned:
        return
    hint = Hint(topics=list(dict.fromkeys(topics)), assigned=[list(each) for each in assigned])
    tx.db.add(hint)
    tx.db.flush()
    tx.db.execute(delete(Hint).where(Hint.id <= hint.id - KEPT))


class Following:
    """Where this process has got to among the hints."""

    def __init__(self, database: Database, screens: Screens) -> None:
        self.database = database
        self.screens = screens
        self._sent: int | None = None
        self._turn = threading.Lock()

    def begin(self) -> None:
        """From here on: whoever came before has asked, and whoever comes will ask."""
        if self._sent is None:
            self._sent = self.database.look_up(_LAST, {})[0].id or 0

    def catch_up(self) -> None:
        """Sends what was published since the last time."""
        with self._turn:
            self.begin()
            since = self._sent or 0
            hints = self.database.look_up(_SINCE, {"since": since})
            if since and (not hints or hints[0].id != since):
                self.screens.close_all()  # this process slept for longer than hints are kept
            for hint in hints:
                if hint.id != since:
                    self._send(hint)
                self._sent = hint.id

    def _send(self, hint: Any) -> None:
        for topic in hint.topics:
            self.screens.emit("changed", {"topic": topic, "version": hint.id}, topic)
        for person_id, work_id in hint.assigned:
            self.screens.emit("assigned", {"work": str(work_id)}, f"person:{person_id}")
