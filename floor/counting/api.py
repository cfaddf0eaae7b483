"""Counts entered by supervisors."""

from typing import Annotated, Any

from pydantic import Field

from floor.counting import counts
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Name
from models import Quant
from models.stock import MOST_UNITS


class NewCount(Body):
    place: Annotated[Name, Field(description="the bin's code")]
    sku: Name
    lot: Name | None = None
    units: Annotated[Count, Field(ge=0, le=MOST_UNITS)]


class Counted(Answer):
    place: str
    sku: str
    lot: str | None
    on_hand: int
    allocated: int


@endpoint(
    api, "POST", "/counts", roles=SUPERVISORS, body=NewCount, answers={200: Counted},
    form="/desk/count", then="/desk",
)  # fmt: skip
def enter_count(body: NewCount) -> dict[str, Any]:
    """What is really in a bin

    The difference is written into the ledger, and the bin may be allocated again.
    """
    floor = current_services()
    counted = floor.writer.perform(
        current_actor(), counts.enter_count, body.place, body.sku, body.lot, body.units
    )
    with floor.database.reading() as session:
        quant = session.get_one(Quant, counted.id)  # the ledger wrote past the one that we hold
        return {
            "place": quant.place.code,
            "sku": quant.sku.code,
            "lot": quant.lot.code if quant.lot else None,
            "on_hand": quant.on_hand,
            "allocated": quant.allocated,
        }
