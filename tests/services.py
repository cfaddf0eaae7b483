"""Throw-away PostgreSQL and Redis servers, each in a folder of its own.

They are children that the kernel ends with their parent, so that not even a killed test run leaves a server
behind. Where one cannot be started, RuntimeError says what is missing: the tests then fail and do not skip.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import redis
from sqlalchemy import NullPool, create_engine, make_url

START_SECONDS = 30
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30
# a folder that lies in memory, where there is one with room for a whole run; a container may have one of 64 MB
IN_MEMORY = MEMORY if MEMORY.exists() and shutil.disk_usage(MEMORY).free > ENOUGH else None
# nothing here outlives the tests, so nothing waits for the disk
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "timezone": "Asia/Shanghai",  # times must come back right whatever the server's zone
}


@contextlib.contextmanager
def postgres(durable: bool = False) -> Iterator[str]:
    """Runs a PostgreSQL server; yields the SQLAlchemy URL of its maintenance database. With `durable` what it commits
    is on the disk."""
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    binaries = postgres_binaries()
    with own_folder(user, None if durable else IN_MEMORY) as folder:
        data = folder / "data"
        cluster = ["-D", data, "-U", "floor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        initdb = child([binaries / "initdb", *cluster, "--no-sync", "--no-instructions"], user)
        made = subprocess.run(initdb, capture_output=True, text=True, cwd=folder)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        settings = {name: value for name, value in POSTGRES_SETTINGS.items() if not durable or value != "off"}
        options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
        server = child([binaries / "postgres", "-D", data, "-k", folder, *options], user)
        address = f"user=floor dbname=postgres host={folder}"
        with running(server, folder, lambda: psycopg.connect(address).close()):
            yield f"postgresql+psycopg://floor@/postgres?host={folder}"


@contextlib.contextmanager
def postgres_database(server: str, name: str, template: str = "template0") -> Iterator[str]:
    """Makes a database on the server, empty or as the named one; yields its URL; drops it."""
    url = make_url(server)
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def run(statement: str) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)

    run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        run(f'DROP DATABASE "{name}" WITH (FORCE)')


class Emptier:
    """Ends what else is connected to a database, deletes all rows and starts all numbers anew.

    A millisecond, as its connection stays and knows all tables, where TRUNCATE or a new copy of a database makes
    hundreds of files.
    """

    def __init__(self, url: str, tables: Sequence[str]) -> None:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        numbers = "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
        self.address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.all_at_once = "; ".join(
            [
                f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}",
                "SET LOCAL session_replication_role = replica",  # rows go in any order
                *(f'DELETE FROM "{table}"' for table in tables),
                f"{numbers} WHERE last_value IS NOT NULL",
            ]
        )
        self.connection = psycopg.connect(self.address)

    def empty(self) -> None:
        try:
            self._run()
        except psycopg.OperationalError:  # the last test took the server away, or ended every connection
            self.close()
            self.connection = psycopg.connect(self.address)
            self._run()

    def _run(self) -> None:
        with self.connection.transaction():
            self.connection.execute(self.all_at_once)

    def close(self) -> None:
        self.connection.close()


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Runs a Redis server that writes nothing to disk; yields its URL."""
    if not (binary := shutil.which("redis-server")):
        raise RuntimeError("Redis is missing: apt-get install redis-server, or give FLOOR_TEST_REDIS_URL")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"

    def ready() -> None:
        with redis.Redis.from_url(url) as client:
            client.ping()

    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with own_folder(None) as folder, running(child([binary, *options], None), folder, ready):
        yield url


def postgres_binaries() -> Path:
    """The folder of the newest PostgreSQL server; Debian keeps each version's out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if binary := shutil.which("postgres"):
        return Path(binary).resolve().parent
    raise RuntimeError("PostgreSQL is missing: apt-get install postgresql, or give FLOOR_TEST_DATABASE_URL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def child(command: Sequence[str | Path], user: str | None) -> list[str]:
    """The command such that it ends when this process ends, and runs as the user if one is named."""
    become = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
    return ["setpriv", "--pdeathsig=INT", *become, "--", *map(str, command)]


@contextlib.contextmanager
def own_folder(user: str | None, under: Path | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="floor-test-", dir=under))
    if user:
        shutil.chown(folder, user, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def running(command: list[str], folder: Path, ready: Callable[[], None]) -> Iterator[None]:
    """Runs the command until the block ends; the block begins once `ready` no longer raises."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(ready, process, folder / "log")
        yield
    finally:
        process.send_signal(signal.SIGINT)  # for PostgreSQL: end now, whoever is still connected
        process.wait(START_SECONDS)


def wait_for(ready: Callable[[], None], process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            return ready()
        except (psycopg.OperationalError, redis.ConnectionError) as error:
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"a server for the tests did not start: {log.read_text()}") from error
        time.sleep(0.05)
