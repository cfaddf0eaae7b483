"""Seconds that are counted fairly: what Floor promises, it promises on a machine that is not busy with other tests."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LOAD = Path("/proc/loadavg")
LOOK = 0.05


def share() -> float:
    """The part of a core that each gets now, of all who want one; who looks is one of them, and takes none."""
    wanting = int(LOAD.read_text().split()[3].partition("/")[0]) - 1
    return min(1.0, len(os.sched_getaffinity(0)) / max(1, wanting))


class Stopwatch:
    """While four want one of two cores, its second takes two."""

    def __init__(self) -> None:
        self.counted, self.looked = 0.0, time.monotonic()
        self.lock = threading.Lock()

    def seconds(self) -> float:
        with self.lock:
            now = time.monotonic()
            self.counted += share() * (now - self.looked)
            self.looked = now
            return self.counted


@contextlib.contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """`with stopwatch() as seconds: ... assert seconds() < 5`."""
    watch, stop = Stopwatch(), threading.Event()

    def run() -> None:
        while not stop.wait(LOOK):
            watch.seconds()

    running = threading.Thread(target=run, name="stopwatch", daemon=True)
    running.start()
    try:
        yield watch.seconds
    finally:
        stop.set()
        running.join()


def eventually(holds: Callable[[], object], seconds: float = 10) -> None:
    """Waits until it holds. Raises AssertionError where it does not within so many seconds."""
    watch = Stopwatch()
    while not holds():
        assert watch.seconds() < seconds, "it did not happen in time"
        time.sleep(0.01)
