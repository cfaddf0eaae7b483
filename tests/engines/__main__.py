"""`make test-engines`: a floor's day in the browsers of old handhelds. `make test-engines ENGINES="74 91"` takes those
alone; all of them, with all steps, write the table into docs/browsers.md."""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from tests.browser.test_camera import camera_flags, shelf, video
from tests.engines import pictures, table
from tests.engines.devtools import chromium
from tests.engines.floor import HANDHELD, SEEN, TABLET, Floor, copy, load
from tests.engines.packages import ENGINES, Engine, NotFetched
from tests.engines.someone import Someone
from tests.engines.steps import DESK, FLOOR, Step, title
from tests.pictures import code


def run(engine: Engine, home: Path, taken: pictures.Taken) -> Iterator[tuple[Step, str]]:
    """Each step, and what went wrong with it: "" for nothing."""
    binary = engine.binary()
    with tempfile.TemporaryDirectory(prefix="floor-engine-") as folder:
        server = copy(home, Path(folder))
        try:
            server.start_as_it_is()
            scene = video(Path(folder) / "camera.y4m", shelf((code(SEEN, scale=6), 500, 240)))
            with chromium(binary, *HANDHELD, *camera_flags(scene)) as hand, chromium(binary, *TABLET) as desk:
                at = Floor(server, Someone(hand, server.url), Someone(desk, server.url), binary)
                for steps in (FLOOR | DESK).values():
                    for step, problem in work_through(at, steps):
                        pictures.take(taken, engine, step, hand)
                        hand.resize(*HANDHELD)
                        yield step, problem
        finally:
            server.stop()


def work_through(at: Floor, steps: tuple[Step, ...]) -> Iterator[tuple[Step, str]]:
    """Those of one station: each builds on the one before."""
    failed = ""
    if not at.server.answers():  # a step failed that had ended it
        at.server.start_as_it_is()
    for step in steps:
        if failed:
            yield step, f"not reached: {failed}"
            continue
        problem = tried(at, step)
        failed = title(step) if problem else ""
        yield step, problem


def tried(at: Floor, step: Step) -> str:
    try:
        step(at)
        problem = ""
    except Exception:  # whatever it was, the other stations are tried
        problem = traceback.format_exc(limit=-3)
    return problem + "\n".join(at.hand.tab.heard() + at.desk.tab.heard())


def main() -> None:
    choose = argparse.ArgumentParser(prog="tests.engines", description=__doc__)
    choose.add_argument(
        "version", nargs="*", type=int, help="of Chromium; without one, all of them and the newest"
    )
    chosen = choose.parse_args().version
    engines = [engine for engine in ENGINES if not chosen or engine.version in chosen]
    results: table.Results = {}
    taken = pictures.new()
    with tempfile.TemporaryDirectory(prefix="floor-engines-") as folder:
        home = Path(folder) / "home"
        load(home)
        for engine in engines:
            try:
                results[engine] = list(run(engine, home, taken))
            except NotFetched as problem:
                print(f"Chromium {engine.version} was not tried: {problem}", file=sys.stderr)
                results[engine] = []
                continue
            for step, problem in results[engine]:
                if problem:
                    print(f"\nChromium {engine.name}: {title(step)}\n{problem}", file=sys.stderr, flush=True)
            print(table.summary(engine, results[engine]), flush=True)
    if not chosen:
        table.write(results)
    pictures.write(taken)
    sys.exit(any(not steps or any(problem for _step, problem in steps) for steps in results.values()))


if __name__ == "__main__":
    main()
