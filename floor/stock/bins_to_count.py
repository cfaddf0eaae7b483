"""Bins that are to be counted: wanted by whoever doubts one, and left out of allocations while a count goes on."""

from collections.abc import Iterable

from sqlalchemy import select, update

from floor.core.chunks import parts
from floor.core.locking import locked
from floor.core.transaction import BOARD, Transaction
from models import CountTask, CycleCount, Place, Quant, Work
from models.counting import GOING


def counts_going(tx: Transaction, place_ids: Iterable[int]) -> dict[int, CycleCount]:
    """The counts of these bins that have not ended, by the id of their bin."""
    found: dict[int, CycleCount] = {}
    for some in parts(sorted(set(place_ids))):
        query = select(CycleCount).where(CycleCount.place_id.in_(some), CycleCount.state.in_(GOING))
        found |= {cycle.place_id: cycle for cycle in tx.db.scalars(query)}
    return found


def want_counts(
    tx: Transaction, places: Iterable[Place], why: str, *, urgent: bool = False
) -> list[CycleCount]:
    """The counts of these bins: those that go on already, else new ones, each with a task for whoever is free. What
    presses goes first from now on, also where the count was wanted before."""
    places = list(places)
    going = counts_going(tx, (place.id for place in places))
    new = [CycleCount(place=place, why=why) for place in places if place.id not in going]
    tx.db.add_all(new)
    tx.db.add_all(CountTask(cycle=cycle, zone=cycle.place.zone, urgent=urgent) for cycle in new)
    tx.db.flush()
    if urgent:
        _hurry(tx, [cycle.id for cycle in going.values()])
    tx.changed(BOARD)
    cycles = going | {cycle.place_id: cycle for cycle in new}
    return [cycles[place.id] for place in places]


def _hurry(tx: Transaction, cycle_ids: list[int]) -> None:
    for some in parts(cycle_ids):
        tasks = select(CountTask.id).where(CountTask.cycle_id.in_(some), Work.state == "open")
        tx.db.execute(update(Work).where(Work.id.in_(tasks.scalar_subquery())).values(urgent=True))


def leave_out(tx: Transaction, place_ids: Iterable[int], *, counting: bool = True) -> None:
    """Nothing in these bins is allocated any more, nor what comes into them: they are being counted; or, without
    `counting`, everything may be again."""
    for some in parts(sorted(set(place_ids))):
        quants = select(Quant.id).where(Quant.place_id.in_(some)).order_by(Quant.id)
        ids = list(tx.db.scalars(locked(quants)))
        tx.db.execute(update(Place).where(Place.id.in_(some)).values(counting=counting))
        for quant_ids in parts(ids):
            tx.db.execute(update(Quant).where(Quant.id.in_(quant_ids)).values(counting=counting))
    tx.changed(BOARD)
