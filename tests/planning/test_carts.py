"""Orders share carts so that all rounds together walk little."""

import random
from itertools import combinations

import numpy as np
import pytest

from floor.planning.carts import plan_carts
from floor.planning.hall import Hall, Lane
from floor.planning.lengths import lengths

HALL = Hall(
    tuple(4.0 * at for at in range(10)), (0.0, 31.0), tuple(map(float, range(1, 31))), (Lane(6.0, 0, 4.0),)
)


def some_orders(count, lines, seed=0):
    chance = random.Random(seed)
    stops = np.zeros((count, len(HALL.aisles), len(HALL.bays)), bool)
    for order in range(count):
        for _ in range(chance.randint(1, lines)):
            stops[order, chance.randrange(10), chance.randrange(30)] = True
    return stops


def walked(stops, carts):
    return float(lengths(HALL, np.stack([stops[cart].any(axis=0) for cart in carts])).sum())


@pytest.mark.parametrize("seconds", [0, 0.2])
@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_every_order_has_one_place_and_no_cart_holds_more_than_it_can(count, seconds):
    stops = some_orders(count, 4)
    sizes = [1 + at % 3 for at in range(count)]
    carts = plan_carts(HALL, stops, sizes, 6, seconds=seconds)
    assert sorted(order for cart in carts for order in cart) == list(range(count))
    assert max(sum(sizes[order] for order in cart) for cart in carts) <= 6


def test_what_is_larger_than_a_cart_goes_alone():
    assert [1] in plan_carts(HALL, some_orders(4, 3), [2, 9, 2, 2], 6, seconds=0.1)


def test_much_less_is_walked_than_by_carts_filled_as_orders_came_or_with_one_order_each():
    stops = some_orders(120, 3)
    carts = plan_carts(HALL, stops, [1] * 120, 6, seconds=0.5)
    as_they_came = [list(range(at, at + 6)) for at in range(0, 120, 6)]
    assert walked(stops, carts) < 0.75 * walked(stops, as_they_came)
    assert walked(stops, carts) < 0.4 * float(lengths(HALL, stops).sum())


@pytest.mark.parametrize("seed", range(3))
def test_of_few_orders_hardly_any_plan_is_better(seed):
    stops = some_orders(8, 2, seed)
    carts = [frozenset(some) for size in (1, 2, 3) for some in combinations(range(8), size)]
    metres = lengths(HALL, np.stack([stops[list(cart)].any(axis=0) for cart in carts]))
    length = dict(zip(carts, map(float, metres), strict=True))
    best = min(sum(length[frozenset(cart)] for cart in plan) for plan in every_plan(list(range(8)), 3))
    assert walked(stops, plan_carts(HALL, stops, [1] * 8, 3, seconds=0.5)) <= 1.01 * best


def every_plan(orders, most):
    if not orders:
        yield []
        return
    first, *rest = orders
    for others in range(min(most, len(orders))):
        for some in combinations(rest, others):
            for plan in every_plan([order for order in rest if order not in some], most):
                yield [[first, *some], *plan]
