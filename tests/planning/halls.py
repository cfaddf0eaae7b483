"""Halls of any shape within three blocks, and how far a round through one is when it is found by trying all of them."""

import random
from itertools import combinations, pairwise

from floor.planning.hall import Hall, Lane
from floor.planning.routes import Stop


def any_hall(chance: random.Random, blocks: int | None = None) -> Hall:
    """Up to six aisles at uneven distances, blocks of uneven depth, and up to three lanes, on any cross aisle."""
    blocks = blocks or chance.randint(1, 3)
    aisles = tuple(map(float, sorted(chance.sample(range(40), chance.randint(1, 6)))))
    crosses, bays = [0.0], []
    for _block in range(blocks):
        deep = chance.randint(8, 20)
        bays += [crosses[-1] + at for at in sorted(chance.sample(range(1, deep), chance.randint(1, 6)))]
        crosses.append(crosses[-1] + deep)
    lanes = [
        Lane(
            float(chance.choice([chance.randint(0, 40), *aisles])),
            chance.randint(0, blocks),
            chance.random() * 9,
        )
        for _ in range(chance.randint(1, 3))
    ]
    return Hall(aisles, tuple(crosses), tuple(bays), tuple(lanes))


def any_stops(chance: random.Random, hall: Hall, most: int) -> list[Stop]:
    every = [(aisle, bay) for aisle in range(len(hall.aisles)) for bay in range(len(hall.bays))]
    return chance.sample(every, min(len(every), chance.randint(1, most)))


def apart(hall: Hall, one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far one walks from a point of an aisle or cross aisle to another."""
    across = abs(one[0] - other[0])
    if across == 0:
        return abs(one[1] - other[1])
    return across + min(abs(one[1] - y) + abs(other[1] - y) for y in hall.crosses)


def length_of(hall: Hall, lane: Lane, stops: list[Stop]) -> float:
    """From a lane by these stops, one after the other, and back."""
    start = (lane.x, hall.crosses[lane.cross])
    points = [start, *((hall.aisles[aisle], hall.bays[bay]) for aisle, bay in stops), start]
    return 2 * lane.beside + sum(apart(hall, a, b) for a, b in pairwise(points))


def least(hall: Hall, stops: list[Stop]) -> float:
    """The shortest of all rounds (Held and Karp, 1962)."""
    return min(2 * lane.beside + _least_from(hall, lane, stops) for lane in hall.lanes)


def _least_from(hall: Hall, lane: Lane, stops: list[Stop]) -> float:
    points = [
        (lane.x, hall.crosses[lane.cross]),
        *((hall.aisles[aisle], hall.bays[bay]) for aisle, bay in stops),
    ]
    metres = [[apart(hall, a, b) for b in points] for a in points]
    others = range(1, len(points))
    cheapest = {(frozenset([to]), to): metres[0][to] for to in others}
    for size in range(2, len(points)):
        for some in map(frozenset, combinations(others, size)):
            for to in some:
                before = some - {to}
                cheapest[some, to] = min(cheapest[before, of] + metres[of][to] for of in before)
    return min(cheapest[frozenset(others), to] + metres[to][0] for to in others)
