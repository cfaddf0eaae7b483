"""What the server does by itself, beside answering: one thread each, in rounds."""

import logging
import threading
import time
from abc import ABC, abstractmethod

from floor.core.claims import Claims
from floor.core.faults import fault_of
from floor.core.writer import Writer

PATIENCE_SECONDS = 3.0
STUCK_SECONDS = 60.0
KEY_BITS = 24  # of a lock's name, for the one who is served
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
        self._went = time.monotonic()

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

    @property
    def stuck(self) -> bool:
        """Whether its thread has ended, or has not come round for much longer than it may take."""
        late = time.monotonic() - self._went > STUCK_SECONDS + self.every_seconds
        return self._thread is None or not self._thread.is_alive() or late

    def _run(self) -> None:
        while not self.stopping:
            started = self._went = time.monotonic()
            self._woken.clear()
            try:
                self.round()
            except Exception as error:
                self.say(error)
            self._stopping.wait(self.rest_seconds - (time.monotonic() - started))
            self._woken.wait(self.every_seconds)
        self.last_round()

    def say(self, error: Exception) -> None:
        """What is wrong with the server is said in one line, each round anew."""
        details = None if fault_of(error) else error
        log.error("%s: this round failed; the next one goes on: %s", self.name, error, exc_info=details)


class Lines(Background):
    """A line for each of those that are served, such as each printer: whoever is slow holds up nobody else.

    A round finds who is due and begins to serve them. It waits for none; what somebody gets meanwhile, who is being
    served, is seen when that has ended.
    """

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self._busy: dict[int, threading.Thread] = {}
        self._again: set[int] = set()
        self._claims = Claims(writer.database)

    @abstractmethod
    def due(self) -> list[int]:
        """The ids of those for whom there is something to do."""

    @abstractmethod
    def serve(self, key: int) -> None:
        """Does all there is to do for one of them. Nobody else does, here or in another process."""

    def round(self) -> None:
        for key in self.due():
            if key in self._busy:
                self._again.add(key)
            elif not self.stopping:
                line = threading.Thread(
                    target=self._serve, args=[key], name=f"{self.name} {key}", daemon=True
                )
                self._busy[key] = line
                line.start()

    def _serve(self, key: int) -> None:
        try:
            with self._claims.held(self.lock << KEY_BITS | key) as mine:
                if mine:
                    self.serve(key)
        except Exception as error:
            self.say(error)
        del self._busy[key]
        if key in self._again:
            self._again.discard(key)
            self.wake()

    def wait(self, seconds: float) -> None:
        """Until nobody is being served, and no longer than that."""
        give_up = time.monotonic() + seconds
        for thread in list(self._busy.values()):
            thread.join(max(0.0, give_up - time.monotonic()))

    def stop(self) -> None:
        """Whoever is too slow is left: what was on its way there is found at the next start."""
        super().stop()
        self.wait(PATIENCE_SECONDS)
        self._claims.close()
