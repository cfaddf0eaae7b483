"""Two processes want the last unit at the same moment: each race has a bin with one unit, and two who reach for it.

A wave reaches for a named order, the sweep for an order that waits, a mover carries the unit off into a tote, and
somebody fills a pick face with it, out of the reserve: what is promised of it goes along.
"""

import itertools
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import BrokenBarrierError
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.database import Database
from floor.core.transaction import SYSTEM, Actor
from floor.core.writer import Writer
from floor.invariants import findings
from floor.planning import waiting, waves
from floor.putaway import demand
from models import Order, PickFace, Place, Quant, Sku, now
from tests import build
from tests.forked import context
from tests.hands import Hands

PATIENCE_SECONDS = 120
CARRY = {"move": "move.emptied", "fill": "replenish.done"}
PAIRS = (
    ("wave", "sweep"),
    ("wave", "wave"),
    ("sweep", "sweep"),
    ("wave", "move"),
    ("move", "sweep"),
    ("move", "fill"),
    ("wave", "fill"),
    ("fill", "sweep"),
)


@dataclass(frozen=True)
class Outcome:
    """`winners`: by race how many got the unit. `promises`: by race how many units are promised of its bin."""

    pairs: list[tuple[str, str]]
    winners: list[int]
    promises: list[int]
    failures: list[str]
    check: list[str]


def race(url: str, races: int) -> Outcome:
    """So many races, pair by pair, on a database with tables and no rows."""
    database = Database(url)
    pairs = list(itertools.islice(itertools.cycle(PAIRS), races))
    orders, there = _prepare(database, pairs)
    actors = {who: there.actor(who) for who in ("picker", "supervisor")}
    meeting = context.Barrier(2)
    with ProcessPoolExecutor(2, mp_context=context, initializer=_meet, initargs=(meeting,)) as pool:
        sides = [
            pool.submit(
                _run, url, actors[who], actors["supervisor"], [pair[side] for pair in pairs], orders[side]
            )
            for side, who in enumerate(("picker", "supervisor"))
        ]
        went_wrong = [error for side in sides if (error := side.exception())]
        went_wrong.sort(key=lambda error: isinstance(error, BrokenBarrierError))
        if went_wrong:
            raise went_wrong[0]
        results = [side.result() for side in sides]
    moved = [a + b for a, b in zip(*(result[0] for result in results), strict=True)]
    with database.reading() as session:
        outcome = _look(session, pairs, orders, moved, [each for result in results for each in result[1]])
    database.close()
    return outcome


def _prepare(
    database: Database, pairs: list[tuple[str, str]]
) -> tuple[list[list[int]], build.SmallWarehouse]:
    """A bin with one unit for each race, and an order for each side; those that the sweep serves wait for stock."""
    orders: list[list[int]] = [[], []]
    with database.writing() as session:
        there = build.small_warehouse(session)
        for number, pair in enumerate(pairs):
            code = f"R-{number}"
            there.skus[code] = Sku(code=code, name=code)
            there.places[code] = Place(code=code, kind="bin", reserve="fill" in pair)
            session.add_all([there.skus[code], there.places[code]])
            if "fill" in pair:
                face = Place(code=f"FACE-{number}", kind="bin")
                session.add(PickFace(sku=there.skus[code], place=face, least=1, most=5))
            session.flush()
            build.put(session, there, code, code, 1)
            for side, way in enumerate(pair):
                order = build.order(session, there, {code: 1}, number=f"{code}-{side}")
                if way == "sweep":
                    order.lack({there.skus[code].id: 1}, now())
                orders[side].append(order.id)
        session.commit()
    return orders, there


barrier: Any = None


def _meet(meeting: Any) -> None:
    global barrier
    barrier = meeting


def _run(
    url: str, actor: Actor, supervisor: Actor, ways: list[str], orders: list[int]
) -> tuple[list[int], list[str]]:
    """One of the two processes. Answers by race whether it carried the unit off, and what went wrong."""
    database = Database(url)
    try:
        return _reach(database, actor, supervisor, ways, orders)
    except BaseException:
        barrier.abort()  # or the other one would wait
        raise
    finally:
        database.close()


def _reach(
    database: Database, actor: Actor, supervisor: Actor, ways: list[str], orders: list[int]
) -> tuple[list[int], list[str]]:
    hands = Hands(Writer(database), actor)
    boss, sweep = Hands(hands.writer, supervisor), Hands(hands.writer, SYSTEM)
    moved, failures = [], list[str]()
    for number, way in enumerate(ways):
        reach: Callable[[], Any] = {
            "wave": partial(boss.do, waves.plan_wave, [orders[number]]),
            "sweep": partial(sweep.do, waiting.serve, [orders[number]]),
            "move": partial(hands.scan, f"TOTE-{number}", id=f"carry-{number}"),
            "fill": partial(hands.scan, f"LOC-FACE-{number}", id=f"fill-{number}"),
        }[way]
        if way == "move":
            hands.open("move", scan=f"LOC-R-{number}")
            hands.scan(f"SKU-R-{number}", id=f"take-{number}")
        if way == "fill":
            sweep.do(demand.call_for, needing(database, f"R-{number}"))
            hands.open("replenish", scan=f"LOC-R-{number}")
            for at, text in enumerate((f"LOC-R-{number}", f"SKU-R-{number}")):
                hands.scan(text, id=f"lift-{number}-{at}")
        barrier.wait(PATIENCE_SECONDS)
        try:
            answer = reach()
            moved.append(int(way in CARRY and answer.code == CARRY[way]))
        except Exception as error:
            failures.append(f"race {number}, {way}: {error!r}")
            moved.append(0)
        barrier.wait(PATIENCE_SECONDS)
        if way == "move" and not moved[-1]:
            hands.scan("CMD-UNDO", id=f"undo-{number}")
    return moved, failures


def needing(database: Database, sku: str) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Sku.id).where(Sku.code == sku)))


def _look(
    session: Session, pairs: list[tuple[str, str]], orders: list[list[int]], moved: list[int], failures: list[str]
) -> Outcome:  # fmt: skip
    served = set(session.scalars(select(Order.id).where(Order.status.in_(("allocated", "waved")))))
    of_bin = select(Place.code, Quant.allocated).join(Place, Place.id == Quant.place_id)
    promises = dict(session.execute(of_bin.where(Place.code.startswith("R-"))).all())
    return Outcome(
        pairs,
        [
            # who fills a face and whoever is promised the unit both get what they want
            (a in served) + (b in served) + gone - ("fill" in pair and "move" not in pair)
            for pair, a, b, gone in zip(pairs, *orders, moved, strict=True)
        ],
        [promises[f"R-{number}"] for number in range(len(pairs))],
        failures,
        findings(session),
    )
