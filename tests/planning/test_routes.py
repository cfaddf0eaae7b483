"""The shortest round is the shortest: against all rounds that there are, in halls of one, two and three blocks."""

import random

import numpy as np
import pytest

from floor.planning.lengths import lengths
from floor.planning.routes import shortest
from tests.planning.halls import any_hall, any_stops, least, length_of


@pytest.mark.parametrize("part", range(4))
def test_no_round_is_shorter_and_its_order_of_stops_is_as_long_as_it_says(part):
    chance = random.Random(part)
    for _ in range(300):
        hall = any_hall(chance)
        stops = any_stops(chance, hall, 6)
        route = shortest(hall, stops)
        assert sorted(route.stops) == sorted(stops)
        assert route.metres == pytest.approx(least(hall, stops))
        assert length_of(hall, route.lane, route.stops) == pytest.approx(route.metres)


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_the_lengths_of_many_rounds_at_once_are_those_of_each(blocks):
    chance = random.Random(blocks)
    hall = any_hall(chance, blocks)
    baskets = [any_stops(chance, hall, 30) for _ in range(60)]
    stops = np.zeros((len(baskets), len(hall.aisles), len(hall.bays)), bool)
    for at, basket in enumerate(baskets):
        stops[(at, *np.array(basket).T)] = True
    assert lengths(hall, stops) == pytest.approx(
        [shortest(hall, basket).metres for basket in baskets], rel=1e-5
    )


def test_no_stops_are_no_metres():
    hall = any_hall(random.Random(1))
    assert lengths(hall, np.zeros((2, len(hall.aisles), len(hall.bays)), bool)).tolist() == [0, 0]
    assert len(lengths(hall, np.zeros((0, len(hall.aisles), len(hall.bays)), bool))) == 0
