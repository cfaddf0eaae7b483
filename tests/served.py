"""The server as it really runs: set up by the command line, served by `floor serve` in a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from floor.server.tls import authority_of
from tests.forked import Forked, call
from tests.services import START_SECONDS, child, free_port

ROOT = Path(__file__).resolve().parent.parent
FLOOR = Path(sys.executable).parent / "floor"


class Served:
    """One installation in `home`, and its server. It can be killed and started again, on the same port."""

    def __init__(
        self, home: Path, database_url: str = "", redis_url: str = "", more: Mapping[str, str] = {}
    ) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = dict(os.environ) | {
            "FLOOR_HOME": str(home),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
        }
        self.environment |= {"FLOOR_DATABASE_URL": database_url, "FLOOR_REDIS_URL": redis_url, **more}
        self.process: subprocess.Popen[bytes] | Forked | None = None

    def command(self, *words: str | Path, status: int = 0) -> str:
        """What `floor WORDS` prints. Raises AssertionError where it ends with another status."""
        with tempfile.NamedTemporaryFile() as said:
            ended = call(self.environment, ROOT, Path(said.name), [str(word) for word in words])
            printed = said.read().decode()
        assert ended == status, f"floor {words} ended with {ended}: {printed}"
        return printed

    def add_person(self, badge: str, *roles: str, pin: str = "471147") -> None:
        wanted = [word for role in roles for word in ("--role", role)]
        self.command("person", "add", badge, f"Person {badge}", *wanted, "--pin", pin)

    def start(self) -> None:
        self.run([FLOOR, "serve"])

    def start_as_it_is(self) -> None:
        """What `floor serve` ends in, for an installation that is known to be up to date: seconds sooner."""
        self.process = Forked(self.environment, ROOT, self.home / "server.log")
        self.wait_until_it_answers()

    def start_other_program(self, root: Path) -> None:
        """The same with the program that lies in another folder."""
        config = ["--config", "python:floor.server.gunicorn_settings", "--log-level", "warning"]
        self.run([sys.executable, "-m", "gunicorn", *config], root)

    def run(self, command: Sequence[str | Path], root: Path = ROOT) -> None:
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                child(command, None),
                env=self.environment,
                cwd=root,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        assert self.process
        give_up = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"the server did not start: {(self.home / 'server.log').read_text()}")
            time.sleep(0.05)

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def kill(self) -> None:
        """As when the power goes: every process of the server, at once, with no chance to say goodbye."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(START_SECONDS)
        while self.answers():  # the worker ends a moment later, and would be taken for that of the next start
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def worker(self) -> int:
        """The process id of the one that judges scans."""
        assert self.process
        give_up = time.monotonic() + START_SECONDS
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while not (children := listed.read_text().split()) and time.monotonic() < give_up:
            time.sleep(0.05)  # the master listens before its worker is there
        assert len(children) == 1, f"one worker expected, not {children}"
        return int(children[0])

    def cpu_seconds(self) -> float:
        """What the worker has used of the processor since it started, in user and system time."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Secure(Served):
    """The same with https of its own making: at `url`, and on http at `http_url` what helps devices to trust it."""

    def __init__(self, home: Path, more: Mapping[str, str] = {}) -> None:
        super().__init__(home, more=more)
        self.url = f"https://127.0.0.1:{self.port}"
        self.http_url = f"http://127.0.0.1:{self.port + 80}"

    def start(self) -> None:
        self.run([FLOOR, "serve", "--tls"])

    def answers(self) -> bool:
        """Its worker opens the http port last."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port + 80), 1):
            return True
        return False

    def trust(self) -> str:
        """The file of the authority that a device must trust."""
        path = self.home / "authority.crt"
        path.write_bytes(authority_of(self.home).public_bytes(Encoding.PEM))
        return str(path)


@contextlib.contextmanager
def at_work(servers: Sequence[Served]) -> Iterator[None]:
    """All of these processes, of one installation that is set up, until the block ends."""
    try:
        for each in servers:
            each.start_as_it_is()
        yield
    finally:
        for each in servers:
            each.stop()


@contextlib.contextmanager
def served(home: Path, database_url: str = "", redis_url: str = "") -> Iterator[Served]:
    """An installation that is set up and empty; its server, once started, ends with the block."""
    home.mkdir(parents=True, exist_ok=True)
    server = Served(home, database_url, redis_url)
    server.command("init")
    try:
        yield server
    finally:
        server.stop()
