"""Count proposals, listed and decided."""

from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.counting.proposals import decide_proposal as decide
from floor.radio.api import Units
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, GivenId, Timestamp
from models import CountProposal


class Proposal(Answer):
    id: GivenId
    place: str
    sku: str
    lot: str | None
    units: Units
    on_hand: Units
    state: Literal["open", "approved", "refused", "replaced"]
    proposed_at: Timestamp


class Proposals(Answer):
    proposals: list[Proposal]
    next: str | None


class ProposalDecision(Body):
    decision: Literal["approve", "refuse"]


@endpoint(api, "GET", "/counts/proposals", roles=SUPERVISORS, answers={200: Proposals})
def list_proposals() -> dict[str, Any]:
    """Counts by radio that wait for a supervisor"""
    query = select(CountProposal).where(CountProposal.state == "open").order_by(CountProposal.id)
    named = (joinedload(CountProposal.place), joinedload(CountProposal.sku), joinedload(CountProposal.lot))
    with current_services().database.reading() as session:
        found = [_proposal(each) for each in session.scalars(query.options(*named))]
    return {"proposals": found, "next": None}


@endpoint(
    api,
    "POST",
    "/counts/proposals/<id:proposal_id>",
    roles=SUPERVISORS,
    body=ProposalDecision,
    answers={200: Proposal},
    form="/desk/proposals/<id:proposal_id>",
    then="/desk",
)
def decide_proposal(proposal_id: int, body: ProposalDecision) -> dict[str, Any]:
    """Take a proposed count into the ledger, or leave the ledger as it is"""
    floor = current_services()
    floor.writer.perform(current_actor(), decide, proposal_id, body.decision)
    with floor.database.reading() as session:
        return _proposal(session.get_one(CountProposal, proposal_id))


def _proposal(proposal: CountProposal) -> dict[str, Any]:
    return {
        "id": str(proposal.id),
        "place": proposal.place.code,
        "sku": proposal.sku.code,
        "lot": proposal.lot.code if proposal.lot else None,
        "units": proposal.units,
        "on_hand": proposal.on_hand,
        "state": proposal.state,
        "proposed_at": proposal.proposed_at,
    }
