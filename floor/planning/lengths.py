"""How long the shortest round to many sets of stops is, for all of them at once: what planning compares."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from floor.planning.hall import Hall
from floor.planning.tours import Table, tables

Stops = NDArray[np.bool_]
"""Where one stands, by basket, aisle and bay of the hall."""
Metres = NDArray[np.float32]

AT_ONCE = 2048  # baskets; what is worked on stays in the processor's cache
NEVER = np.inf


class _Step(NamedTuple):
    """A table by the state that is come to: from which states by which options."""

    into: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]

    def take(self, best: Metres, metres: Metres) -> Metres:
        """The least metres into each state, by basket; `metres`: by option, and by basket where they differ."""
        after = np.full_like(best, NEVER)
        way = np.empty_like(best[0])
        for to, ways in self.into:
            least = after[to]
            for of, option in ways:
                np.add(best[of], metres[option], out=way)
                np.minimum(least, way, out=least)
        return after


class _Steps(NamedTuple):
    lanes: tuple[_Step, ...]
    aisles: tuple[_Step, ...]
    across: _Step
    states: int
    closed: tuple[int, ...]


def _step(table: Table) -> _Step:
    into: dict[int, list[tuple[int, int]]] = {}
    for of, to, option in table.rows:
        into.setdefault(to, []).append((of, option))
    return _Step(tuple((to, tuple(ways)) for to, ways in into.items()))


@lru_cache
def _steps(blocks: int) -> _Steps:
    made = tables(blocks)
    closed = (made.done, *made.ends)
    lanes, aisles = tuple(map(_step, made.lanes)), tuple(map(_step, made.aisles))
    return _Steps(lanes, aisles, _step(made.across), made.done + 1, closed)


def lengths(hall: Hall, stops: Stops) -> Metres:
    """Metres of the shortest round to each basket's stops, from a lane and back to it, by whichever lane is best."""
    parts = [stops[at : at + AT_ONCE] for at in range(0, len(stops), AT_ONCE)]
    return np.concatenate([_lengths(hall, part) for part in parts]) if parts else np.empty(0, np.float32)


def _lengths(hall: Hall, stops: Stops) -> Metres:
    steps = _steps(hall.blocks)
    walked = [aisle_metres(hall, stops, block) for block in range(hall.blocks)]
    best = np.full((steps.states, len(stops)), NEVER, np.float32)
    best[0] = 0.0
    columns = sorted({*hall.aisles, *(lane.x for lane in hall.lanes)})
    across = np.arange(2 * len(hall.crosses) + 1, dtype=np.float32)
    for at, x in enumerate(columns):
        if at:
            best = steps.across.take(best, across * np.float32(x - columns[at - 1]))
        for lane in hall.lanes:
            if lane.x == x:
                best = steps.lanes[lane.cross].take(best, np.array([0.0, 2 * lane.beside], np.float32))
        if x in hall.aisles:
            aisle = hall.aisles.index(x)
            for step, metres in zip(steps.aisles, walked, strict=True):
                best = step.take(best, metres[:, :, aisle])
    shortest: Metres = best[list(steps.closed)].min(axis=0)
    return np.where(stops.any(axis=(1, 2)), shortest, 0.0)


def aisle_metres(hall: Hall, stops: Stops, block: int) -> Metres:
    """By way to walk an aisle of a block, basket and aisle: the metres of it; never where it would miss a stop, or has
    none to go in for."""
    front, rear = hall.crosses[block], hall.crosses[block + 1]
    bays = [at for at, along in enumerate(hall.bays) if hall.block_of(along) == block]
    here = stops[:, :, bays]
    along = np.array([hall.bays[at] for at in bays], np.float32)
    first, last, widest = _spread(here, along)
    some = last >= first
    found: list[Any] = [
        np.where(some, NEVER, 0.0), np.full(some.shape, rear - front), np.full(some.shape, 2 * (rear - front)),
        np.where(some, 2 * (last - front), NEVER), np.where(some, 2 * (rear - first), NEVER),
        np.where(some, 2 * (rear - front - widest), NEVER),
    ]  # fmt: skip
    return np.stack(found).astype(np.float32, copy=False)


def _spread(here: Stops, along: Metres) -> tuple[Metres, Metres, Metres]:
    """Of each aisle: the first stop, the last, before the first where there is none, and the widest space between two
    that follow each other; 0 where there is one stop, or none."""
    shape = here.shape[:2]
    first, last = np.full(shape, NEVER, np.float32), np.full(shape, -NEVER, np.float32)
    widest = np.zeros(shape, np.float32)
    by_bay = np.ascontiguousarray(np.moveaxis(here, 2, 0))
    for now, y in zip(by_bay, along, strict=True):
        np.maximum(widest, y - last, out=widest, where=now & np.isfinite(last))
        np.copyto(last, y, where=now)
    for now, y in zip(by_bay[::-1], along[::-1], strict=True):
        np.copyto(first, y, where=now)
    return first, last, widest
