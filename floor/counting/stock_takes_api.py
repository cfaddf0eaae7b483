"""Stock-takes of a hall, and the day's counts by plan."""

from typing import Any

from floor.counting import plan, stock_takes
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, GivenId, Line, Timestamp


class NewStockTake(Body):
    """All bins where both are empty."""

    zone: Line = ""
    aisle: Line = ""


class AisleProgress(Answer):
    aisle: str
    bins: int
    done: int
    asked: int
    differ: int


class StockTakeShown(Answer):
    id: GivenId
    zone: str
    aisle: str
    begun_at: Timestamp
    signed_by: str
    signed_at: Timestamp | None
    aisles: list[AisleProgress]


class Planned(Answer):
    bins: list[str]


@endpoint(
    api, "POST", "/counts/stock-takes", roles=SUPERVISORS, body=NewStockTake, answers={201: StockTakeShown},
    form="/desk/stock-takes", then="/desk/counts",
)  # fmt: skip
def begin_stock_take(body: NewStockTake) -> dict[str, Any]:
    """Count every bin of a zone, an aisle or the hall

    The bins are frozen: nothing in them is allocated until each is counted.
    """
    floor = current_services()
    take_id = floor.writer.perform(
        current_actor(), lambda tx: stock_takes.begin(tx, body.zone, body.aisle).id
    )
    return shown(take_id)


@endpoint(api, "GET", "/counts/stock-takes/<id:take_id>", roles=SUPERVISORS, answers={200: StockTakeShown})
def get_stock_take(take_id: int) -> dict[str, Any]:
    """How far a stock-take is, aisle by aisle"""
    return shown(take_id)


@endpoint(
    api, "POST", "/counts/stock-takes/<id:take_id>/sign", roles=SUPERVISORS, answers={200: StockTakeShown},
    form="/desk/stock-takes/<id:take_id>/sign", then="/desk/stock-takes/{take_id}",
)  # fmt: skip
def sign_stock_take(take_id: int) -> dict[str, Any]:
    """Answer for the result, with one's name, when all is counted and decided"""
    current_services().writer.perform(current_actor(), stock_takes.sign, take_id)
    return shown(take_id)


@endpoint(
    api, "POST", "/counts/plan", roles=SUPERVISORS, answers={200: Planned}, form="/desk/counts/plan",
    then="/desk/counts",
)  # fmt: skip
def plan_counts() -> dict[str, Any]:
    """Make today's counts by plan, where that was not done yet"""
    bins = current_services().writer.perform(
        current_actor(), lambda tx: [cycle.place.code for cycle in plan.plan_counts(tx)]
    )
    return {"bins": bins}


def shown(take_id: int) -> dict[str, Any]:
    with current_services().database.reading() as session:
        take = stock_takes.stock_take(session, take_id)
        return {
            "id": str(take.id),
            "zone": take.zone,
            "aisle": take.aisle,
            "begun_at": take.begun_at,
            "signed_by": take.signed_by,
            "signed_at": take.signed_at,
            "aisles": [
                {"aisle": a.aisle, "bins": a.bins, "done": a.done, "asked": a.asked, "differ": a.differ}
                for a in stock_takes.aisles(session, take.id)
            ],
        }
