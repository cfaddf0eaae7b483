"""Corrections of stock: entered, listed, and decided by a second supervisor."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from floor.putaway import adjustments
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Cursor, GivenId, Limit, Line, Name, Timestamp
from models import StockAdjustment
from models.stock import MOST_UNITS

State = Literal["open", "done", "refused"]
Change = Annotated[
    Count, Field(ge=-MOST_UNITS, le=MOST_UNITS, description="more, or with a minus fewer, than by the book")
]


class NewAdjustment(Body):
    place: Annotated[Name, Field(description="the code of a bin, tote or pallet")]
    sku: Name
    lot: Name | None = None
    units: Change
    reason: Line


class Adjustment(Answer):
    id: GivenId
    place: str
    sku: str
    lot: str | None
    units: int
    reason: Annotated[
        str,
        Field(description="as written; `adjustment.missing`: was to be put away, and was not in its tote"),
    ]
    state: State
    at: Timestamp
    by: str | None
    decided_at: Timestamp | None
    decided_by: str | None


class Adjustments(Answer):
    adjustments: list[Adjustment]
    next: str | None


class AdjustmentQuery(Body):
    state: State | None = None
    after: Cursor | None = None
    limit: Limit = 100


class AdjustmentDecision(Body):
    decision: Literal["approve", "refuse"]


@endpoint(
    api, "POST", "/stock/adjustments", roles=SUPERVISORS, body=NewAdjustment, answers={201: Adjustment},
    form="/desk/adjustments", then="/desk/adjustments",
)  # fmt: skip
def adjust_stock(body: NewAdjustment) -> tuple[dict[str, Any], int]:
    """Put the book right without a count, with a reason

    Beyond the warehouse's threshold (`floor warehouse --adjustment-units`) it waits for a second supervisor, and is
    `open` until then.
    """
    made = current_services().writer.perform(
        current_actor(), adjustments.adjust, body.place, body.sku, body.lot or "", body.units, body.reason
    )
    return _kept(made.id), 201


@endpoint(
    api, "GET", "/stock/adjustments", roles=SUPERVISORS, query=AdjustmentQuery, answers={200: Adjustments}
)
def list_adjustments(query: AdjustmentQuery) -> dict[str, Any]:
    """Corrections and what became of them, in the order in which they were entered"""
    wanted = (
        select(StockAdjustment).where(StockAdjustment.id > (query.after or 0)).order_by(StockAdjustment.id)
    )
    if query.state:
        wanted = wanted.where(StockAdjustment.state == query.state)
    with current_services().database.reading() as session:
        found = [_state(each) for each in session.scalars(wanted.limit(query.limit + 1))]
    more = len(found) > query.limit
    return {"adjustments": found[: query.limit], "next": found[query.limit - 1]["id"] if more else None}


@endpoint(
    api, "POST", "/stock/adjustments/<id:adjustment_id>", roles=SUPERVISORS, body=AdjustmentDecision,
    answers={200: Adjustment}, form="/desk/adjustments/<id:adjustment_id>", then="/desk/adjustments",
)  # fmt: skip
def decide_adjustment(adjustment_id: int, body: AdjustmentDecision) -> dict[str, Any]:
    """Agree to a large correction or refuse it, never one's own"""
    current_services().writer.perform(current_actor(), adjustments.decide, adjustment_id, body.decision)
    return _kept(adjustment_id)


def _kept(adjustment_id: int) -> dict[str, Any]:
    with current_services().database.reading() as session:
        return _state(session.get_one(StockAdjustment, adjustment_id))


def _state(each: StockAdjustment) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "place": each.place.code,
        "sku": each.sku.code,
        "lot": each.lot.code if each.lot else None,
        "units": each.units,
        "reason": each.reason,
        "state": each.state,
        "at": each.at,
        "by": each.person.name if each.person else None,
        "decided_at": each.decided_at,
        "decided_by": each.decided_by.name if each.decided_by else None,
    }
