"""Barcodes that the warehouse learns: proposed at the bin, decided by a supervisor, retired when they are wrong."""

from typing import Annotated, Any, Literal

from pydantic import Field

from floor.catalogue.barcode_queries import barcodes_of, proposal_state, proposals_after
from floor.catalogue.barcodes import decide, retire
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Cursor, Decision, GivenId, Limit, Line, Timestamp

State = Literal["proposed", "known", "refused", "retired"]


class BarcodeProposal(Answer):
    id: GivenId
    state: State
    code: str
    units: int
    sku: str
    name: str
    place: Annotated[str | None, Field(description="the bin where it was scanned")]
    work: GivenId | None
    proposed_by: str | None
    proposed_at: Timestamp | None
    decided_by: str | None
    decided_at: Timestamp | None
    retired_by: str | None
    retired_at: Timestamp | None
    note: str


class BarcodeProposals(Answer):
    proposals: list[BarcodeProposal]
    next: str | None


class ProposalQuery(Body):
    state: State | None = None
    after: Cursor | None = None
    limit: Limit = 50


class KnownBarcode(Answer):
    id: GivenId
    code: str
    units: int
    sku: str
    name: str


class KnownBarcodes(Answer):
    barcodes: list[KnownBarcode]
    next: str | None


class BarcodeQuery(Body):
    of: Annotated[Line, Field(description="a SKU's code, or a barcode; all without it")] = ""
    after: Cursor | None = None
    limit: Limit = 50


class Retirement(Body):
    note: Line = ""


@endpoint(
    api, "GET", "/barcodes/proposals", roles=SUPERVISORS, query=ProposalQuery, answers={200: BarcodeProposals}
)
def list_barcode_proposals(query: ProposalQuery) -> dict[str, Any]:
    """What was proposed and what became of it, the oldest first"""
    with current_services().database.reading() as session:
        found, after = proposals_after(session, query.state, query.after or 0, query.limit)
    return {"proposals": found, "next": after}


@endpoint(
    api, "POST", "/barcodes/proposals/<id:proposal_id>", roles=SUPERVISORS, body=Decision,
    answers={200: BarcodeProposal}, form="/desk/barcodes/proposals/<id:proposal_id>", then="/desk/barcodes",
)  # fmt: skip
def decide_barcode(proposal_id: int, body: Decision) -> dict[str, Any]:
    """Approve or refuse, never one's own proposal

    An approved barcode names its SKU from the next scan on.
    """
    current_services().writer.perform(current_actor(), decide, proposal_id, body.decision, body.note)
    return shown_barcode(proposal_id)


@endpoint(api, "GET", "/barcodes", roles=SUPERVISORS, query=BarcodeQuery, answers={200: KnownBarcodes})
def list_barcodes(query: BarcodeQuery) -> dict[str, Any]:
    """The codes that name a SKU now"""
    with current_services().database.reading() as session:
        found, after = barcodes_of(session, query.of, query.after or 0, query.limit)
    return {"barcodes": found, "next": after}


@endpoint(
    api, "POST", "/barcodes/<id:barcode_id>/retire", roles=SUPERVISORS, body=Retirement,
    answers={200: BarcodeProposal}, form="/desk/barcodes/<id:barcode_id>/retire", then="/desk/barcodes",
)  # fmt: skip
def retire_barcode(barcode_id: int, body: Retirement) -> dict[str, Any]:
    """A code names its SKU no more

    Pick tasks that were made before go on as printed. A file that says it again does not bring it back.
    """
    return shown_barcode(current_services().writer.perform(current_actor(), retire, barcode_id, body.note).id)


def shown_barcode(proposal_id: int) -> dict[str, Any]:
    """What was proposed for a barcode and what became of it, as the endpoints answer it."""
    with current_services().database.reading() as session:
        return proposal_state(session, proposal_id)
