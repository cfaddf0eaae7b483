"""Dispatch: carriers, what stays behind, and the driver's signature."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select

from floor.dispatch import handover, incomplete, waiting
from floor.web.access import DISPATCH, SUPERVISORS, WORKERS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, GivenId, Line, Name
from floor.work.api import WorkDocument, shown
from models import Place, Warehouse, now
from models.spelling import natural

LONGEST_SIGNATURE = 500_000


class OpenLoad(Answer):
    id: GivenId
    number: str
    dock: str
    aboard: Annotated[int, Field(description="parcels on it")]
    closed: Annotated[bool, Field(description="whether only the driver's signature is missing")]


class CarrierRow(Answer):
    code: str
    name: str
    waiting: Annotated[int, Field(description="labelled parcels that no load has yet")]
    cutoff: Annotated[str | None, Field(description="when it comes next, by the warehouse's clock")]
    loads: Annotated[list[OpenLoad], Field(description="its loads that are not handed over")]
    cutoffs: Annotated[
        dict[str, str],
        Field(description='weekday ("0" Monday … "6" Sunday) → "HH:MM" in the warehouse\'s time zone'),
    ]


class Carriers(Answer):
    carriers: list[CarrierRow]
    docks: Annotated[list[str], Field(description="the codes of the docks, as people count them")]
    next: str | None


class Handover(Body):
    driver: Name
    plate: Name
    signature: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_SIGNATURE,
            description="an SVG path, of whichever commands, or a PNG data URL",
        ),
    ]


class Incomplete(Body):
    reason: Annotated[Line, Field(min_length=1)]


@endpoint(api, "GET", "/carriers", roles=WORKERS + SUPERVISORS, scopes=("orders",), answers={200: Carriers})
def list_carriers() -> dict[str, Any]:
    """Who drives, what waits for them, and the loads that are open; who comes first, first

    `docks` are where a load may stand.
    """
    with current_services().database.reading() as session:
        here = Warehouse.of(session)
        found = [_shown(each, here) for each in waiting.by_carrier(session, now())]
        docks = sorted(session.scalars(select(Place.code).where(Place.kind == "dock")), key=natural)
    return {"carriers": found, "docks": docks, "next": None}


def _shown(each: waiting.AtDock, here: Warehouse) -> dict[str, Any]:
    return {
        "code": each.carrier.code, "name": each.carrier.name, "cutoffs": each.carrier.cutoffs,
        "waiting": each.waiting, "cutoff": here.local(each.cutoff).isoformat() if each.cutoff else None,
        "loads": [
            {
                "id": str(load.id), "number": load.number, "dock": load.dock.code if load.dock else "",
                "aboard": aboard, "closed": bool(load.load_closed),
            }
            for load, aboard in each.loads
        ],
    }  # fmt: skip


@endpoint(
    api, "POST", "/work/<id:work_id>/handover", roles=DISPATCH, body=Handover, answers={200: WorkDocument}
)
def hand_over(work_id: int, body: Handover) -> dict[str, Any]:
    """The driver signs for a closed load

    Its parcels leave; its orders are `handed_over` when all their parcels have gone.
    """
    current_services().writer.perform(
        current_actor(), handover.hand_over, work_id, body.driver, body.plate, body.signature
    )
    return shown(work_id)


@endpoint(
    api, "POST", "/work/<id:work_id>/incomplete", roles=DISPATCH, body=Incomplete, answers={200: WorkDocument}
)
def confirm_incomplete(work_id: int, body: Incomplete) -> dict[str, Any]:
    """Say why missing parcels stay for the next load

    After this CMD-CLOSE is accepted.
    """
    current_services().writer.perform(current_actor(), incomplete.confirm_incomplete, work_id, body.reason)
    return shown(work_id)
