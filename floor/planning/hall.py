"""The floor of a rectangular hall: parallel aisles, cross aisles at right angles to them, and the lanes where a round
begins and ends. Made of where people stand to reach each place; metres throughout."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

MOST_BLOCKS = 3
WIDE = 2.5
"""Bays apart, at the least, where a cross aisle runs between two bays of every aisle."""


class Stand(NamedTuple):
    """Where one stands to reach a place of an aisle, in metres."""

    aisle: str
    x: float
    y: float


@dataclass(frozen=True)
class Lane:
    """Where a round may begin and end: on this cross aisle, at `x`, and `beside` metres from it."""

    x: float
    cross: int
    beside: float


@dataclass(frozen=True)
class Hall:
    """`aisles`: where each lies across the hall; `crosses`: where each cross aisle lies along them, from the front;
    `bays`: where one stands along an aisle. `turned`: the aisles run along x, and both were exchanged."""

    aisles: tuple[float, ...]
    crosses: tuple[float, ...]
    bays: tuple[float, ...]
    lanes: tuple[Lane, ...]
    turned: bool = False

    @property
    def blocks(self) -> int:
        return len(self.crosses) - 1

    def block_of(self, along: float) -> int:
        """Between which two cross aisles, counted from the front, one stands."""
        return min(max(bisect_right(self.crosses, along) - 1, 0), self.blocks - 1)

    def stop(self, x_m: float, y_m: float) -> tuple[int, int] | None:
        """At which aisle and which bay one stands to reach a place; None where the hall has none there."""
        x, y = _turn((round(x_m, 3), round(y_m, 3)), self.turned)
        return (self.aisles.index(x), self.bays.index(y)) if x in self.aisles and y in self.bays else None


def _turn(point: tuple[float, float], turned: bool) -> tuple[float, float]:
    return point[::-1] if turned else point


def hall_of(bins: Collection[Stand], lanes: Iterable[tuple[float, float]]) -> Hall | None:
    """The hall in which these bins stand; None where nobody has measured it, it is not rectangular, or more than three
    blocks deep."""
    if not bins or not all(stand.x or stand.y for stand in bins):
        return None
    turned = _runs_along_x(bins)
    standing = {_turn((round(stand.x, 3), round(stand.y, 3)), turned) for stand in bins}
    aisles, bays = sorted({x for x, _y in standing}), sorted({y for _x, y in standing})
    crosses = _crosses(bays)
    if len(crosses) - 1 > MOST_BLOCKS or (len(aisles) > 1 and 2 * len(aisles) > len(standing)):
        return None
    ends = {_lane(_turn(point, turned), crosses) for point in lanes if any(point)} or {
        Lane(aisles[0], 0, 0.0)
    }
    in_order = sorted(ends, key=lambda lane: (lane.x, lane.cross, lane.beside))
    return Hall(tuple(aisles), tuple(crosses), tuple(bays), tuple(in_order), turned)


def _runs_along_x(bins: Iterable[Stand]) -> bool:
    """Whether the bins of one aisle share their y rather than their x."""
    aisles: dict[str, list[Stand]] = {}
    for stand in bins:
        aisles.setdefault(stand.aisle, []).append(stand)
    named = [found for aisle, found in aisles.items() if aisle]
    across = sum(len({stand.y for stand in found}) for found in named)
    return across < sum(len({stand.x for stand in found}) for found in named)


def _crosses(bays: list[float]) -> list[float]:
    """One before the first bay, one behind the last, and one wherever all aisles leave a wide space."""
    pairs = list(pairwise(bays))
    pitch = median(after - before for before, after in pairs) if pairs else 1.0
    between = [(before + after) / 2 for before, after in pairs if after - before > WIDE * pitch]
    return [bays[0] - pitch, *between, bays[-1] + pitch]


def _lane(point: tuple[float, float], crosses: list[float]) -> Lane:
    x, y = point
    cross = min(range(len(crosses)), key=lambda at: abs(crosses[at] - y))
    return Lane(x, cross, abs(crosses[cross] - y))
