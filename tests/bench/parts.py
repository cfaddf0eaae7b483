"""What is measured, part by part; each yields the rows of the table as it gets them."""

import contextlib
import csv
import os
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import services
from tests.bench import setting, warehouse
from tests.bench.goods_in import hurt_under_goods_in
from tests.bench.hands import Task
from tests.bench.kills import HANDHELDS, Aftermath, end_or_crash, fill, hurt_under_scans
from tests.bench.setting import Measured, measure, percentile
from tests.client import Caller
from tests.faults import small_disk
from tests.served import ROOT, Served, served
from tests.shift import hire, load_and_hand_over, pages, together, work_off

DATA = Path(os.environ.get("FLOOR_BENCH_DATA") or ROOT.parent / "shared" / "data")
BOARDS, RATE, PEOPLE, CLOSED, FEW = 200, 50.0, 64, 32, 8
SECONDS = 20.0
KILLS, FAULTS = 100, 30


@dataclass(frozen=True)
class Row:
    """A line of the table. `met` is None where nothing is claimed."""

    what: str
    figure: str
    claim: str = ""
    met: bool | None = None

    def line(self) -> str:
        mark = {None: "", True: "ok", False: "MISSED"}[self.met]
        return f"{self.what:<66}{self.figure:>14}  {self.claim:<12}{mark}"


def at_most(what: str, value: float, most: float, unit: str = "") -> Row:
    return Row(what, f"{value:.2f} {unit}".rstrip(), f"<= {most:g}", value <= most)


def scans(folder: Path) -> Iterator[Row]:
    """64 handhelds at 50 scans/s in all while 200 boards listen; and what an empty route costs in the same run."""
    tasks = int(RATE * SECONDS * 1.3 / warehouse.SCANS) + PEOPLE
    with warehouse.serve(folder, orders=2 * tasks) as server:
        alone = paced(server, tasks)
        with setting.listening(server, BOARDS) as heard:
            measured = paced(server, tasks)
    with setting.empty_server(folder / "empty") as empty:
        hands = empty.hands(PEOPLE, int(RATE * SECONDS))
        nothing = measure(Task(hands, SECONDS, RATE), [empty])
    yield Row(f"{PEOPLE} handhelds, {BOARDS} boards: scans a second", f"{measured.rate:.1f}")
    yield at_most("  scan p50, ms (on a quiet machine)", measured.at(0.5), 8)
    yield at_most("  scan p99, ms (on a quiet machine)", measured.at(0.99), 30)
    yield at_most("  scan sent to last board, p99, ms", to_last_board(measured, heard), 180)
    yield at_most("  server CPU for a judged scan, ms", alone.cpu_ms, 3)
    yield Row("  the same with the boards' hints, ms", f"{measured.cpu_ms:.2f}")
    yield Row("  an empty Flask route under the same server, CPU ms", f"{nothing.cpu_ms:.2f}")
    yield at_most("  a judged scan costs so many empty routes", alone.cpu_ms / nothing.cpu_ms, 12)


def paced(server: Served, tasks: int) -> Measured:
    hands = setting.ready([server], setting.release(server, tasks), PEOPLE)
    return measure(Task(hands, SECONDS, RATE), [server])


def to_last_board(measured: Measured, heard: dict[int, tuple[int, float, float]]) -> float:
    """Milliseconds from sending a scan until the last board had a hint that came after its commit, at p99.

    Scans alone commit here, one version each: the n-th answered scan is the n-th version, counted back from the last.
    """
    if not heard or any(boards != BOARDS for boards, _first, _last in heard.values()):
        raise RuntimeError(f"not every board heard every hint: {heard}")
    newest = max(heard)
    versions = sorted(heard)
    waits = []
    by_answer = sorted(zip(measured.answered, measured.sent, strict=True))
    for back, (_answered, sent) in enumerate(reversed(by_answer)):
        told = next(version for version in versions if version >= newest - back)
        waits.append(1000 * (heard[told][2] - sent))
    return percentile(waits, 0.99)


def closed_loop(folder: Path) -> Iterator[Row]:
    """32 handhelds that scan as fast as they are answered, every answer durable."""
    with warehouse.serve(folder / "sqlite", orders=300) as server:
        sqlite = flat_out([server])
    with setting.empty_server(folder / "empty") as empty:
        nothing = measure(Task(empty.hands(CLOSED, 4000), SECONDS / 2), [empty])
    with (
        services.postgres(durable=True) as postgres,
        services.postgres_database(postgres, "bench") as url,
        services.redis_server() as redis,
        warehouse.serve(folder / "postgres", 500, url, redis) as server,
        twin(server) as other,
    ):
        both = flat_out([server, other])
    yield Row("empty route, 32 in a closed loop, requests a second", f"{nothing.rate:.0f}")
    for what, measured, least in (
        ("SQLite, one process: durable scans a second", sqlite, 300),
        ("PostgreSQL, two processes: durable scans a second", both, 500),
    ):
        enough = measured.rate >= least or measured.rate >= nothing.rate / 12
        yield Row(what, f"{measured.rate:.0f}", f">= {least} or 1/12", enough)
        yield Row("  p50 and p99, ms; CPU of the workers for a scan, ms",
                  f"{measured.at(0.5):.0f} {measured.at(0.99):.0f} {measured.cpu_ms:.2f}")  # fmt: skip


def cpu(folder: Path) -> Iterator[Row]:
    """What a scan costs of the processor on the Python that runs this: to be run on each."""
    with warehouse.serve(folder / "sqlite", orders=300) as server:
        judged = flat_out([server], FEW, 96)
    yield Row(f"Python {platform.python_version()}: server CPU for a scan, ms", f"{judged.cpu_ms:.2f}")


@contextlib.contextmanager
def twin(server: Served) -> Iterator[Served]:
    """A second process of the same installation."""
    more = server.environment
    other = Served(server.home, more["FLOOR_DATABASE_URL"], more["FLOOR_REDIS_URL"])
    other.start()
    try:
        yield other
    finally:
        other.stop()


def flat_out(servers: Sequence[Served], people: int = CLOSED, tasks: int = 224) -> Measured:
    hands = setting.ready(servers, setting.release(servers[0], tasks * len(servers)), people)
    return measure(Task(hands, SECONDS / 2), servers)


def history(folder: Path) -> Iterator[Row]:
    """The same scans in a new database and in one with years behind it."""
    with warehouse.serve(folder, orders=600) as server:
        young = flat_out([server], FEW, 96)
        server.stop()
        history.add_history(server, orders=100_000)  # ten scans each
        server.start()
        old = flat_out([server], FEW, 96)
    yield Row("CPU for a scan in a new database, ms", f"{young.cpu_ms:.2f}")
    yield Row("CPU for a scan after 1,000,000 scans and 100,000 orders, ms", f"{old.cpu_ms:.2f}")
    yield at_most("  ratio", old.cpu_ms / young.cpu_ms, 1.2)


def files(folder: Path) -> Iterator[Row]:
    """Two months of orders in, and a wave of 500 orders out."""
    if not (DATA / "retail-two-months").is_dir():
        yield Row(f"no retail-two-months in {DATA}", "not measured")
        return
    with served(folder) as server:
        start = time.monotonic()
        server.command("load", DATA / "retail-two-months")
        yield at_most("floor load of retail-two-months, s", time.monotonic() - start, 60)
        server.start()
        [[boss]] = hire(server, folder / "staff", supervisor=1)
        yield released(boss, "what stock fills")
    with warehouse.serve(folder / "warehouse", orders=500) as server:
        yield released(warehouse.boss(server), "all in stock")


def released(boss: Caller, which: str) -> Row:
    start = time.monotonic()
    wave = boss.post("/waves", {"max_orders": 500})
    seconds = time.monotonic() - start
    size = f"{len(wave['orders'])} orders, {wave['lines']} lines"
    return at_most(f"wave of {size} ({which}), s", seconds, 5)


def kills(folder: Path) -> Iterator[Row]:
    yield from _proved(f"kill -9 under {HANDHELDS} handhelds: times", hurt_under_scans(folder, KILLS))


def faults(folder: Path) -> Iterator[Row]:
    """Disks that are full for a while, and PostgreSQL that ends its connections or crashes, without a restart."""
    with small_disk(folder / "disk", "400m") as disk:
        home = disk.filler.parent / "floor"
        home.mkdir()
        yield from _proved(
            "SQLite, disk full for a second: times", hurt_under_scans(home, FAULTS, fill(disk))
        )
    with services.postgres(durable=True) as server, services.postgres_database(server, "faults") as url:
        aftermath = hurt_under_scans(folder, FAULTS, end_or_crash(url), url)
        yield from _proved("PostgreSQL, connections ended or crashed: times", aftermath)


def goods_in(folder: Path) -> Iterator[Row]:
    """Power cuts while goods are received, put away and counted in the same bins, on either database."""
    what = f"kill -9 while {HANDHELDS} receive, put away, count: times"
    yield from _proved(f"SQLite, {what}", hurt_under_goods_in(folder / "sqlite", FAULTS))
    with services.postgres(durable=True) as server, services.postgres_database(server, "goods_in") as url:
        aftermath = hurt_under_goods_in(folder / "postgres", FAULTS, database_url=url)
        yield from _proved(f"PostgreSQL, {what}", aftermath)


def _proved(what: str, aftermath: Aftermath) -> Iterator[Row]:
    yield Row(what, f"{aftermath.faults}")
    yield Row("  answered scans; of them by a second try", f"{aftermath.answered} {aftermath.replayed}")
    for kind, units in sorted(aftermath.accepted_units.items()):
        yield Row(
            f"  units by accepted scans, and by the server: {kind}", f"{units} {aftermath.server_units[kind]}"
        )
    yield at_most("  answered scans lost or counted twice", aftermath.lost_or_doubled, 0)
    clean = aftermath.check == "everything adds up"
    yield Row("  floor check", aftermath.check.splitlines()[-1][:20], "adds up", clean)


def week(folder: Path) -> Iterator[Row]:
    """A whole week's orders that are neither held nor short, through HTTP alone."""
    if not (DATA / "retail-week").is_dir():
        yield Row(f"no retail-week in {DATA}", "not measured")
        return
    with served(folder / "home") as server:
        server.command("load", DATA / "retail-week")
        server.start()
        staff = hire(server, folder / "staff", supervisor=1, picker=4, packer=4, dispatcher=1)
        [boss], pickers, packers, [dispatcher] = staff
        start = time.monotonic()
        wave = boss.post("/waves", {"max_orders": 5000})
        together(work_off("pick", at_once=20), pickers)
        together(work_off("pack", at_once=20), packers)
        load_and_hand_over(dispatcher, first_dock(DATA / "retail-week"))
        seconds = time.monotonic() - start
        scans = sum(len(person.answers) for people in staff for person in people)
        gone = {order["id"] for order in pages(boss, "/orders", status="handed_over")}
        clean = server.command("check").strip()
    yield Row("retail week through HTTP: orders, scans, seconds", f"{len(gone)} {scans} {seconds:.0f}")
    yield Row(
        "  orders of the wave that were not handed over",
        f"{len(set(wave['orders']) - gone)}",
        "<= 0",
        gone == set(wave["orders"]),
    )
    yield Row("  floor check", clean.splitlines()[-1][:20], "adds up", clean == "everything adds up")


def first_dock(folder: Path) -> list[str]:
    with (folder / "locations.csv").open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file) if row["kind"] == "dock"]
