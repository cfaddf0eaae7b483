"""Counts that radio tags propose, decided by a supervisor, unless somebody has counted the bin by then."""

from sqlalchemy import select

from floor.core.locking import locked
from floor.core.transaction import Transaction
from floor.counting.counts import enter_count, withdraw_untouched
from floor.work.alerts import solve_proposed
from models import CountProposal, Refused


def decide_proposal(tx: Transaction, proposal_id: int, decision: str) -> CountProposal:
    """Decides a count proposal: approve enters the count, refuse leaves the ledger as it is. Raises `Refused`:
    reader.no_proposal, proposal.not_allowed for one that is decided already, and what entering a count may raise."""
    query = select(CountProposal).where(CountProposal.id == proposal_id)
    proposal: CountProposal | None = tx.db.scalar(locked(query))
    if proposal is None:
        raise Refused("reader.no_proposal", proposal=proposal_id)
    proposal.do(decision, tx.actor.person_id, tx.now)
    if decision == "approve":
        lot = proposal.lot.code if proposal.lot else None
        enter_count(tx, proposal.place.code, proposal.sku.code, lot, proposal.units)
    else:
        withdraw_untouched(tx, proposal.place, proposal.sku)
    solve_proposed(tx, [proposal.id])
    return proposal
