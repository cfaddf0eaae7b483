"""Pictures read in processes of their own, each of which can be killed: a picture that crashes the libraries or holds
them up costs its own answer and nothing else. They start with the first picture; the server never loads OpenCV.
"""

import logging
import queue
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

import orjson

from floor.core.settings import ROOT
from models import Refused
from scanners.picture_code import Sighting

log = logging.getLogger(__name__)

WAIT = 8.0
"""Seconds from the picture's arrival to its answer, with waiting for a free process and starting one. A picture is read
in a tenth of a second; on a busy machine its process may have to wait for others, which is no fault of the picture."""
PROCESSES = 2
STUCK = 20.0
"""Seconds without a word after which a process that is starting, or late with an answer, never will say one."""


class CameraPool:
    """The camera workers of one server. Many threads may call `read`; a killed worker is started anew for the next
    picture."""

    def __init__(self) -> None:
        # the one used last comes first, so that in quiet times one process serves all
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all = [_Worker() for _ in range(PROCESSES)]
        for worker in self._all:
            self._free.put(worker)

    def read(self, data: bytes, wanted: Sequence[str] = ()) -> list[Sighting]:
        """Reads the codes in a picture; those among the `wanted` texts are looked for first.

        Raises `Refused`: picture.too_many_bytes, picture.too_many_pixels, picture.not_a_picture, picture.broken,
        picture.unreadable, picture.too_slow (it used up its share of the processor), picture.busy (the machine had no
        time for it).
        """
        give_up = time.monotonic() + WAIT
        try:
            worker = self._free.get(timeout=WAIT)
        except queue.Empty:
            raise Refused("picture.busy") from None
        try:
            answer = worker.ask(data, wanted, give_up)
        finally:
            self._free.put(worker)
        if "refused" in answer:
            raise Refused(answer["refused"], **answer["params"])
        return [_sighting(*code) for code in answer["codes"]]

    def stop(self) -> None:
        """Ends all processes, also one that is reading."""
        for worker in self._all:
            worker.kill()


class _Worker:
    """One process, or the place for one."""

    process: subprocess.Popen[bytes] | None = None
    pipe: Connection
    asked: float
    """When it was last started or given a picture."""
    ready = False
    """False while it owes a word: that it has started, or the answer to a picture that nobody waits for any more."""

    def ask(self, data: bytes, wanted: Sequence[str], give_up: float) -> Any:
        try:
            self._be_ready(give_up)
            self.asked, self.ready = time.monotonic(), False
            self.pipe.send_bytes(orjson.dumps(list(wanted)))
            self.pipe.send_bytes(data)
            answer = self._answer(give_up)
        except TimeoutError:
            if time.monotonic() - self.asked > STUCK:
                log.warning("a process that reads pictures said nothing for %d s", STUCK)
                self.kill()
            raise Refused("picture.busy") from None
        except (EOFError, OSError) as error:
            used_up = self.kill() == -signal.SIGPROF
            log.warning("a process that reads pictures has died: %r", error)
            raise Refused("picture.too_slow" if used_up else "picture.unreadable") from None
        self.ready = True
        return answer

    def _be_ready(self, give_up: float) -> None:
        if self.process is None or self.process.poll() is not None:
            self._start()
        if not self.ready:
            self._answer(give_up)

    def _start(self) -> None:
        self.kill()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "floor.devices.camera.worker", str(theirs.fileno())]
            self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])  # noqa: S603
        self.pipe = Connection(ours.detach())
        self.asked, self.ready = time.monotonic(), False

    def _answer(self, give_up: float) -> Any:
        if not self.pipe.poll(max(0.0, give_up - time.monotonic())):
            raise TimeoutError
        return orjson.loads(self.pipe.recv_bytes())

    def kill(self) -> int | None:
        """Ends the process; returns what it ended with, as `Popen.returncode` says it, None where there was none."""
        if self.process is None:
            return None
        self.process.kill()
        ended = self.process.wait()
        self.process = None
        self.pipe.close()
        return ended


def _sighting(text: str, symbology: str, name: str, corners: list[list[float]]) -> Sighting:
    first, second, third, fourth = ((x, y) for x, y in corners)
    return Sighting(text, symbology, name, (first, second, third, fourth))
