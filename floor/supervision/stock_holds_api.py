"""Holds on stock: made, listed, ended, and where the goods went that are held."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from floor.supervision import stock_holds
from floor.supervision.reach import known_hold, reach_of, reached_state
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Cursor, GivenId, Limit, Line, Name, Timestamp
from models import StockHold


class NewStockHold(Body):
    sku: Name | None = None
    lot: Annotated[Name | None, Field(description="alone, if no other SKU has a lot of this name")] = None
    place: Annotated[Name | None, Field(description="a bin's code; everywhere without it")] = None
    receipt: Annotated[Name | None, Field(description="a delivery, by R-000012 or the supplier's number")] = (
        None
    )
    reason: Line


class StockHoldState(Answer):
    id: GivenId
    sku: str | None
    lot: str | None
    place: str | None
    receipt: Annotated[str | None, Field(examples=["R-000012"])]
    reason: str
    expired: Annotated[bool, Field(description="made by Floor when the lot's last day was over")]
    at: Timestamp
    by: str | None
    ended_at: Timestamp | None
    ended_by: str | None


class NewlyHeld(Answer):
    hold: StockHoldState
    freed: Annotated[int, Field(description="units that nobody had picked and are looked for elsewhere")]
    orders: Annotated[int, Field(description="orders that wait, as such goods were picked for them")]


class StockHolds(Answer):
    holds: list[StockHoldState]
    next: str | None


class StockHoldQuery(Body):
    state: Literal["open", "ended"] | None = None
    after: Cursor | None = None
    limit: Limit = 100


class ReachedOrder(Answer):
    order: GivenId
    number: str
    channel: str
    status: str
    customer: str
    units: int
    parcel: Annotated[str | None, Field(description="its SSCC, once a label is on the box")]
    state: Annotated[str, Field(description="of the parcel; in_tote where the units are not packed")]
    handed_over_at: Timestamp | None


class Reach(Answer):
    orders: list[ReachedOrder]


@endpoint(
    api, "POST", "/stock/holds", roles=SUPERVISORS, scopes=("stock",), body=NewStockHold,
    answers={201: NewlyHeld}, form="/desk/holds", then="/desk/holds",
)  # fmt: skip
def hold_stock(body: NewStockHold) -> tuple[dict[str, Any], int]:
    """Stop a SKU, a lot or a delivery, everywhere or in one bin, or a bin with all that lies in it

    Nothing of it is promised to an order any more; what was promised and not yet picked is looked for elsewhere.
    Without a bin the goods are recalled: orders that were picked of them go on hold, and whoever has them in hand is
    told at the next scan.
    """
    floor = current_services()
    named = (body.sku or "", body.lot or "", body.place or "")
    stopped = floor.writer.perform(
        current_actor(), stock_holds.hold_stock, *named, body.reason, body.receipt or ""
    )
    return {**_kept(stopped.hold.id), "freed": stopped.freed, "orders": stopped.orders}, 201


def _kept(hold_id: int) -> dict[str, Any]:
    with current_services().database.reading() as session:
        return {"hold": _state(session.get_one(StockHold, hold_id))}


@endpoint(
    api, "GET", "/stock/holds", roles=SUPERVISORS, scopes=("stock",), query=StockHoldQuery,
    answers={200: StockHolds},
)  # fmt: skip
def list_stock_holds(query: StockHoldQuery) -> dict[str, Any]:
    """What is held, and what was, in the order in which it was held"""
    wanted = select(StockHold).where(StockHold.id > (query.after or 0)).order_by(StockHold.id)
    if query.state:
        is_open = StockHold.ended_at.is_(None)
        wanted = wanted.where(is_open if query.state == "open" else ~is_open)
    with current_services().database.reading() as session:
        found = [_state(hold) for hold in session.scalars(wanted.limit(query.limit + 1))]
    more = len(found) > query.limit
    return {"holds": found[: query.limit], "next": found[query.limit - 1]["id"] if more else None}


@endpoint(
    api, "POST", "/stock/holds/<id:hold_id>/end", roles=SUPERVISORS, scopes=("stock",),
    answers={200: StockHoldState}, form="/desk/holds/<id:hold_id>/end", then="/desk/holds",
)  # fmt: skip
def end_stock_hold(hold_id: int) -> dict[str, Any]:
    """The stock may be promised again

    Orders that waited because of this hold alone go on.
    """
    current_services().writer.perform(current_actor(), stock_holds.end_hold, hold_id)
    state: dict[str, Any] = _kept(hold_id)["hold"]
    return state


@endpoint(
    api, "GET", "/stock/holds/<id:hold_id>/reach", roles=SUPERVISORS, scopes=("stock",), answers={200: Reach}
)
def stock_hold_reach(hold_id: int) -> dict[str, Any]:
    """The orders and parcels that got such goods, all of them, the newest order first"""
    with current_services().database.reading() as session:
        return {"orders": [reached_state(each) for each in reach_of(session, known_hold(session, hold_id))]}


def _state(hold: StockHold) -> dict[str, Any]:
    return {
        "id": str(hold.id),
        "sku": hold.sku.code if hold.sku else None,
        "lot": hold.lot.code if hold.lot else None,
        "place": hold.place.code if hold.place else None,
        "receipt": hold.receipt.number if hold.receipt else None,
        "reason": hold.reason,
        "expired": hold.expired,
        "at": hold.at,
        "by": hold.person.name if hold.person else None,
        "ended_at": hold.ended_at,
        "ended_by": hold.ended_by.name if hold.ended_by else None,
    }
