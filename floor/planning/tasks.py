"""Pick tasks: built from allocations in walking order and offered to pickers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from floor.core.locking import lock_order, lock_wave
from floor.core.transaction import Transaction, order_topics, wave_topics
from floor.planning.hall import Hall
from floor.planning.walking import hall_in, walk
from floor.putaway.demand import call_for, faces_at, picked_at
from floor.stock.allocation import allocate, shelves, today
from models import (
    Allocation,
    Order,
    OrderLine,
    PickLine,
    PickTask,
    Place,
    SignIn,
    TaskTote,
    Warehouse,
    Wave,
    Work,
)
from models.base import table_of
from models.picking import snapshot_of
from models.places import LANES
from models.weighed import InStoreForm, weighed_of

WORKING_DAY_S = 12 * 3600


def lanes(session: Session) -> list[str]:
    """The labels of where a picker may set totes down: packing stations and staging lanes."""
    places = list(session.scalars(select(Place).where(Place.kind.in_(LANES))))
    places.sort(key=lambda place: (LANES.index(place.kind), place.order))
    return [place.label for place in places]


def make_tasks(
    tx: Transaction,
    carts: Sequence[Sequence[Order]],
    allocations: Mapping[int, list[Allocation]],
    wave: Wave | None,
    planned: Mapping[int, Sequence[int]] | None = None,
) -> list[PickTask]:
    """A pick task for each cart: for one order, or for the several of a cluster; lines in walking order, but those last
    whose units are to come out of the reserve. `planned`: the ids of the places that a cart walks by, in order, by the
    id of its first order."""
    where, zero_check, hall = lanes(tx.db), Warehouse.of(tx.db).zero_check, hall_in(tx.db)
    rounds = {}
    for orders in carts:
        parts = [(order, line, a) for order in orders for line in order.lines for a in allocations[line.id]]
        faces = faces_at(tx.db, (a.quant.sku_id for _o, _l, a in parts if a.quant.place.reserve))
        at = {a: picked_at(a.quant, faces) for _o, _l, a in parts}
        step = _steps(hall, set(at.values()), (planned or {}).get(orders[0].id, ()))
        # what is still in the reserve comes last
        parts.sort(key=lambda p: (at[p[2]] is not p[2].quant.place, step[at[p[2]]], p[0].id, p[1].position))
        zones = {place.zone for place in at.values()}
        task = PickTask(
            wave_id=wave.id if wave else None,
            cluster=bool(wave and wave.mode == "cluster"),
            urgent=any(order.priority == "urgent" for order in orders),
            due=min((order.due for order in orders if order.due), default=None),
            lanes=where,
            zero_check=zero_check,
            remarks=[{"order": order.number, "note": order.note} for order in orders if order.note] or None,
            zone=zones.pop() if len(zones) == 1 else "",
        )
        task.totes = [TaskTote(order_id=order.id, position=at) for at, order in enumerate(orders, 1)]
        rounds[task] = [(order.id, allocation) for order, _line, allocation in parts]
    tx.db.add_all(rounds)
    add_lines(tx, rounds)
    return list(rounds)


def _steps(hall: Hall | None, places: Set[Place], planned: Sequence[int]) -> dict[Place, int]:
    """When one comes by each place; as it was planned, if no other place has joined since."""
    by_id = {place.id: place for place in places}
    known = by_id.keys() <= set(planned)
    in_order = [by_id[each] for each in planned if each in by_id] if known else walk(hall, places)
    return {place: step for step, place in enumerate(in_order)}


def offer_tasks(tx: Transaction, tasks: list[PickTask]) -> None:
    """Tells each signed-in picker without work of one of the new tasks; whoever asks first gets it."""
    busy = select(Work.person_id).where(Work.state == "open", Work.person_id.is_not(None))
    query = (
        select(SignIn)
        .options(joinedload(SignIn.person))
        .where(SignIn.ended_at.is_(None), SignIn.person_id.not_in(busy))
        .order_by(SignIn.started_at.desc())
        .limit(500)
    )
    idle = [
        s.person_id
        for s in tx.db.scalars(query)
        if "picker" in s.person.roles and (tx.now - s.started_at).total_seconds() < WORKING_DAY_S
    ]
    for person_id, task in zip(dict.fromkeys(idle), tasks, strict=False):
        tx.assign(person_id, task.id)


def repick(tx: Transaction, order_id: int, units_by_line: dict[int, int]) -> PickTask | None:
    """A new pick task for units that are still missing; None when no bin has any of them."""
    order = lock_order(tx, order_id)
    lines: list[OrderLine] = [line for line in order.lines if units_by_line.get(line.id)]
    stock, day = shelves(tx, (line.sku_id for line in lines if line.sku_id)), today(tx)
    allocations: dict[int, list[Allocation]] = defaultdict(list)
    for line in lines:
        allocations[line.id] = allocate(tx, line, units_by_line[line.id], stock, day)
        line.short -= min(line.short - line.short_approved, sum(a.quantity for a in allocations[line.id]))
    if not any(allocations.values()):
        return None
    [task] = make_tasks(tx, [[order]], allocations, None)
    if order.wave_id is not None:
        task.wave_id = order.wave_id
        wave = lock_wave(tx, order.wave_id)
        if wave.status == "done":
            wave.do("reopen")
    order.do("pick_again")
    offer_tasks(tx, [task])
    tx.changed(order_topics(order.id), wave_topics(order.wave_id))
    return task


def add_lines(
    tx: Transaction, rounds: Mapping[PickTask, Sequence[tuple[int, Allocation]]], *, after: int = 0
) -> None:
    """Pick lines in this order for what is promised to each task's orders: what is promised there is to be taken
    from there. Plain rows, since a wave has thousands of them."""
    tx.db.flush()
    forms = tx.db.scalars(select(InStoreForm)).all()
    promised = [allocation.quant for parts in rounds.values() for _order_id, allocation in parts]
    faces = faces_at(tx.db, (quant.sku_id for quant in promised if quant.place.reserve))
    rows = [
        _row(task, order_id, allocation, sequence, forms, faces)
        for task, parts in rounds.items()
        for sequence, (order_id, allocation) in enumerate(parts, after + 1)
    ]
    if rows:
        tx.connection.execute(insert(table_of(PickLine)), rows)
    if faces:
        call_for(tx, faces)
    for task in rounds:
        tx.db.expire(task, ["lines"])


def _row(
    task: PickTask,
    order_id: int,
    allocation: Allocation,
    sequence: int,
    forms: Sequence[InStoreForm],
    faces: dict[int, Place],
) -> dict[str, Any]:
    source = allocation.quant
    place = picked_at(source, faces)
    return {
        "task_id": task.id,
        "order_id": order_id,
        "order_line_id": allocation.order_line_id,
        "allocation_id": allocation.id,
        "sku_id": source.sku_id,
        "lot_id": source.lot_id,
        "place_id": place.id,
        "says": snapshot_of(source.sku, place, source.lot, weighed_of(source.sku, forms)),
        "sequence": sequence,
        "quantity": allocation.quantity,
        "counted": 0,
        "missing": 0,
        "state": "open",
        "lot_ok": False,
        "in_tote": False,
        "waits": place is not source.place,
    }
