"""Invariants of pick tasks, their lines and their totes, for `floor check`."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from models import (
    Allocation,
    AssembleTask,
    Lot,
    OrderLine,
    PackSession,
    PackTote,
    PickLine,
    PickTask,
    Place,
    PutAwayTask,
    Quant,
    Sku,
    TaskTote,
    Work,
)
from models.places import OUTSIDE, UNITS


def lines(session: Session) -> Iterator[str]:
    """A pick line is of its order's line and of its allocation's stock, and says the goods and the place of both."""
    query = (
        select(PickLine, OrderLine.order_id, OrderLine.sku_id, Quant, Allocation.order_line_id)
        .join(OrderLine, OrderLine.id == PickLine.order_line_id)
        .outerjoin(Allocation, Allocation.id == PickLine.allocation_id)
        .outerjoin(Quant, Quant.id == Allocation.quant_id)
        .order_by(PickLine.id)
    )
    for line, order_id, sku_id, quant, promised_to in session.execute(
        query.execution_options(yield_per=5_000)
    ):
        if (line.order_id, line.sku_id) != (order_id, sku_id):
            yield f"pick line {line.id}: is of other goods or another order than its order line {line.order_line_id}"
        if quant is not None:
            place_id = (
                line.place_id if line.waits else quant.place_id
            )  # what waits is promised in the reserve
            stock = quant.sku_id, quant.lot_id, place_id, promised_to
            if stock != (line.sku_id, line.lot_id, line.place_id, line.order_line_id):
                yield f"pick line {line.id}: is not of what allocation {line.allocation_id} promises"
    says = select(PickLine, Sku.code, Place.code, Lot.code).join(Sku, Sku.id == PickLine.sku_id)
    says = says.join(Place, Place.id == PickLine.place_id).outerjoin(Lot, Lot.id == PickLine.lot_id)
    for line, sku, place, lot in session.execute(says.execution_options(yield_per=5_000)):
        said = line.snapshot["sku"], line.snapshot["place"], line.snapshot["lot"]
        if said != (sku, place, lot or ""):
            yield f"pick line {line.id}: says {' '.join(said)}, and is of {sku} {place} {lot or ''}"


def states_of_lines(session: Session) -> Iterator[str]:
    """A line is open while units are left or wait for their tote, and short where some were given up; a task that has
    ended has no open line."""
    left = PickLine.quantity - PickLine.counted - PickLine.missing
    waits = and_(PickTask.cluster.is_(True), PickLine.counted > 0, ~PickLine.in_tote)
    off = or_(
        and_(PickLine.state == "open", left == 0, ~waits),
        and_(PickLine.state == "done", or_(left != 0, PickLine.missing != 0)),
        and_(PickLine.state == "short", or_(left != 0, PickLine.missing == 0)),
        PickLine.state.not_in(("open", "done", "short", "cancelled")),
        and_(PickLine.state == "open", Work.state != "open"),
    )
    query = select(PickLine, Work.id, Work.state).join(PickTask, PickTask.id == PickLine.task_id)
    for line, work_id, state in session.execute(query.where(off).order_by(PickLine.id)):
        units = f"{line.counted} of {line.quantity} counted, {line.missing} missing"
        yield f"pick line {line.id}: is {line.state} with {units}; work {work_id} is {state}"


def totes(session: Session) -> Iterator[str]:
    """No tote serves two works at once; a task's tote bears the code that the task says, and serves an order of it."""
    is_open, users = Work.state == "open", dict[int, list[int]]()
    for query in (
        select(TaskTote.tote_id, Work.id)
        .join(PickTask, PickTask.id == TaskTote.task_id)
        .where(~TaskTote.cancelled),
        select(PackTote.tote_id, Work.id).join(PackSession, PackSession.id == PackTote.session_id),
        select(PutAwayTask.source_id, Work.id),
        select(AssembleTask.tote_id, Work.id),
    ):
        for tote_id, work_id in session.execute(query.where(is_open)):
            if tote_id is not None:
                users.setdefault(tote_id, []).append(work_id)
    for tote_id, works in sorted(users.items()):
        if len(works) > 1:
            yield f"tote {tote_id}: serves several works: {', '.join(map(str, works))}"
    bearer: tuple[Any, ...] = (TaskTote, PackTote)
    for table in bearer:
        bound = select(table, Place.code, Place.kind).join(Place, Place.id == table.tote_id)
        for tote, code, kind in session.execute(bound.where(or_(table.code != Place.code, _kind_of(table)))):
            yield f"{table.__tablename__} {tote.id}: says {tote.code!r}, and is the {kind} {code}"
    other = select(TaskTote.id, TaskTote.task_id, TaskTote.order_id).where(
        TaskTote.order_id.not_in(select(PickLine.order_id).where(PickLine.task_id == TaskTote.task_id))
    )
    for tote_id, task_id, order_id in session.execute(other.where(_has_lines())):
        yield f"task tote {tote_id}: is of order {order_id}, of which work {task_id} picks nothing"


def _kind_of(table: Any) -> Any:
    return Place.kind != "tote" if table is TaskTote else Place.kind.not_in(("tote", "parcel"))


def _has_lines() -> Any:
    return TaskTote.task_id.in_(select(PickLine.task_id))


def places(session: Session) -> Iterator[str]:
    """Totes, pallets and parcels stand at places that do not move, and what does not move is at none."""
    under = aliased(Place)
    query = select(Place.code, Place.kind, under.code, under.kind).join(under, under.id == Place.at_id)
    moving, fixed = UNITS, OUTSIDE
    off = or_(Place.kind.not_in(moving), under.kind.in_((*moving, *fixed)))
    for code, kind, at, at_kind in session.execute(query.where(off)):
        yield f"{kind} {code}: stands at the {at_kind} {at}"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (lines, states_of_lines, totes, places)
