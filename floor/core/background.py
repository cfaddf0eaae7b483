"""What the server does by itself, beside answering: one thread each, in rounds."""

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from floor.core.faults import fault_of
from floor.core.writer import Writer

log = logging.getLogger(__name__)


class Background(ABC):
    """A thread that goes its round at once when woken, else every `every_seconds`.

    A round that fails is logged, and the next one goes on from there. After a round the thread rests for what is
    left of `rest_seconds`, so that a burst of wakings is one round.
    """

    name: str
    every_seconds: float
    rest_seconds: float = 0.0
    lock: int  # its name on PostgreSQL, where several processes may run

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._woken = threading.Event()
        self.wake = self._woken.set  # for whoever has something for the next round
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def round(self) -> None: ...

    def last_round(self) -> None:  # noqa: B027
        """Runs in the thread before it ends."""

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def _run(self) -> None:
        while not self.stopping:
            started = time.monotonic()
            self._woken.clear()
            try:
                self.round()
            except Exception as error:
                # what is wrong with the server is said in one line, each round anew
                details = None if fault_of(error) else error
                log.error(
                    "%s: this round failed; the next one goes on: %s", self.name, error, exc_info=details
                )
            self._stopping.wait(self.rest_seconds - (time.monotonic() - started))
            self._woken.wait(self.every_seconds)
        self.last_round()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process may go now: of several on PostgreSQL, one goes its round at a time."""
        if self.writer.database.is_sqlite:
            yield True
            return
        with self.writer.database.reading() as session:
            yield bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": self.lock}))
