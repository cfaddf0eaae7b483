"""Pictures read in processes of their own, each of which can be killed: a picture that crashes the libraries or holds
them up costs its own answer and nothing else. They start with the first picture; the server never loads OpenCV.
"""

import logging
import queue
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

SECONDS = 2.2
"""From the picture's arrival to its answer, with waiting for a free process, starting one, and killing it."""
PROCESSES = 2
STARTING = 20.0
"""Seconds after which a process that has not come up never will."""


class CameraPool:
    """`read` may be called by many threads. A killed process is started anew for the next picture."""

    def __init__(self) -> None:
        # the one used last comes first, so that in quiet times one process serves all
        self._free: queue.LifoQueue[_Eye] = queue.LifoQueue()
        self._all = [_Eye() for _ in range(PROCESSES)]
        for eye in self._all:
            self._free.put(eye)

    def read(self, data: bytes, wanted: Sequence[str] = ()) -> list[Sighting]:
        """The codes in a picture; those among the `wanted` texts are looked for first.

        Raises Refused within 3 seconds: picture.too_many_bytes, picture.too_many_pixels, picture.not_a_picture,
        picture.broken, picture.unreadable, picture.too_slow, picture.busy.
        """
        give_up = time.monotonic() + SECONDS
        try:
            eye = self._free.get(timeout=SECONDS)
        except queue.Empty:
            raise Refused("picture.busy") from None
        try:
            answer = eye.ask(data, wanted, give_up)
        finally:
            self._free.put(eye)
        if "refused" in answer:
            raise Refused(answer["refused"], **answer["params"])
        return [_sighting(*code) for code in answer["codes"]]

    def stop(self) -> None:
        """Ends all processes, also one that is reading."""
        for eye in self._all:
            eye.kill()


class _Eye:
    """One process, or the place for one."""

    process: subprocess.Popen[bytes] | None = None
    pipe: Connection
    started: float
    ready = False

    def ask(self, data: bytes, wanted: Sequence[str], give_up: float) -> Any:
        try:
            self._be_ready(give_up)
            self.pipe.send_bytes(orjson.dumps(list(wanted)))
            self.pipe.send_bytes(data)
            return self._answer(give_up)
        except TimeoutError:
            self.kill()
            raise Refused("picture.too_slow") from None
        except (EOFError, OSError) as error:
            log.warning("a process that reads pictures has died: %r", error)
            self.kill()
            raise Refused("picture.unreadable") from None

    def _be_ready(self, give_up: float) -> None:
        """On a busy machine starting may take longer than a picture is given: then it goes on for the next one."""
        if self.process is None or self.process.poll() is not None:
            self._start()
        if self.ready:
            return
        try:
            self._answer(give_up)
        except TimeoutError:
            if time.monotonic() - self.started < STARTING:
                raise Refused("picture.busy") from None
            raise
        self.ready = True

    def _start(self) -> None:
        self.kill()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "floor.camera.worker", str(theirs.fileno())]
            self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])  # noqa: S603
        self.pipe = Connection(ours.detach())
        self.started = time.monotonic()
        self.ready = False

    def _answer(self, give_up: float) -> Any:
        if not self.pipe.poll(max(0.0, give_up - time.monotonic())):
            raise TimeoutError
        return orjson.loads(self.pipe.recv_bytes())

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
            self.pipe.close()


def _sighting(text: str, symbology: str, name: str, corners: list[list[float]]) -> Sighting:
    first, second, third, fourth = ((x, y) for x, y in corners)
    return Sighting(text, symbology, name, (first, second, third, fourth))
