"""The desk enters counts and decides count proposals."""

from floor.counting import counts, proposals
from floor.web.forms import decision, given, perform, whole
from models.stock import MOST_UNITS


@decision("/desk/proposals/<id:proposal_id>", "decide_count_proposal")
def decide_count_proposal(proposal_id: int) -> str:
    perform(proposals.decide_proposal, proposal_id, given("decision"))
    return "/desk"


@decision("/desk/count", "enter_count")
def enter_count() -> str:
    lot, units = given("lot") or None, whole("units", MOST_UNITS)
    perform(counts.enter_count, given("place"), given("sku"), lot, units)
    return "/desk"
