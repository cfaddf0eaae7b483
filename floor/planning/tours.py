"""How a shortest round can look, column by column, in a rectangular hall of up to three blocks.

A round is a set of ways walked between crossings, and it can be walked in one go if every crossing meets an even number
of them and all of them hang together. Looking at the hall from left to right, all that matters of what lies behind is,
for each cross aisle, whether the last crossing meets none, an even or an odd number of ways so far, and which of these
crossings hang together. There are few such states, whatever the hall's size, so that the shortest round is found by
keeping the cheapest way into each. After Ratliff and Rosenthal (1983) for one block and Roodbergen and de Koster (2001)
for two; the tables are worked out here for any number of blocks instead of being written down.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

NONE, ONCE, TWICE, FROM_FRONT, FROM_REAR, BOTH_ENDS = range(6)
"""How an aisle between two cross aisles is walked: not at all, through it, there and back through it, in and out from
one end as far as the last stop, or from both ends so that the widest space between stops is left out."""


class State(NamedTuple):
    """`met`: 0 none, 1 an odd, 2 an even number of ways, by crossing; `group`: which crossings hang together; `lane`:
    a lane has been taken in."""

    met: tuple[int, ...]
    group: tuple[int, ...]
    lane: bool


class Table(NamedTuple):
    """Rows (from, to, option): from which state by which option one comes to which."""

    rows: tuple[tuple[int, int, int], ...]


class Tables(NamedTuple):
    """For a number of blocks. `lanes`: by cross aisle, options 0 pass, 1 take it in; `aisles`: by block, an option as
    above; `across`: to the next column, the option is how many ways are walked on all cross aisles together.
    `start`: nothing walked yet; `done`: the round is closed, and nothing more comes."""

    states: tuple[State, ...]
    lanes: tuple[Table, ...]
    aisles: tuple[Table, ...]
    across: Table
    start: int
    done: int

    @property
    def ends(self) -> tuple[int, ...]:
        return tuple(at for at, state in enumerate(self.states) if _closed(state))


def _tidy(met: list[int], group: list[int], lane: bool) -> State:
    """The same state is written the same way: groups are counted from 1 as they come, 0 where nothing is met."""
    names: dict[int, int] = {}
    tidy = [names.setdefault(of, len(names) + 1) if m else 0 for m, of in zip(met, group, strict=True)]
    return State(tuple(met), tuple(tidy), lane)


def _more(state: State, at: int, ways: int) -> int:
    """What a crossing meets after so many more ways."""
    return 2 - (state.met[at] + ways) % 2


def _take_lane(cross: int, state: State) -> Iterator[tuple[State, int]]:
    yield state, 0
    if not state.lane:
        met, group = list(state.met), list(state.group)
        if met[cross] == 0:
            met[cross], group[cross] = 2, len(met) + 1
        yield _tidy(met, group, True), 1


def _walk_aisle(block: int, state: State) -> Iterator[tuple[State, int]]:
    yield state, NONE
    for option in (ONCE, TWICE):
        met, group = list(state.met), list(state.group)
        joined = {group[at] for at in (block, block + 1) if met[at]}
        for at in (block, block + 1):
            met[at], group[at] = _more(state, at, option), -1
        group = [-1 if of in joined else of for of in group]
        yield _tidy(met, group, state.lane), option
    for option, ends in ((FROM_FRONT, (block,)), (FROM_REAR, (block + 1,)), (BOTH_ENDS, (block, block + 1))):
        met, group = list(state.met), list(state.group)
        for at in ends:
            if met[at] == 0:
                met[at], group[at] = 2, len(met) + 1 + at
        yield _tidy(met, group, state.lane), option


def _go_across(state: State) -> Iterator[tuple[State | None, int]]:
    """To the next column; None: the round is closed here."""
    if not any(state.met):
        yield state, 0
        return
    if _closed(state):
        yield None, 0
    choices = [{0: (0,), 1: (1,), 2: (0, 2)}[met] for met in state.met]
    for ways in product(*choices):
        going = {of for of, way in zip(state.group, ways, strict=True) if way}
        if going == {of for of in state.group if of}:  # else a part would never be joined to the rest
            met = [0 if way == 0 else 2 - way % 2 for way in ways]
            yield _tidy(met, list(state.group), state.lane), sum(ways)


def _closed(state: State) -> bool:
    return state.lane and 1 not in state.met and set(state.group) - {0} == {1}


@lru_cache
def tables(blocks: int) -> Tables:
    """The tables for halls of so many blocks."""
    start = State((0,) * (blocks + 1), (0,) * (blocks + 1), False)
    steps: list[Callable[[State], Iterator[tuple[State | None, int]]]] = [
        *(partial(_take_lane, cross) for cross in range(blocks + 1)),
        *(partial(_walk_aisle, block) for block in range(blocks)),
        _go_across,
    ]
    numbers, found = {start: 0}, [start]
    rows: list[list[tuple[int, int, int]]] = [[] for _ in steps]
    for state in found:  # which grows meanwhile
        for step, made in zip(steps, rows, strict=True):
            for after, option in step(state):
                if after is not None and after not in numbers:
                    numbers[after] = len(found)
                    found.append(after)
                made.append((numbers[state], -1 if after is None else numbers[after], option))
    done = len(found)
    every = [
        Table(tuple((a, done if b < 0 else b, o) for a, b, o in (*made, (done, -1, 0)))) for made in rows
    ]
    return Tables(tuple(found), tuple(every[: blocks + 1]), tuple(every[blocks + 1 : -1]), every[-1], 0, done)
