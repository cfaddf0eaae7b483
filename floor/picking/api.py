"""A barcode proposed at a pick line."""

from typing import Annotated, Any

from pydantic import Field

from floor.catalogue.api import BarcodeProposal, shown_barcode
from floor.picking import barcode_proposals
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Body, Count, Name
from models.barcodes import MOST_IN_PACK


class Proposal(Body):
    scan: Annotated[Name, Field(description="the id of the scan that was refused as unknown")]
    units: Annotated[
        Count, Field(ge=1, le=MOST_IN_PACK, description="how many units one such code stands for")
    ]


@endpoint(
    api, "POST", "/barcodes/proposals", roles=("picker", *SUPERVISORS), body=Proposal,
    answers={201: BarcodeProposal},
)  # fmt: skip
def propose_barcode(body: Proposal) -> dict[str, Any]:
    """Propose the code just scanned for the SKU at hand

    It is the last scan of the caller's pick task, made where that SKU's bin was confirmed. Nothing is counted by it.
    """
    return shown_barcode(
        current_services()
        .writer.perform(current_actor(), barcode_proposals.propose, body.scan, body.units)
        .id
    )
