"""What planning a wave comes to."""

from typing import NamedTuple, TypedDict

from floor.planning.routes import Stop


class Round(NamedTuple):
    """One cart: its orders, and its places in the order in which they are walked by, both by id."""

    orders: list[int]
    places: list[int]


class Plan(NamedTuple):
    """The rounds of a wave. `metres`: all of them together; `alone`: were each order walked for by itself."""

    rounds: list[Round]
    metres: float
    alone: float


class Cart(TypedDict):
    """`orders`: by their places in the group; `stops`: as one comes by them."""

    orders: list[int]
    stops: list[Stop]


class Answer(TypedDict):
    """The carts of each group of orders, the metres of all of them, and of a round for each order."""

    carts: list[list[Cart]]
    metres: float
    alone: float
