"""Which orders share a cart, so that all rounds together walk the least.

First the two groups of orders that gain most by going together are joined, as long as a cart holds them (savings after
Clarke and Wright, with the exact length of each joint round). Then orders change carts, or places with each other, many
tries at once: what shortens is kept, and for a while also what lengthens a little, so that it does not stay in the
first dip (simulated annealing).
"""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from floor.planning.hall import Hall
from floor.planning.lengths import Metres, Stops, lengths

NEAR = 16
"""How many others each group of orders is tried with, those with the most aisles in common."""
WARM = 0.05
"""Of a mean round: how much longer a try may make the plan at first."""
TRIES = 6  # for each cart, at once
FEWEST_TRIES = 128


def plan_carts(
    hall: Hall, orders: Stops, sizes: Sequence[int], room: int, *, seconds: float, seed: int = 0
) -> list[list[int]]:
    """The orders that go onto each cart, by their places in `orders`; an order larger than a cart goes alone.

    `orders`: where each is picked; `sizes`: the room that each takes up, of `room` on a cart; `seconds`: how long to
    look for better. The same seed and time on a quiet machine give the same plan.
    """
    carts = _joined(hall, orders, np.array(sizes), room)
    if len(carts) < 2 or seconds <= 0:
        return carts
    return _Search(hall, orders, np.array(sizes), room, carts, seed).improved(seconds)


def _joined(hall: Hall, orders: Stops, sizes: NDArray[np.int_], room: int) -> list[list[int]]:
    groups = [[order] for order in range(len(orders))]
    stops, metres, loads = orders.copy(), lengths(hall, orders), sizes.copy()
    while len(groups) > 1:
        pairs = _near_pairs(stops, loads, room)
        if not len(pairs):
            break
        one, other = pairs.T
        saved = metres[one] + metres[other] - lengths(hall, stops[one] | stops[other])
        gone = set()
        for pair in _each_others_best(pairs, saved, len(groups)):
            to, of = pairs[pair]
            groups[to] += groups[of]
            stops[to] |= stops[of]
            loads[to] += loads[of]
            metres[to] += metres[of] - saved[pair]
            gone.add(of)
        left = [at for at in range(len(groups)) if at not in gone]
        groups, stops, metres, loads = [groups[at] for at in left], stops[left], metres[left], loads[left]
    return groups


def _near_pairs(stops: Stops, loads: NDArray[np.int_], room: int) -> NDArray[np.intp]:
    """Pairs that one cart holds, of groups with many stretches of aisle in common."""
    alike = _alike(stops, stops)
    alike[loads[:, None] + loads[None, :] > room] = -1
    np.fill_diagonal(alike, -1)
    near = min(NEAR, len(stops) - 1)
    best = np.argpartition(-alike, near - 1, axis=1)[:, :near]
    one = np.repeat(np.arange(len(stops)), near)
    other = best.ravel()
    fits = alike[one, other] >= 0
    pairs = np.sort(np.stack([one[fits], other[fits]], axis=1), axis=1)
    found: NDArray[np.intp] = np.unique(pairs, axis=0)
    return found


def _alike(some: Stops, others: Stops) -> NDArray[np.float32]:
    """The share of stretches of aisle that two sets of stops have in common."""
    one, other = _stretches(some), _stretches(others)
    both = one @ other.T
    either = one.sum(axis=1)[:, None] + other.sum(axis=1)[None, :] - both
    return np.asarray(both / np.maximum(either, 1), np.float32)


def _stretches(stops: Stops) -> NDArray[np.float32]:
    """Each aisle in whole, and in four parts, so that neighbours in one aisle count more."""
    parts = [stops.any(axis=2)] * 2 + [part.any(axis=2) for part in np.array_split(stops, 4, axis=2)]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _each_others_best(pairs: NDArray[np.intp], saved: Metres, groups: int) -> list[int]:
    """The pairs in which each has no better partner, so that all of them may be joined at once."""
    best = np.full(groups, -1)
    for pair in np.argsort(-saved, kind="stable"):
        for group in pairs[pair]:
            if best[group] < 0:
                best[group] = pair
    return [pair for pair in range(len(pairs)) if all(best[group] == pair for group in pairs[pair])]


class _Search:
    """The plan as it is, and the best one so far."""

    def __init__(
        self, hall: Hall, orders: Stops, sizes: NDArray[np.int_], room: int, carts: list[list[int]], seed: int
    ) -> None:
        self.hall, self.sizes, self.room = hall, sizes, room
        self.orders = orders.astype(np.int16)
        self.by_chance = np.random.default_rng(seed)
        self.cart_of = np.empty(len(orders), np.intp)
        for at, cart in enumerate(carts):
            self.cart_of[cart] = at
        count = len(carts) + 1  # and one that is empty, for an order that is better off alone
        self.at = np.zeros((count, *orders.shape[1:]), np.int16)  # how many orders stop there
        np.add.at(self.at, self.cart_of, self.orders)
        self.load = np.bincount(self.cart_of, sizes, count).astype(np.int_)
        self.metres = lengths(hall, self.at > 0)
        self.best, self.least = self.cart_of.copy(), float(self.metres.sum())

    def improved(self, seconds: float) -> list[list[int]]:
        begun = time.monotonic()
        warm = WARM * float(self.metres[:-1].mean())
        while (gone := (time.monotonic() - begun) / seconds) < 1:
            self._try(warm * (1 - gone) ** 2)
        carts: dict[int, list[int]] = {}
        for order, cart in enumerate(self.best):
            carts.setdefault(int(cart), []).append(order)
        return list(carts.values())

    def _try(self, warm: float) -> None:
        """Many exchanges at once; of those that touch the same cart only the best is made."""
        order, other, to = self._exchanges()
        of = self.cart_of[order]
        without = np.where(other < 0, 0, 1)[:, None, None] * self.orders[other]
        moved = without - self.orders[order]
        metres_of = lengths(self.hall, self.at[of] + moved > 0)
        metres_to = lengths(self.hall, self.at[to] - moved > 0)
        longer = metres_of + metres_to - self.metres[of] - self.metres[to]
        allowed = longer + warm * np.log(self.by_chance.random(len(longer))) < -1e-3
        touched = set()
        for at in np.argsort(longer)[: int(allowed.sum() * 2) + 1]:
            if not allowed[at] or of[at] in touched or to[at] in touched:
                continue
            touched |= {of[at], to[at]}
            self.at[of[at]] += moved[at]
            self.at[to[at]] -= moved[at]
            self._settle(order[at], other[at], of[at], to[at])
            self.metres[of[at]], self.metres[to[at]] = metres_of[at], metres_to[at]
        total = float(self.metres.sum())
        if total < self.least - 1e-3:
            self.best, self.least = self.cart_of.copy(), total

    def _settle(self, order: int, other: int, of: int, to: int) -> None:
        moves = [(order, of, to)] if other < 0 else [(order, of, to), (other, to, of)]
        for each, before, after in moves:
            self.cart_of[each] = after
            self.load[before] -= self.sizes[each]
            self.load[after] += self.sizes[each]

    def _exchanges(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Orders, those that come in exchange, -1 for none, and the carts to which the orders go; all that fits."""
        tries = max(FEWEST_TRIES, TRIES * len(self.load))
        order = self.by_chance.integers(0, len(self.cart_of), tries)
        other = self.by_chance.integers(0, len(self.cart_of), tries)
        to = self.cart_of[other]
        alone = self.by_chance.random(tries) < 1 / len(self.load)
        to = np.where(alone, len(self.load) - 1, to)
        other = np.where(alone | (self.by_chance.random(tries) < 0.3), -1, other)
        comes = np.where(other < 0, 0, self.sizes[other])
        of, goes = self.cart_of[order], self.sizes[order]
        fits = (
            (of != to)
            & (self.load[to] + goes - comes <= self.room)
            & (self.load[of] + comes - goes <= self.room)
        )
        return order[fits], other[fits], to[fits]
