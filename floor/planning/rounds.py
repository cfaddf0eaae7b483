"""The rounds of a wave, planned before it is released: which orders share a cart, and how each cart walks.

They are worked out in a process of its own that gives way to all others, while nothing is locked, so that scans go on
meanwhile. Where it does not answer in time the wave is released without a plan, its carts filled as the orders came.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from floor.core.services import Services
from floor.core.settings import ROOT
from floor.core.transaction import Actor
from floor.planning import waves
from floor.planning.hall import Hall
from floor.planning.plan import Answer, Cart, Plan, Round
from floor.planning.routes import Stop, shortest
from floor.planning.walking import hall_in, in_order, stops_of
from floor.putaway.demand import faces_at, picked_at
from models import Order, Place, Wave

log = logging.getLogger(__name__)

LEAST_SECONDS, ORDERS_A_SECOND = 1.0, 500
"""How long better carts are looked for at the least, and how many orders make it a second longer."""
FEW = 12
"""Orders that are planned at once where there is nothing to choose, since no order can be on another's cart or all fit
on one: sooner than a process starts."""
LATE = 20.0
"""Seconds more, after which nobody waits for the plan."""

_one_at_a_time = threading.Lock()

Picked = dict[Stop, list[Place]]


def release_wave(floor: Services, actor: Actor, wave_id: int) -> Wave:
    """Sends a planned wave to the handhelds, in rounds that walk the least.

    Raises `Refused`: wave.not_found, wave.not_allowed.
    """
    wave: Wave = floor.writer.perform(actor, waves.release_wave, wave_id, plan_of(floor, wave_id))
    return wave


def plan_of(floor: Services, wave_id: int) -> Plan | None:
    """The rounds for a planned wave; None where its hall is not known well enough, or no plan was found in time."""
    with floor.database.reading() as session:
        wave, hall = session.get(Wave, wave_id), hall_in(session)
        if wave is None or wave.status != "planned" or hall is None:
            return None
        room = waves.CART_TOTES if wave.mode == "cluster" else 1
        groups = _groups(session, hall, wave)
    if not groups:
        return None
    at_once = sum(map(len, groups)) <= FEW and (room == 1 or all(len(group) <= room for group in groups))
    answer = _few(hall, groups, room) if at_once else _asked(hall, groups, room)
    return _plan(answer, groups) if answer else None


def _groups(session: Session, hall: Hall, wave: Wave) -> list[list[tuple[int, Picked]]]:
    """The wave's orders and where each is picked; apart where they may not share a cart, being urgent or due at
    another time. An order that stands elsewhere than in the hall's bins is in none."""
    query = select(Order).where(Order.wave_id == wave.id, Order.status != "cancelled").order_by(Order.id)
    orders = list(session.scalars(query.options(selectinload(Order.lines))))
    promised = waves.open_allocations(session, orders)
    quants = [each.quant for allocations in promised.values() for each in allocations]
    faces = faces_at(session, {quant.sku_id for quant in quants if quant.place.reserve})
    apart: dict[object, list[tuple[int, Picked]]] = {}
    for order in orders:
        places = {picked_at(each.quant, faces) for line in order.lines for each in promised[line.id]}
        if stops := stops_of(hall, places):
            apart.setdefault((order.priority, order.due), []).append((order.id, stops))
    return list(apart.values())


def _few(hall: Hall, groups: Sequence[Sequence[tuple[int, Picked]]], room: int) -> Answer:
    answer = Answer(carts=[], metres=0.0, alone=0.0)
    for group in groups:
        carts = [[at] for at in range(len(group))] if room == 1 else [list(range(len(group)))]
        routes = [shortest(hall, {stop for at in cart for stop in group[at][1]}) for cart in carts]
        answer["carts"].append([Cart(orders=c, stops=r.stops) for c, r in zip(carts, routes, strict=True)])
        answer["metres"] += sum(route.metres for route in routes)
        answer["alone"] += sum(shortest(hall, picked).metres for _order, picked in group)
    return answer


def _asked(hall: Hall, groups: Sequence[Sequence[tuple[int, Picked]]], room: int) -> Answer | None:
    """What the planner makes of them; one at a time, so that plans do not take the processor from scans."""
    seconds = LEAST_SECONDS + sum(map(len, groups)) / ORDERS_A_SECOND if room > 1 else 0.0
    stops = [[list(picked) for _order, picked in group] for group in groups]
    question = orjson.dumps({"hall": hall, "groups": stops, "room": room, "seconds": seconds})
    command = [sys.executable, "-m", "floor.planning.planner"]
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603
                command, input=question, capture_output=True, cwd=ROOT, timeout=seconds + LATE, check=True
            )
        except (subprocess.SubprocessError, OSError) as error:
            log.warning("a wave goes out without a plan of its rounds: %r", error)
            return None
    answer: Answer = orjson.loads(done.stdout)
    return answer


def _plan(answer: Answer, groups: Sequence[Sequence[tuple[int, Picked]]]) -> Plan:
    rounds = []
    for carts, group in zip(answer["carts"], groups, strict=True):
        for cart in carts:
            reached: Picked = {}
            for at in cart["orders"]:
                for stop, places in group[at][1].items():
                    both = {*reached.get(stop, ()), *places}
                    reached[stop] = sorted(both, key=lambda place: place.order)
            route = [(aisle, bay) for aisle, bay in cart["stops"]]
            places = in_order(reached, route)
            rounds.append(Round([group[at][0] for at in cart["orders"]], [place.id for place in places]))
    return Plan(rounds, answer["metres"], answer["alone"])
