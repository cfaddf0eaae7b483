"""Waves that walk little: published instances of order batching, and waves of real orders in the halls that they
came to. Lengths are those of the plan; each reference stands beside it."""

import csv
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from floor.planning.carts import plan_carts
from floor.planning.hall import Hall, Lane, Stand, hall_of
from floor.planning.lengths import Stops, lengths
from floor.planning.routes import shortest
from tests.bench.parts import DATA, Row, at_most

SETS = {"henn_uniform_ss": "S-Shape", "henn_uniform_lg": "Largest", "muter_oncan": "MUTER"}
EVERY = int(os.environ.get("EVERY", "4"))  # instance of a set
CART = 6
FEW_LINES = 3  # as a private customer orders; the others are shops


class Instance(NamedTuple):
    hall: Hall
    orders: Stops
    sizes: list[int]
    room: int


def walked(folder: Path) -> Iterator[Row]:
    del folder
    yield from _routes()
    if not (DATA / "batching").is_dir():
        yield Row("published instances: data beside the project is missing", "")
        return
    for seconds, most in ((1.0, 0.03), (10.0, 0.005)):
        for name, group in SETS.items():
            yield from _gaps(name, group, seconds, most)
    yield from _retail(DATA / "retail-week")


def _routes() -> Iterator[Row]:
    """Rounds of 20 stops, in CPU time."""
    chance = np.random.default_rng(1)
    bays = tuple(block * 50 + 2.0 * at for block in (0, 1) for at in range(1, 24))
    hall = Hall(tuple(4.0 * at for at in range(10)), (0.0, 50.0, 100.0), bays, (Lane(2.0, 0, 4.0),))
    stops = np.zeros((20_000, len(hall.aisles), len(hall.bays)), bool)
    for each in stops:
        each[chance.integers(0, 10, 20), chance.integers(0, len(bays), 20)] = True
    begun = time.process_time()
    lengths(hall, stops)
    yield at_most(
        "length of a round of 20 stops in 2 blocks, us", (time.process_time() - begun) / 20_000 * 1e6, 30
    )
    begun = time.process_time()
    for each in stops[:100]:
        shortest(hall, [(int(a), int(b)) for a, b in np.argwhere(each)])
    yield Row("  the same with its order of stops, ms", f"{(time.process_time() - begun) / 100 * 1e3:.2f}")


def _gaps(name: str, group: str, seconds: float, most: float) -> Iterator[Row]:
    best = best_known(group)
    gaps = []
    for file in sorted((DATA / "batching" / name).rglob("*.txt"))[::EVERY]:
        if file.name in best:
            made = instance(file)
            carts = plan_carts(made.hall, made.orders, made.sizes, made.room, seconds=seconds)
            gaps.append(metres(made.hall, made.orders, carts) / best[file.name] - 1)
    if gaps:
        yield at_most(
            f"{name}, {len(gaps)} instances, {seconds:g} s: median gap, %", median(gaps) * 100, most * 100
        )
        yield at_most("  the worst, %", max(gaps) * 100, 4)


def metres(hall: Hall, orders: Stops, carts: list[list[int]]) -> float:
    return float(lengths(hall, np.stack([orders[cart].any(axis=0) for cart in carts])).sum())


def best_known(group: str) -> dict[str, float]:
    with (DATA / "batching" / "best_known.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["policy"] == "optimal" and row["UB"]]
    wanted = [r for r in rows if group in r["benchmark set"] + r["group"] and "class-based" not in r["group"]]
    return {row["file"]: float(row["UB"]) for row in wanted}


def instance(file: Path) -> Instance:
    """One of the published instances, of one block; its cell 0 lies at the rear."""
    text = file.read_text(encoding="latin-1")
    said = dict(re.findall(r"^(\w+) : (\S+)", text, re.MULTILINE))
    weight = {sku: float(grams) for sku, grams in re.findall(r"^ID (\d+) WEIGHT (\S+)", text, re.MULTILINE)}
    place = {
        sku: (int(a), int(c))
        for sku, a, c in re.findall(r"^ID (\d+) AISLE (\d+) CELL (\d+)", text, re.MULTILINE)
    }
    aisles, cells = int(said["NUM_AISLES"]), int(said["NUM_CELLS"])
    pitch, front = float(said["DISTANCE_CELL_TO_CELL"]), float(said["DISTANCE_BOTTOM_TO_CELL"])
    bays = tuple(front + pitch * at for at in range(cells))
    apart = float(said["DISTANCE_AISLE_TO_AISLE"])
    lane = Lane(apart * int(said["DEPOT_AISLE"]), 0, float(said["DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"]))
    rear = bays[-1] + float(said["DISTANCE_TOP_TO_CELL"])
    hall = Hall(tuple(apart * at for at in range(aisles)), (0.0, rear), bays, (lane,))
    wanted = text[text.index("ORDER_SECTION") :].split("NUM_ARTICLES_IN_ORDER")[1:]
    orders, sizes = np.zeros((len(wanted), aisles, cells), bool), []
    for at, part in enumerate(wanted):
        lines = re.findall(r"ID (\d+) QUANTITY (\S+)", part)
        for sku, _units in lines:
            orders[at, place[sku][0], cells - 1 - place[sku][1]] = True
        sizes.append(int(sum(weight[sku] * float(units) for sku, units in lines)))
    return Instance(hall, orders, sizes, int(said["PICKER_CAPACITY"]))


def _retail(folder: Path) -> Iterator[Row]:
    """Waves of the orders as they came, against carts filled as they came and an S through the hall."""
    hall, orders = _orders_of(folder)
    few = orders.sum(axis=(1, 2)) <= FEW_LINES
    for whose, some, least in (("private", orders[few], 0.45), ("wholesale", orders[~few], 0.35)):
        for size in (50, len(some)):
            saved = _saved(hall, some[:size])
            what = f"{folder.name}, {whose}, a wave of {size}: walked less, %"
            yield Row(what, f"{saved * 100:.1f}", f">= {least * 100:g}", saved >= least)


def _saved(hall: Hall, wave: Stops) -> float:
    size = len(wave)
    carts = plan_carts(hall, wave, [1] * size, CART, seconds=1 + size / 500)
    came = [list(range(at, min(at + CART, size))) for at in range(0, size, CART)]
    before = sum(s_shape(hall, wave[cart].any(axis=0)) for cart in came)
    return 1 - metres(hall, wave, carts) / before


def _orders_of(folder: Path) -> tuple[Hall, Stops]:
    with (folder / "locations.csv").open(encoding="utf-8") as file:
        places = {row["code"]: row for row in csv.DictReader(file)}
    where = {code: (float(row["x_m"]), float(row["y_m"])) for code, row in places.items()}
    bins = [Stand(row["aisle"], *where[code]) for code, row in places.items() if row["kind"] == "bin"]
    lanes = [where[code] for code, row in places.items() if row["kind"] in ("station", "stage")]
    hall = hall_of(bins, lanes)
    assert hall is not None
    bin_of: dict[str, str] = {}
    with (folder / "stock.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            bin_of.setdefault(row["sku"], row["location"])
    lines: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    with (folder / "orders.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            stop = hall.stop(*where[bin_of[row["sku"]]]) if row["sku"] in bin_of else None
            if stop:
                lines[row["channel"], row["number"]].add(stop)
    orders = np.zeros((len(lines), len(hall.aisles), len(hall.bays)), bool)
    for at, stops in enumerate(lines.values()):
        orders[(at, *np.array(sorted(stops)).T)] = True
    return hall, orders


def s_shape(hall: Hall, stops: Stops) -> float:
    """Through every aisle with a stop, from the left; the last, where it would end at the rear, only as far as need
    be. From the lane that is best for it."""
    aisles = [at for at in range(len(hall.aisles)) if stops[at].any()]
    deep = hall.crosses[-1] - hall.crosses[0]
    along = len(aisles) * deep
    if len(aisles) % 2:
        last = max(hall.bays[bay] for bay in np.flatnonzero(stops[aisles[-1]]))
        along += 2 * (last - hall.crosses[0]) - deep
    left, right = hall.aisles[aisles[0]], hall.aisles[aisles[-1]]
    return along + min(
        abs(lane.x - left) + right - left + abs(lane.x - right) + 2 * lane.beside for lane in hall.lanes
    )
