"""What goes wrong with a disk or a database, made on purpose."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy import make_url


class SmallDisk:
    """A file system of its own with little room; `mounted` is false where none can be made."""

    def __init__(self, folder: Path, size: str) -> None:
        folder.mkdir()
        self.filler = folder / "filler"
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "floor-test", str(folder)]
        self.mounted = subprocess.run(mount, capture_output=True).returncode == 0

    def fill(self) -> None:
        with contextlib.suppress(OSError), self.filler.open("wb", buffering=0) as filler:
            while filler.write(bytes(4096)):
                pass

    def make_room(self) -> None:
        self.filler.unlink()


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[SmallDisk]:
    """A small disk that is taken away at the end."""
    disk = SmallDisk(folder, size)
    try:
        yield disk
    finally:
        if disk.mounted:
            subprocess.run(["umount", "-l", folder], check=True)


def end_backends(url: str) -> None:
    """As when PostgreSQL is restarted, or an administrator ends every connection."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")


def crash(url: str) -> None:
    """One backend is killed: PostgreSQL ends all others, and recovers from its log. Until then nobody finds it."""
    with psycopg.connect(plain(url)) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)


def answers(url: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(plain(url)):
        return True
    return False


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
