"""The server and its commands by a fork of a process that has imported them already: the imports are two of the three
seconds of processor time that a start costs, and every browser test starts one."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

IMPORTED = ["floor.app", "floor.cli.main", "floor.server.worker", "gunicorn.app.wsgiapp"]
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


def call(environment: Mapping[str, str], folder: Path, said: Path, words: Sequence[str]) -> int:
    """The status with which `floor WORDS` ends, once it has written what it says into a file."""
    process = context.Process(target=command, args=(dict(environment), folder, said, list(words)))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def command(environment: dict[str, str], folder: Path, said: Path, words: list[str]) -> None:
    """What the script `floor` does once it has been imported."""
    from floor.cli.main import main

    settle(environment, folder, said)
    main(words, prog_name="floor")


def serve(environment: dict[str, str], folder: Path, log: Path) -> None:
    """What `python -m gunicorn` does once it has been imported."""
    from gunicorn.app.wsgiapp import run

    os.setsid()
    settle(environment, folder, log)
    sys.argv = ["gunicorn", "--config", "python:floor.server.gunicorn_settings", "--log-level", "warning"]
    run()


def settle(environment: dict[str, str], folder: Path, log: Path) -> None:
    """Ends with who asked for it, and is like a process of its own."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
