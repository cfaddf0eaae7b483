"""`make bench`: measures what the README claims, and prints a table. `make bench PART=scans` measures one part.

Parts: scans, closed, cpu, history, files, kills, faults, goods_in, week, readers, stock, orders, search, races,
plan. Those that need data beside the project say so where it is missing.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import orders, parts, plan, races, readers, searched, stock
from tests.bench.parts import Row
from tests.bench.setting import machine

Part = Callable[[Path], Iterator[Row]]
PARTS: dict[str, Part] = {
    "scans": parts.scans,
    "closed": parts.closed_loop,
    "cpu": parts.cpu,
    "history": parts.history,
    "files": parts.files,
    "kills": parts.kills,
    "faults": parts.faults,
    "goods_in": parts.goods_in,
    "week": parts.week,
    "readers": readers.reads,
    "stock": stock.asked,
    "orders": orders.listed,
    "search": searched.found,
    "races": races.last_unit,
    "plan": plan.walked,
}


def main() -> None:
    choose = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    choose.add_argument("part", nargs="*", help="or PART in the environment; without one, all of them")
    chosen = choose.parse_args().part or os.environ.get("PART", "").split() or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        choose.error(f"no such part: {' '.join(unknown)}; there are {' '.join(PARTS)}")
    print(f"{datetime.now(UTC).date()}, {machine()}\n", flush=True)
    print(f"{'measured':<66}{'figure':>14}  {'claim':<12}", flush=True)
    missed = 0
    for name in chosen:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="floor-bench-") as folder:
            for row in PARTS[name](Path(folder)):
                print(row.line(), flush=True)
                missed += row.met is False
        print(f"{f'({name} took {time.monotonic() - start:.0f} s)':<66}", flush=True)
    if missed:
        print(f"\n{missed} claims were not met in this run")
        sys.exit(1)


if __name__ == "__main__":
    main()
