"""A pick task's lines, and a barcode proposed at one of them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from floor.catalogue.api import BarcodeProposal, shown_barcode
from floor.catalogue.picture_files import address
from floor.picking import barcode_proposals, picking
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Line, Name
from models import PickLine, PickTask, Refused
from models.barcodes import MOST_IN_PACK


class RoundLine(Answer):
    place: str
    sku: str
    name: str
    lot: str
    picture: str | None
    quantity: Annotated[int, Field(description="units planned out of this bin")]
    counted: int
    missing: Annotated[int, Field(description="units given up: short or damaged")]
    state: Literal["open", "done", "short", "cancelled"]


class Round(Answer):
    lines: Annotated[list[RoundLine], Field(description="of the whole round, in walking order")]


@endpoint(
    api, "GET", "/work/<id:work_id>/lines", roles=("picker", *SUPERVISORS), scopes=("work",),
    answers={200: Round},
)  # fmt: skip
def round_lines(work_id: int) -> dict[str, Any]:
    """Every line of a pick task, done or not"""
    with current_services().database.reading() as session:
        if session.get(PickTask, work_id) is None:
            raise Refused("work.not_found", work=work_id)
        return {"lines": [_shown(line) for line in picking.load(session, work_id).lines]}


def _shown(line: PickLine) -> dict[str, Any]:
    says = line.snapshot
    picture = says.get("picture")
    return {
        "place": says["place"], "sku": says["sku"], "name": says["name"], "lot": says["lot"],
        "picture": address(picture) if picture else None,
        "quantity": line.quantity, "counted": line.counted, "missing": line.missing, "state": line.state,
    }  # fmt: skip


class Proposal(Body):
    scan: Annotated[Name, Field(description="the id of the scan that was refused as unknown")]
    units: Annotated[
        Count, Field(ge=1, le=MOST_IN_PACK, description="how many units one such code stands for")
    ]
    sku: Annotated[Line, Field(description="where goods are received: whose code it is")] = ""


@endpoint(
    api, "POST", "/barcodes/proposals", roles=("picker", "receiver", *SUPERVISORS), body=Proposal,
    answers={201: BarcodeProposal},
)  # fmt: skip
def propose_barcode(body: Proposal) -> dict[str, Any]:
    """Propose the code just scanned for the SKU at hand

    It is the last scan of the caller's pick task, made where that SKU's bin was confirmed, or of the delivery that they
    receive. Nothing is counted by it.
    """
    return shown_barcode(
        current_services()
        .writer.perform(current_actor(), barcode_proposals.propose, body.scan, body.units, body.sku)
        .id
    )
