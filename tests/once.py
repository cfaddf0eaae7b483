"""What takes seconds to make and is only copied: the first worker that needs it makes it, for the whole run."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name which `make(folder)` fills; a worker that comes meanwhile waits for it."""
    shared = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # else nobody shares it
        shared = shared.parent
    made, making = shared / name, shared / f"{name}.unfinished"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(made)
    return made
