"""Traces for programs: from goods or a parcel to where they came from, lay and went, and who touched them."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from floor.supervision.moves import MoveRow
from floor.supervision.reach import reached_state
from floor.supervision.stock_holds_api import ReachedOrder
from floor.supervision.trace import Subject, Trace, subject_of, subjects, the_only, trace
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, GivenId, Name, Timestamp


class TraceQuery(Body):
    q: Annotated[
        Name | None, Field(description="a SKU, lot, serial or SSCC, typed or as its label says it")
    ] = None
    sku: Annotated[
        Name | None, Field(description="with lot or serial, where several SKUs have one of this name")
    ] = None
    lot: Name | None = None
    serial: Name | None = None
    sscc: Name | None = None


class Traced(Answer):
    kind: Literal["sku", "lot", "serial", "parcel", "pallet"]
    code: str
    sku: str | None
    name: str | None


class TracedMove(Answer):
    id: GivenId
    at: Timestamp
    sku: str
    lot: str | None
    serial: str | None
    units: int
    source: Annotated[str, Field(description="the place from which they went")]
    target: str
    why: str
    person: str | None
    work: str | None
    order: str | None


class Lying(Answer):
    place: str
    kind: str
    sku: str
    lot: str | None
    expiry: date | None
    units: int


class Touched(Answer):
    person: str
    moves: int
    first: Timestamp
    last: Timestamp


class Content(Answer):
    of: Traced
    units: int


class TraceAnswer(Answer):
    of: Traced
    came: Annotated[list[TracedMove], Field(description="into the house; of a parcel: out of the bins")]
    lies: list[Lying]
    touched: list[Touched]
    moves: Annotated[list[TracedMove], Field(description="the newest hundred, newest first")]
    went: Annotated[list[ReachedOrder], Field(description="orders, and the parcels that they left in")]
    inside: Annotated[list[Content], Field(description="what a parcel or pallet holds, or held when it left")]


@endpoint(
    api, "GET", "/trace", roles=SUPERVISORS, scopes=("stock",), query=TraceQuery, answers={200: TraceAnswer}
)
def trace_goods(query: TraceQuery) -> dict[str, Any]:
    """Where goods came from, lay and went, who touched them, and what they left in

    Ask by `q`, or by `sku`, `lot`, `serial` or `sscc`. A parcel is traced back to its goods, and each of these can be
    asked for in turn.
    """
    named = (query.sku or "", query.lot or "", query.serial or "", query.sscc or "")
    with current_services().database.reading() as session:
        asked = the_only(subjects(session, query.q), query.q) if query.q else subject_of(session, *named)
        return _trace(trace(session, asked))


def _trace(found: Trace) -> dict[str, Any]:
    return {
        "of": _subject(found.subject),
        "came": [_move(row) for row in found.came],
        "lies": [
            {
                "place": quant.place.code,
                "kind": quant.place.kind,
                "sku": quant.sku.code,
                "lot": quant.lot.code if quant.lot else None,
                "expiry": quant.lot.expiry if quant.lot else None,
                "units": quant.on_hand,
            }
            for quant in found.lies
        ],
        "touched": [
            {"person": each.person, "moves": each.moves, "first": each.first, "last": each.last}
            for each in found.touched
        ],
        "moves": [_move(row) for row in found.moves],
        "went": [reached_state(each) for each in found.went],
        "inside": [{"of": _subject(subject), "units": units} for subject, units in found.inside],
    }


def _subject(subject: Subject) -> dict[str, Any]:
    sku = subject.sku
    return {
        "kind": subject.kind,
        "code": subject.code,
        "sku": sku.code if sku else None,
        "name": sku.name if sku else None,
    }


def _move(row: MoveRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": row.move.at,
        "sku": row.sku,
        "lot": row.lot or None,
        "serial": row.move.serial,
        "units": row.move.quantity,
        "source": row.source,
        "target": row.target,
        "why": row.move.why,
        "person": row.person or None,
        "work": row.work or None,
        "order": row.order or None,
    }
