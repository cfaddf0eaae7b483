"""Counts by scan: asked for, listed while they go on, and decided where two of them differ from the book."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.counting import queries, settling, tasks
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, GivenId, Line, Timestamp
from models import CountTask, CycleCount
from models.counting import GOING, Take, Why

Price = Annotated[
    str | None, Field(description="by what was paid last; null where nothing ever was", examples=["-7.65"])
]


class NewCounts(Body):
    """Each bin that all of what is given names."""

    place: Annotated[Line, Field(description="a bin's code")] = ""
    zone: Line = ""
    aisle: Line = ""
    sku: Annotated[Line, Field(description="every bin in which it lies")] = ""


class Going(Answer):
    """A count that has not ended. `work` is the task that is to be done, null while a supervisor is asked."""

    id: GivenId
    place: str
    why: Why
    state: Literal["first", "second", "asked"]
    work: GivenId | None
    number: str | None
    person: str | None
    since: Timestamp


class Counts(Answer):
    counts: list[Going]
    next: str | None


class Found(Answer):
    units: int
    difference: Annotated[int, Field(description="the units that no move meanwhile accounts for")]
    value: Price


class Row(Answer):
    id: GivenId
    sku: str
    lot: str | None
    on_hand: int
    first: Found | None
    second: Found | None
    took: Annotated[Literal["", "first", "second", "book"], Field(description="empty until somebody decides")]


class Difference(Answer):
    """A bin that two people have counted, and that differs from the book."""

    id: GivenId
    place: str
    state: Literal["first", "second", "asked", "agreed", "passed", "decided", "withdrawn"]
    first: str | None
    second: str | None
    took: Annotated[
        Literal["", "first", "second", "book", "each"], Field(description="each: not the same of all goods")
    ]
    lines: list[Row]


class Differences(Answer):
    differences: list[Difference]
    next: str | None


class CountDecision(Body):
    take: Annotated[Take | None, Field(description="of all goods that `lines` does not name")] = None
    lines: Annotated[
        dict[Annotated[str, Field(pattern="^[0-9]{1,18}$")], Take],
        Field(description="which figures count of these goods, by the `id` of their line", max_length=5000),
    ] = {}
    note: Line = ""


@endpoint(
    api, "POST", "/counts/tasks", roles=SUPERVISORS, body=NewCounts, answers={200: Counts},
    form="/desk/counts/tasks", then="/desk/counts",
)  # fmt: skip
def ask_for_counts(body: NewCounts) -> dict[str, Any]:
    """Have bins counted blind: one, those of an aisle, or those of a SKU

    A bin that is to be counted already is not counted twice.
    """
    floor = current_services()
    asked = floor.writer.perform(
        current_actor(), tasks.ask_for_counts, body.place, body.zone, body.aisle, body.sku
    )
    with floor.database.reading() as session:
        return _going(session, [cycle.id for cycle in asked])


@endpoint(api, "GET", "/counts/tasks", roles=SUPERVISORS, answers={200: Counts})
def list_counts() -> dict[str, Any]:
    """Counts that have not ended"""
    with current_services().database.reading() as session:
        return _going(
            session, session.scalars(select(CycleCount.id).where(CycleCount.state.in_(GOING))).all()
        )


@endpoint(api, "GET", "/counts/differences", roles=SUPERVISORS, answers={200: Differences})
def list_differences() -> dict[str, Any]:
    """Bins whose two counts differ from the book and wait for a supervisor"""
    query = select(CycleCount.id).where(CycleCount.state == "asked").order_by(CycleCount.id)
    with current_services().database.reading() as session:
        return {"differences": [_difference(session, each) for each in session.scalars(query)], "next": None}


@endpoint(
    api, "POST", "/counts/differences/<id:count_id>", roles=SUPERVISORS, body=CountDecision, answers={200: Difference},
    form="/desk/counts/<id:count_id>", then="/desk/counts",
)  # fmt: skip
def decide_count(count_id: int, body: CountDecision) -> dict[str, Any]:
    """Say which figures count: the first, the second, or the book's

    Of all goods in the bin the same with `take`, or with `lines` of each of them. The difference is written into the
    ledger, and the bin may be allocated again. Whoever counted does not decide.
    """
    floor = current_services()
    goods = {int(line_id): which for line_id, which in body.lines.items()}
    floor.writer.perform(current_actor(), settling.decide, count_id, body.take, goods, body.note)
    with floor.database.reading() as session:
        return _difference(session, count_id)


def _going(session: Session, ids: Any) -> dict[str, Any]:
    query = select(CycleCount).where(CycleCount.id.in_(ids)).order_by(CycleCount.id)
    named = (joinedload(CycleCount.place), selectinload(CycleCount.tasks).joinedload(CountTask.person))
    return {"counts": [_shown(cycle) for cycle in session.scalars(query.options(*named))], "next": None}


def _shown(cycle: CycleCount) -> dict[str, Any]:
    task = next((task for task in cycle.tasks if task.state == "open"), None)
    return {
        "id": str(cycle.id),
        "place": cycle.place.code,
        "why": cycle.why,
        "state": cycle.state,
        "work": str(task.id) if task else None,
        "number": task.number if task else None,
        "person": task.person.name if task and task.person else None,
        "since": cycle.created_at,
    }


def _difference(session: Session, count_id: int) -> dict[str, Any]:
    facts = queries.count_facts(session, count_id)
    people = {choice.take: choice.person for choice in facts.choices}
    return {
        "id": str(count_id),
        "place": facts.cycle.place.code,
        "state": facts.cycle.state,
        "first": people.get("first"),
        "second": people.get("second"),
        "took": facts.cycle.took,
        "lines": [_row(row) for row in facts.rows],
    }


def _row(row: queries.Row) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "sku": row.sku.code,
        "lot": row.lot or None,
        "on_hand": row.on_hand,
        "first": _found(row.counts.get(1)),
        "second": _found(row.counts.get(2)),
        "took": row.took,
    }


def _found(found: queries.Found | None) -> dict[str, Any] | None:
    if found is None:
        return None
    value = None if found.value is None else str(found.value)
    return {"units": found.units, "difference": found.difference, "value": value}
