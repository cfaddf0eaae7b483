"""The process that plans the rounds of one wave: asked in JSON on its input, answered in JSON on its output."""

import os
import sys
from typing import Any

import numpy as np
import orjson

from floor.planning.carts import plan_carts
from floor.planning.hall import Hall, Lane
from floor.planning.lengths import Stops, lengths
from floor.planning.plan import Answer, Cart
from floor.planning.routes import Stop, shortest


def planned(hall: Hall, groups: list[list[list[Stop]]], room: int, seconds: float) -> Answer:
    """Rounds for groups of orders that must not be mixed. `groups`: of each group the stops of each order; `room`:
    orders on a cart; `seconds`: how long to look for better."""
    orders = sum(map(len, groups))
    answer = Answer(carts=[], metres=0.0, alone=0.0)
    for group in groups:
        stops = np.zeros((len(group), len(hall.aisles), len(hall.bays)), bool)
        for at, each in enumerate(group):
            stops[(at, *np.array(each).T)] = True
        carts = plan_carts(hall, stops, [1] * len(group), room, seconds=seconds * len(group) / orders)
        answer["carts"].append([Cart(orders=cart, stops=_route(hall, stops, cart)) for cart in carts])
        answer["alone"] += float(lengths(hall, stops).sum())
        answer["metres"] += float(lengths(hall, np.stack([stops[cart].any(axis=0) for cart in carts])).sum())
    return answer


def _route(hall: Hall, stops: Stops, cart: list[int]) -> list[Stop]:
    visited = [(int(aisle), int(bay)) for aisle, bay in np.argwhere(stops[cart].any(axis=0))]
    return shortest(hall, visited).stops


def main() -> None:
    os.nice(10)  # scans come first
    asked: dict[str, Any] = orjson.loads(sys.stdin.buffer.read())
    said = asked.pop("hall")
    hall = Hall(
        tuple(said["aisles"]), tuple(said["crosses"]), tuple(said["bays"]),
        tuple(Lane(**lane) for lane in said["lanes"]), said["turned"],
    )  # fmt: skip
    sys.stdout.buffer.write(orjson.dumps(planned(hall, **asked)))


if __name__ == "__main__":
    main()
