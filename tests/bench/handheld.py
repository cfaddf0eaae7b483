"""`make bench-handheld`: what a handheld in a browser does on a slow processor, in a bad network, and when its tab is
killed. `make bench-handheld PART=speed`, `network` or `kills` measures one part."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from sqlalchemy import select

from floor.core.database import Database
from models import Receipt
from tests.bench import warehouse
from tests.bench.parts import Row, at_most
from tests.bench.setting import machine, percentile
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.people import until
from tests.client import Handheld, Json
from tests.served import ROOT, Served, served

LINES, UNITS = 16, 12
SCANS = 1 + LINES * (1 + UNITS) + 1  # of a task: its tote, at each line the bin and each unit, the lane
SINGLES = 104, 1  # lines and units of a task of as many scans, no two alike: faster than hands they may come
HAND = 350  # ms that a hand needs for the next unit
QUEUED = SCANS - 2  # some way into the task
BROWSERS, CUT_SECONDS = 8, 30.0
KILLS = 10
SLOW = 4  # times slower than this machine's processor
DRAINED_MS = 60_000
LINE = "#scan-form input"

# Scans as scanner apps write them, one every `gap` ms; `shown` is when each verdict was on the screen, `spent` what our
# scripts took for it, `heard` when its sound began, all in ms from the trigger.
PULL = """([scans, gap]) => {
  const told = window.told = { shown: [], spent: [], heard: [], left: scans.length };
  const note = (list) => told.spent.push(...list.getEntriesByName("floor.verdict").map((each) => each.duration));
  new PerformanceObserver(note).observe({ type: "measure" });
  const line = document.querySelector("#scan-form input");
  let start = 0;
  const begin = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...given) {
    told.heard.push(performance.now() - start);
    return begin.apply(this, given);
  };
  const timer = setInterval(() => {
    if (told.left === 0) return clearInterval(timer);
    start = performance.now();
    line.value = scans[scans.length - told.left];
    line.dispatchEvent(new InputEvent("input", { bubbles: true }));
    line.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    told.left -= 1;
    const from = start;
    requestAnimationFrame(() => setTimeout(() => told.shown.push(performance.now() - from)));
  }, gap);
}"""


@contextlib.contextmanager
def serve(home: Path, tasks: int, lines: int = LINES, units: int = UNITS) -> Iterator[Served]:
    """A server that is up, with so many open pick tasks of so many lines and units each."""
    with served(home / "home") as server:
        warehouse.write_files(home / "files", 1)
        columns = "channel,number,paid,name,street,city,postcode,country,service,sku,quantity,unit_price"
        to = ("yes", "Ada Byron", "1 High Street", "London", "N1", "GB", "standard")
        rows = (
            ("shop", f"H{order}", *to, f"S{(order * 31 + line * 17) % warehouse.SKUS}", units, "2.50")
            for order in range(tasks)
            for line in range(lines)
        )
        warehouse.write(home / "files" / "orders.csv", columns, rows)
        server.command("load", home / "files")
        server.start()
        with contextlib.closing(warehouse.boss(server)) as boss:
            boss.post("/waves", {"max_orders": tasks})
        yield server


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def picker(browser: Browser, url: str, number: int) -> Page:
    """PICK-number, signed in, on the page for picking, ready to be kept for when there is no network."""
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 640}, has_touch=True)
    context.set_default_timeout(DRAINED_MS)
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("#badge").fill(f"PICK-{number}")
    page.locator("#pin").evaluate(f"pin => {{ pin.value = '{warehouse.PIN}'; }}")
    page.locator("#pin-keys .primary").tap()
    page.locator("#sign-out").wait_for()
    return page


def claim(page: Page) -> list[str]:
    """The next task is opened; every scan that it takes."""
    page.goto("/pick")
    page.locator("#scan-form.ready").wait_for()
    page.locator("#stage .main").click()
    page.locator("#progress .number").wait_for()
    found = page.evaluate(
        "async () => (await fetch(`/api/v1/work/${new URLSearchParams(location.search).get('work')}`)).json()"
    )
    pulls = Handheld("http://nowhere", "", "", "").plan(found, each=True)
    return [pull.scan for pull in pulls]


def pull(page: Page, scans: list[str], gap: float) -> None:
    page.evaluate(PULL, [scans, gap])


def told(page: Page) -> Json:
    """What the page noted, once every scan was made."""
    page.wait_for_function("() => told.left === 0 && told.shown.length > 0", timeout=600_000)
    page.wait_for_timeout(200)
    noted: Json = page.evaluate("told")
    return noted


def drained(page: Page) -> float:
    """Seconds until no scan waits any more."""
    start = time.monotonic()
    page.wait_for_function("() => document.body.dataset.waiting === '0'", timeout=DRAINED_MS)
    return time.monotonic() - start


def mistakes(server: Served, work: str, scans: list[str]) -> int:
    """How many scans the server has not, twice, in another place of the order, or not accepted."""
    database = Database(f"sqlite:///{server.home / 'floor.db'}")
    with database.reading() as session:
        query = (
            select(Receipt.scan, Receipt.accepted).where(Receipt.work_id == int(work)).order_by(Receipt.seq)
        )
        have = [scan if accepted else None for scan, accepted in session.execute(query)]
    database.close()
    wrong = sum(one != other for one, other in zip(have, scans, strict=False))
    return wrong + abs(len(have) - len(scans))


def work_of(page: Page) -> str:
    found: str = page.evaluate("new URLSearchParams(location.search).get('work')")
    return found


def speed(folder: Path) -> Iterator[Row]:
    """A slow processor, and no network at all."""
    with serve(folder, 1) as server, chromium() as browser:
        page = picker(browser, server.url, 1)
        scans = claim(page)
        pull(page, scans[:1], 50)
        told(page)
        drained(page)  # after the tote everything is sure, and green
        page.context.set_offline(True)
        browser_itself = page.context.new_cdp_session(page)
        browser_itself.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
        browser_itself.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = script_seconds(browser_itself)
        pull(page, scans[1:QUEUED], HAND)
        noted = told(page)
        cpu = (script_seconds(browser_itself) - before) / len(noted["spent"])
        yield Row(f"scans without a network, on a processor {SLOW} times slower", f"{len(noted['spent'])}")
        yield Row(
            "  CPU of all scripts for a scan, with all that follows the verdict, ms", f"{1000 * cpu:.1f}"
        )
        yield Row(
            "  trigger to verdict p50, ms (on a quiet machine)", f"{percentile(noted['spent'], 0.5):.1f}"
        )
        yield at_most(
            "  trigger to verdict p95, ms (on a quiet machine)", percentile(noted["spent"], 0.95), 16
        )
        yield at_most("  trigger to colour on the screen p95, ms", percentile(noted["shown"], 0.95), 100)
        yield at_most("  trigger to sound p95, ms", percentile(noted["heard"], 0.95), 100)


def script_seconds(browser_itself: CDPSession) -> float:
    """What the page's thread has spent in scripts, in time of the processor: nothing else on the machine is in it."""
    metrics = browser_itself.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration"))


def network(
    folder: Path, browsers: int = BROWSERS, gap: float = 500, cut_seconds: float = CUT_SECONDS
) -> Iterator[Row]:
    """400 ms, every twentieth connection dropped, and twice nothing at all for a while."""
    with serve(folder, browsers, *SINGLES) as server, chromium() as browser, cuts(server) as (port, cut):
        pages = [picker(browser, f"http://127.0.0.1:{port}", number + 1) for number in range(browsers)]
        rounds = [claim(page) for page in pages]
        cut(0)  # from now on the network is bad
        for page, scans in zip(pages, rounds, strict=True):
            pull(page, scans, gap)
        for _cut in range(2):
            pages[0].wait_for_timeout(SCANS * gap / 6)
            cut(cut_seconds)
        notes = [told(page) for page in pages]
        shown = [each for note in notes for each in note["shown"]]
        waited = sum(drained(page) for page in pages)
        wrong = sum(mistakes(server, work_of(page), scans) for page, scans in zip(pages, rounds, strict=True))
        made = sum(map(len, rounds))
        yield Row(
            f"{browsers} browsers, 400 ms, 5 % dropped, two cuts of {cut_seconds:.0f} s: scans", f"{made}"
        )
        yield at_most("  lost, doubled, refused or out of order", wrong, 0)
        yield Row("  until all had been answered after the last scan, s", f"{waited:.1f}")
        yield at_most("  trigger to local verdict on the screen p95, ms", percentile(shown, 0.95), 100)
        yield check(server)


@contextlib.contextmanager
def cuts(server: Served) -> Iterator[tuple[int, Callable[[float], None]]]:
    """The port of a bad network before the server, and what cuts it for so many seconds."""
    command = [sys.executable, "-m", "tests.bench.cuts", str(server.port), "400", "0.05"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as proxy:
        assert proxy.stdin
        assert proxy.stdout
        given, answers = proxy.stdin, proxy.stdout

        def cut(seconds: float) -> None:
            given.write(f"{seconds}\n")
            given.flush()
            answers.readline()

        try:
            yield int(answers.readline()), cut
        finally:
            proxy.terminate()


def kills(folder: Path, times: int = KILLS) -> Iterator[Row]:
    """The tab is killed with all its scans waiting, and every second time again while they go out."""
    slowest, wrong, scanned = 0.0, 0, 0
    with serve(folder, times, *SINGLES) as server, chromium() as browser:
        page = picker(browser, server.url, 1)
        for number in range(times):
            scans = claim(page)
            until(page, "async () => (await caches.match('/pick')) !== undefined")
            page.context.set_offline(True)
            pull(page, scans[:QUEUED], 20)
            told(page)
            page = killed(page)
            page.context.set_offline(False)
            if number % 2:
                page.wait_for_timeout(100 * number)
                page = killed(page)
            slowest = max(slowest, drained(page))
            wrong += mistakes(server, work_of(page), scans[:QUEUED])
            scanned += QUEUED
            pull(page, scans[QUEUED:], 50)
            page.locator("#stage .proud").wait_for()
        yield Row(f"tab kills with {QUEUED} scans waiting: scans in all", f"{scanned}")
        yield at_most("  lost, doubled, refused or out of order", wrong, 0)
        yield at_most("  slowest until all had been answered after the return, s", slowest, 10)
        yield check(server)


def killed(page: Page) -> Page:
    """The tab's process dies without a word; another tab is opened at its address."""
    address, context = page.url, page.context
    assert context.browser
    processes = context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in processes:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    page.close()
    after = context.new_page()
    after.goto(address)
    return after


def check(server: Served) -> Row:
    said = server.command("check").strip()
    return Row("  floor check", said.splitlines()[-1][:20], "adds up", said == "everything adds up")


PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {"speed": speed, "network": network, "kills": kills}


def main() -> None:
    choose = argparse.ArgumentParser(prog="tests.bench.handheld", description=__doc__)
    choose.add_argument("part", nargs="*", choices=[*PARTS, []])
    chosen = choose.parse_args().part or os.environ.get("PART", "").split() or list(PARTS)
    print(
        f"{datetime.now(UTC).date()}, {machine()}\n\n{'measured':<66}{'figure':>14}  {'claim':<12}",
        flush=True,
    )
    missed = 0
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="floor-bench-") as folder:
            for row in PARTS[name](Path(folder)):
                print(row.line(), flush=True)
                missed += row.met is False
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
