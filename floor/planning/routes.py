"""The shortest round through a hall, stop by stop."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise
from math import inf
from typing import NamedTuple

from floor.planning.hall import Hall, Lane
from floor.planning.tours import (
    BOTH_ENDS,
    FROM_FRONT,
    FROM_REAR,
    NONE,
    ONCE,
    TWICE,
    State,
    Table,
    Tables,
    tables,
)

Stop = tuple[int, int]
"""Aisle and bay of the hall, as `Hall.stop` gives them."""
Crossing = tuple[float, int]
"""Where across the hall, and on which cross aisle."""


class Route(NamedTuple):
    """`stops` as one comes by them; `lane`: where one sets out and comes back to."""

    metres: float
    stops: list[Stop]
    lane: Lane


class _Act(NamedTuple):
    """One choice of the way that was taken: `kind` lane, aisle or across."""

    kind: str
    at: int
    x: float
    option: int
    into: int


def shortest(hall: Hall, stops: Collection[Stop]) -> Route:
    """The shortest round to all these stops, at least one, from a lane and back to it."""
    acts, metres = _cheapest(hall, stops)
    made = tables(hall.blocks)
    walk, lane = _walked(hall, acts, made.states), _lane_of(hall, acts)
    along = _stops_along(hall, set(stops), acts, walk, lane)
    # either way round is as long: begin with the first aisle, as people expect
    return Route(metres, along if along[0] <= along[-1] else along[::-1], lane)


def _acts(hall: Hall, stops: Collection[Stop]) -> Iterator[tuple[str, int, float, dict[int, float]]]:
    """What is decided one after the other, from left to right: kind, where, and the metres of each option."""
    columns = sorted({*hall.aisles, *(lane.x for lane in hall.lanes)})
    for before, x in zip([None, *columns], columns, strict=False):
        if before is not None:
            yield "across", 0, x, {ways: ways * (x - before) for ways in range(2 * len(hall.crosses) + 1)}
        for number, lane in enumerate(hall.lanes):
            if lane.x == x:
                yield "lane", number, x, {0: 0.0, 1: 2 * lane.beside}
        if x in hall.aisles:
            for block in range(hall.blocks):
                yield "aisle", block, x, _aisle_metres(hall, _bays(hall, stops, (x, block)), block)


def _bays(hall: Hall, stops: Collection[Stop], where: Crossing) -> list[int]:
    """The bays of these stops in this aisle and block, from the front."""
    aisle, block = hall.aisles.index(where[0]), where[1]
    return sorted(bay for of, bay in stops if of == aisle and hall.block_of(hall.bays[bay]) == block)


def _aisle_metres(hall: Hall, bays: list[int], block: int) -> dict[int, float]:
    """By way to walk this aisle of a block: the metres of it, where it passes all stops and has one to go in for."""
    front, rear = hall.crosses[block], hall.crosses[block + 1]
    through = {ONCE: rear - front, TWICE: 2 * (rear - front)}
    if not bays:
        return {NONE: 0.0, **through}
    along = [hall.bays[bay] for bay in bays]
    widest = max((after - before for before, after in pairwise(along)), default=0.0)
    return {
        **through, FROM_FRONT: 2 * (along[-1] - front), FROM_REAR: 2 * (rear - along[0]),
        BOTH_ENDS: 2 * (rear - front - widest),
    }  # fmt: skip


def _cheapest(hall: Hall, stops: Collection[Stop]) -> tuple[list[_Act], float]:
    made = tables(hall.blocks)
    best = {made.start: 0.0}
    came: list[tuple[str, int, float, dict[int, tuple[int, int]]]] = []
    for kind, at, x, metres in _acts(hall, stops):
        after: dict[int, float] = {}
        how: dict[int, tuple[int, int]] = {}
        for of, to, option in _table(made, hall, kind, at).rows:
            cost = best.get(of, inf) + metres.get(option, inf)
            if cost < after.get(to, inf):
                after[to], how[to] = cost, (of, option)
        best = after
        came.append((kind, at, x, how))
    state = min((made.done, *made.ends), key=lambda end: best.get(end, inf))
    total, acts = best[state], []
    for kind, at, x, how in reversed(came):
        before, option = how[state]
        acts.append(_Act(kind, at, x, option, state))
        state = before
    return acts[::-1], total


def _table(made: Tables, hall: Hall, kind: str, at: int) -> Table:
    if kind == "across":
        return made.across
    return made.lanes[hall.lanes[at].cross] if kind == "lane" else made.aisles[at]


def _lane_of(hall: Hall, acts: list[_Act]) -> Lane:
    return next(hall.lanes[act.at] for act in acts if act.kind == "lane" and act.option == 1)


def _walked(hall: Hall, acts: list[_Act], states: tuple[State, ...]) -> dict[Crossing, list[Crossing]]:
    """The ways between crossings, by crossing: what is walked twice stands there twice."""
    ways: dict[Crossing, list[Crossing]] = defaultdict(list)

    def walk(one: Crossing, other: Crossing, times: int) -> None:
        ways[one] += [other] * times
        ways[other] += [one] * times

    before = 0.0
    for act in acts:
        if act.kind == "aisle" and act.option in (ONCE, TWICE):
            walk((act.x, act.at), (act.x, act.at + 1), act.option)
        if act.kind == "across" and act.into < len(states):
            # a crossing that was met by an odd number of ways is left by one; its neighbour then is met by one, too
            for cross, met in enumerate(states[act.into].met):
                if met:
                    walk((before, cross), (act.x, cross), met)
        before = act.x
    return ways


def _stops_along(
    hall: Hall, stops: set[Stop], acts: list[_Act], ways: dict[Crossing, list[Crossing]], lane: Lane
) -> list[Stop]:
    """The stops in the order in which one comes by them on the round."""
    ends = {(act.x, act.at): act.option for act in acts if act.kind == "aisle"}
    found: list[Stop] = []
    left = set(stops)

    def pick(x: float, block: int, bays: list[int]) -> None:
        for bay in bays:
            stop = (hall.aisles.index(x), bay)
            if stop in left and hall.block_of(hall.bays[bay]) == block:
                left.remove(stop)
                found.append(stop)

    up = list(range(len(hall.bays)))
    round_trip = _in_one_go(ways, (lane.x, lane.cross))
    for before, here in pairwise([None, *round_trip]):
        if before and here and before[0] == here[0]:
            block = min(before[1], here[1])
            pick(here[0], block, up if here[1] > before[1] else up[::-1])
        if here is not None:
            x, cross = here
            for block, option in ((cross, ends.get((x, cross))), (cross - 1, ends.get((x, cross - 1)))):
                pick(x, block, _reached(hall, stops, (x, block), option, from_front=block == cross))
    return found


def _reached(
    hall: Hall, stops: set[Stop], where: Crossing, option: int | None, *, from_front: bool
) -> list[int]:
    """The bays that one goes in for from this end and comes out again, the way in."""
    if where[0] not in hall.aisles or option not in (FROM_FRONT, FROM_REAR, BOTH_ENDS):
        return []
    bays = _bays(hall, stops, where)
    if option == BOTH_ENDS:
        bays = _this_side(hall, bays, from_front=from_front)
    elif (option == FROM_FRONT) != from_front:
        return []
    return bays if from_front else bays[::-1]


def _this_side(hall: Hall, bays: list[int], *, from_front: bool) -> list[int]:
    """Those before the widest space, or behind it."""
    spaces = [hall.bays[after] - hall.bays[before] for before, after in pairwise(bays)]
    if not spaces:
        return bays
    cut = spaces.index(max(spaces)) + 1
    return bays[:cut] if from_front else bays[cut:]


def _in_one_go(ways: dict[Crossing, list[Crossing]], start: Crossing) -> list[Crossing]:
    """A walk over each way once, from the start and back to it (Hierholzer)."""
    left = {crossing: list(others) for crossing, others in ways.items()}
    path, walk = [start], []
    while path:
        here = path[-1]
        if left.get(here):
            other = left[here].pop()
            left[other].remove(here)
            path.append(other)
        else:
            walk.append(path.pop())
    return walk[::-1]
