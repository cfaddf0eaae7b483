"""A process that reads pictures and nothing else: `python -m floor.devices.camera.worker FD`, started and, if need be,
killed by `floor/devices/camera/pool.py`. What a picture does to the libraries that unpack it happens here, not in the
server.

It says "[]" when it is ready. Then it takes, again and again, a JSON list of the texts that are expected and the bytes
of a picture, and answers {"codes": [[text, symbology, name, corners], …]} or {"refused": code, "params": {…}}.
"""

import os
import resource
import signal
import sys
import time
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import Any

import orjson

SECONDS = 1.4
"""Of the processor's time, after which no other way of reading a picture is tried."""
MOST_SECONDS = 2.5
"""Of the processor's time, after which the system ends this process: a library is caught in the picture."""
MOST_MEMORY = 1_200_000_000
"""Bytes of address space; the libraries alone take a quarter of it."""


def main() -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its threads' stacks would use up the memory that is allowed
    server = Connection(int(sys.argv[1]))
    from scanners import pictures  # noqa: F401  # loaded before anybody waits for a picture

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # whoever waits for a scan's answer goes first
    server.send_bytes(b"[]")
    try:
        while True:
            wanted = orjson.loads(server.recv_bytes())
            data = server.recv_bytes()
            signal.setitimer(
                signal.ITIMER_PROF, MOST_SECONDS
            )  # ends us with SIGPROF, for which nothing is set up
            said = answer(data, wanted)
            signal.setitimer(signal.ITIMER_PROF, 0)
            server.send_bytes(orjson.dumps(said))
    except (EOFError, OSError):  # the server has gone
        return


def answer(data: bytes, wanted: Iterable[str]) -> dict[str, Any]:
    from scanners import pictures

    began = time.process_time()
    try:
        picture = pictures.load(data)
        seen = pictures.read_picture(picture, wanted, SECONDS - (time.process_time() - began))
    except pictures.PictureRefused as refused:
        return {"refused": refused.code, "params": refused.params}
    except MemoryError:
        return {"refused": "picture.unreadable", "params": {}}
    return {"codes": [[one.text, one.symbology, one.name, one.corners] for one in seen]}


if __name__ == "__main__":
    main()
