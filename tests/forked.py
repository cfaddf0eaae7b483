"""The server by a fork of a process that has imported it already: the imports are two of the three seconds of
processor time that a start costs, and every browser test starts one."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

IMPORTED = ["floor.app", "floor.server.worker", "gunicorn.app.wsgiapp"]
PR_SET_PDEATHSIG = 1

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(IMPORTED)


class Forked:
    """gunicorn with the server's own settings, in a process group of its own; used as a `subprocess.Popen` is."""

    def __init__(self, environment: Mapping[str, str], folder: Path, log: Path) -> None:
        self.process: BaseProcess = context.Process(target=serve, args=(dict(environment), folder, log))
        self.process.start()
        assert self.process.pid
        self.pid = self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float) -> None:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("gunicorn", timeout)

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def serve(environment: dict[str, str], folder: Path, log: Path) -> None:
    """What `python -m gunicorn` does once it has been imported."""
    from gunicorn.app.wsgiapp import run

    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["gunicorn", "--config", "python:floor.server.gunicorn_settings", "--log-level", "warning"]
    run()
