"""The lists of counts at the desk: bins with their counts, and what somebody found that differs from the book."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from floor.counting.comparing import prices
from floor.web.lists import Column, Filter, Listing, begins, equals
from models import CountLine, CountTask, CycleCount, Place, Sku, Work
from models.counting import COUNT_TRANSITIONS, Why
from models.spelling import Natural

STATES = list(
    dict.fromkeys(state for (state, _action), after in COUNT_TRANSITIONS.items() for state in (state, after))
)


def _of_stock_take(_session: Session, typed: str) -> ColumnElement[bool]:
    return CycleCount.stock_take_id == (
        int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    )


def _counters(cycle: CycleCount) -> str:
    return ", ".join(task.person.name for task in cycle.tasks if task.person)


COUNTS = Listing(
    "counts",
    select(CycleCount).join(CycleCount.place).options(
        contains_eager(CycleCount.place), selectinload(CycleCount.tasks).joinedload(CountTask.person)
    ),
    CycleCount.id,
    (
        Column("place", "desk.place", lambda cycle, w: cycle.place.code, (Place.sort_key,)),
        Column("state", "desk.status", lambda cycle, w: w["t"](f"count.state_{cycle.state}"), (CycleCount.state,)),
        Column("why", "count.why", lambda cycle, w: w["t"](f"count.why_{cycle.why}"), (CycleCount.why,)),
        Column("people", "count.counted_by", lambda cycle, w: _counters(cycle)),
        Column("made", "desk.since", lambda cycle, w: w["day"](cycle.created_at), (CycleCount.id,)),
        Column("due", "count.ended", lambda cycle, w: w["day"](cycle.ended_at), (CycleCount.ended_at,)),
    ),
    "-made",
    (
        Filter("q", "desk.place", begins(Place.code)),
        Filter("state", "desk.status", equals(CycleCount.state), {state: f"count.state_{state}" for state in STATES}),
        Filter("why", "count.why", equals(CycleCount.why), {why: f"count.why_{why}" for why in get_args(Why)}),
        Filter("stock_take", "count.stock_take_number", _of_stock_take),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A line of a count that differs from the book, with its value."""

    line: CountLine
    value: Decimal | None

    @property
    def id(self) -> int:
        return self.line.id


def _priced(session: Session, lines: Sequence[CountLine]) -> list[DifferenceRow]:
    price = prices(session, [line.sku_id for line in lines])
    return [
        DifferenceRow(line, price[line.sku_id] * line.difference if line.sku_id in price else None)
        for line in lines
    ]


DIFFERENCES = Listing(
    "count_differences",
    select(CountLine)
    .join(CountLine.task)
    .join(CountTask.cycle)
    .join(CycleCount.place)
    .join(CountLine.sku)
    .where(CountLine.difference != 0, Work.state == "done")
    .options(
        contains_eager(CountLine.task).contains_eager(CountTask.cycle).contains_eager(CycleCount.place),
        contains_eager(CountLine.task).joinedload(CountTask.person),
        contains_eager(CountLine.sku), joinedload(CountLine.lot),
    ),
    CountLine.id,
    (
        Column("place", "desk.place", lambda row, w: row.line.task.cycle.place.code, (Place.sort_key,)),
        Column("aisle", "count.aisle", lambda row, w: row.line.task.cycle.place.aisle, (Natural(Place.aisle),)),
        Column("sku", "desk.sku", lambda row, w: row.line.sku.code, (Sku.sort_key,)),
        Column("name", "desk.name", lambda row, w: row.line.sku.name),
        Column("lot", "desk.lot", lambda row, w: row.line.lot.code if row.line.lot else ""),
        Column("turn", "count.turn", lambda row, w: w["t"](f"count.turn_{row.line.task.turn}")),
        Column("person", "desk.person", lambda row, w: row.line.task.person.name if row.line.task.person else ""),
        Column("book", "count.book", lambda row, w: row.line.book),
        Column("counted", "desk.counted", lambda row, w: row.line.units),
        Column("difference", "count.difference", lambda row, w: row.line.difference, (CountLine.difference,)),
        Column("value", "count.value", lambda row, w: "" if row.value is None else str(row.value)),
        Column("taken", "count.taken", lambda row, w: w["t"]("count.yes") if row.line.taken else ""),
        Column("seen", "count.ended", lambda row, w: w["day"](row.line.task.ended_at), (Work.ended_at,)),
    ),
    "place",
    (
        Filter("q", "desk.place", begins(Place.code)),
        Filter("sku", "desk.sku", begins(Sku.code)),
        Filter("stock_take", "count.stock_take_number", _of_stock_take),
    ),
    rows=_priced,
)  # fmt: skip
