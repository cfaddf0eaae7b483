"""`floor check`: the invariants of every package. A new package adds its `RULES` here."""

from sqlalchemy.orm import Session

from floor.dispatch import invariants as dispatch
from floor.stock import invariants as stock

RULES = (*stock.RULES, *dispatch.RULES)


def findings(session: Session) -> list[str]:
    """Sentences on what is off, recomputed from the ledger; an empty list when everything adds up."""
    return [finding for rule in RULES for finding in rule(session)]
