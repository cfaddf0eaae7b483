"""What the measurements share: warehouses with scans ready to be sent, an empty server beside them, and the figures."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import hands
from tests.bench.hands import Hand, Task
from tests.bench.warehouse import PIN, boss
from tests.client import Handheld, Json
from tests.served import ROOT, Served

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Measured:
    """Times in milliseconds; `cpu_ms` is what the server's worker used of the processor for each scan."""

    scans: int
    seconds: float
    cpu_ms: float
    latency_ms: Sequence[float]
    sent: Sequence[float]
    answered: Sequence[float]

    @property
    def rate(self) -> float:
        return self.scans / self.seconds

    def at(self, share: float) -> float:
        return percentile(self.latency_ms, share)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def release(server: Served, tasks: int) -> list[Json]:
    """Waves of 500 orders until so many tasks are open; each with its work id and number."""
    found: list[Json] = []
    while len(found) < tasks:
        wave = boss(server).post("/waves", {"max_orders": min(500, tasks - len(found))})
        made = boss(server).get(f"/waves/{wave['id']}")["tasks"]
        assert made, "no orders are left"
        found += made
    return found


def ready(servers: Sequence[Served], tasks: Sequence[Json], people: int) -> list[Hand]:
    """So many handhelds, each with its share of the tasks claimed and every scan of them encoded."""

    def prepare(who: int) -> Hand:
        server = servers[who % len(servers)]
        person = Handheld(server.url, f"PICK-{who + 1}", PIN, f"handheld-{who + 1}")
        person.sign_in()
        requests: list[str] = []
        for task in tasks[who::people]:
            work = person.open_work("pick", scan=task["number"])
            pulls = person.plan(work, each=True)
            requests += [hands.scan(work["id"], person.token, pull.scan) for pull in pulls]
        person.close()
        return Hand(server.port, requests)

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(prepare, range(people)))


def measure(task: Task, servers: Sequence[Served]) -> Measured:
    """Sends it from another process, and reads what the servers' workers used of the processor meanwhile."""
    given = json.dumps(asdict(task))
    before, start = sum(server.cpu_seconds() for server in servers), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.hands"],
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
    )
    used = sum(server.cpu_seconds() for server in servers) - before
    outcome = json.loads(done.stdout)
    if outcome["refused"]:
        raise RuntimeError(
            f"{len(outcome['refused'])} scans were not accepted, such as {outcome['refused'][0]}"
        )
    sent, answered = outcome["sent"], outcome["answered"]
    if not sent:
        raise RuntimeError("nothing was answered")
    latency = [1000 * (end - begin) for begin, end in zip(sent, answered, strict=True)]
    seconds = max(answered) - max(min(sent), start)
    return Measured(len(sent), seconds, 1000 * used / len(sent), latency, sent, answered)


class Empty(Served):
    """An empty Flask route under the same server with the same settings."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        home.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        config = ["--chdir", str(ROOT), "--config", str(HERE / "empty_gunicorn.py"), "--log-level", "warning"]
        self.run([sys.executable, "-m", "gunicorn", *config])

    def hands(self, people: int, requests: int) -> list[Hand]:
        """Handhelds that send what is as long as a scan."""
        return [
            Hand(self.port, [hands.scan("1", "t" * 43, "2000000000008") for _n in range(requests)])
            for _who in range(people)
        ]


@contextlib.contextmanager
def empty_server(home: Path) -> Iterator[Empty]:
    server = Empty(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def listening(server: Served, count: int) -> Iterator[dict[int, tuple[int, float, float]]]:
    """So many boards on the topic "board". After the block: for each version how many heard it, first and last when."""
    heard: dict[int, tuple[int, float, float]] = {}
    command = [sys.executable, "-m", "tests.bench.boards", str(server.port), boss(server).token, str(count)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as boards:
        assert boards.stdout
        assert boards.stdin
        try:
            assert boards.stdout.readline() == "listening\n", "the boards cannot connect"
            yield heard
            time.sleep(1)  # the last hint is on its way
        finally:
            boards.stdin.close()
        heard.update(
            {int(version): tuple(times) for version, times in json.loads(boards.stdout.read()).items()}
        )


def machine() -> str:
    model = next(
        (
            line.partition(": ")[2]
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown processor",
    )
    return f"{os.cpu_count()} cores, {model}, load {os.getloadavg()[0]:.1f} before"
