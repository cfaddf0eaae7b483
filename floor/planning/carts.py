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
from floor.planning.lengths import Stops, lengths

NEAR = 16
"""How many others each group of orders is tried with, those with the most aisles in common."""
WARM = 0.05
"""Of a mean round: how much longer a try may make the plan at first."""
TRIES = 6  # for each cart, at once
FEWEST_TRIES = 128
STRAYS = 0.2
"""The share of tries that send an order to any cart."""


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
    joining = _Joining(hall, orders, sizes, room)
    joining.weigh(np.arange(len(orders)))
    while len(pairs := joining.each_others_best()):
        for to, of in pairs:
            joining.join(to, of)
        joining.weigh(np.union1d(pairs[:, 0], joining.without_partner()))
    return [joining.groups[at] for at in np.flatnonzero(joining.there)]


class _Joining:
    """Groups of orders by the place of their first one, and what any two would save by going together."""

    def __init__(self, hall: Hall, orders: Stops, sizes: NDArray[np.int_], room: int) -> None:
        self.hall, self.room = hall, room
        self.groups = [[order] for order in range(len(orders))]
        self.there = np.ones(len(orders), bool)
        self.hopeless = np.zeros(len(orders), bool)  # no cart holds them and any other
        self.stops, self.loads, self.metres = orders.copy(), sizes.copy(), lengths(hall, orders)
        self.saved = np.full((len(orders), len(orders)), -np.inf, np.float32)

    def weigh(self, groups: NDArray[np.intp]) -> None:
        """Each of these groups with the few that are most alike and fit."""
        alike = _alike(self.stops[groups], self.stops)
        alike[:, ~self.there] = -1
        alike[self.loads[groups][:, None] + self.loads[None, :] > self.room] = -1
        alike[np.arange(len(groups)), groups] = -1
        best = np.argsort(-alike, axis=1, kind="stable")[:, :NEAR]
        fits = np.take_along_axis(alike, best, axis=1) >= 0
        self.hopeless[groups[~fits.any(axis=1)]] = True
        one, other = np.repeat(groups, best.shape[1])[fits.ravel()], best[fits]
        both = lengths(self.hall, self.stops[one] | self.stops[other])
        self.saved[one, other] = self.saved[other, one] = self.metres[one] + self.metres[other] - both

    def each_others_best(self) -> NDArray[np.intp]:
        """The pairs in which each has no better partner, so that all of them may be joined at once."""
        best = np.argmax(self.saved, axis=1)
        at = np.arange(len(best))
        mutual = (best[best] == at) & (at < best) & np.isfinite(self.saved[at, best])
        return np.stack([at[mutual], best[mutual]], axis=1)

    def join(self, to: int, of: int) -> None:
        self.groups[to] += self.groups[of]
        self.stops[to] |= self.stops[of]
        self.loads[to] += self.loads[of]
        self.metres[to] += self.metres[of] - self.saved[to, of]
        self.there[of] = False
        self.saved[[to, of], :] = self.saved[:, [to, of]] = -np.inf

    def without_partner(self) -> NDArray[np.intp]:
        """Those whose partners have all gone elsewhere, and who may find others."""
        alone = ~np.isfinite(self.saved.max(axis=1))
        return np.flatnonzero(alone & self.there & ~self.hopeless)


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


class _Search:
    """The plan as it is, and the best one so far."""

    def __init__(
        self, hall: Hall, orders: Stops, sizes: NDArray[np.int_], room: int, carts: list[list[int]], seed: int
    ) -> None:
        self.hall, self.sizes, self.room = hall, sizes, room
        self.orders = orders.astype(np.int16)
        alike = _alike(orders, orders)
        np.fill_diagonal(alike, -1)
        self.near = np.argsort(-alike, axis=1, kind="stable")[:, : min(NEAR, len(orders) - 1)]
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
        """Orders, those that come in exchange, -1 for none, and the carts to which the orders go; all that fits. An
        order goes to another that is picked near it, as a rule."""
        tries = max(FEWEST_TRIES, TRIES * len(self.load))
        order = self.by_chance.integers(0, len(self.cart_of), tries)
        near = self.near[order, self.by_chance.integers(0, self.near.shape[1], tries)]
        anyone = self.by_chance.integers(0, len(self.cart_of), tries)
        to = self.cart_of[np.where(self.by_chance.random(tries) < STRAYS, anyone, near)]
        by_cart = np.argsort(self.cart_of, kind="stable")
        many = np.bincount(self.cart_of, minlength=len(self.load))
        first = np.cumsum(many) - many
        other = by_cart[first[to] + (self.by_chance.random(tries) * many[to]).astype(np.intp)]
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
