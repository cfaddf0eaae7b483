"""`floor check`: the invariants of every package. A new package adds its `RULES` here."""

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.catalogue import invariants as catalogue
from floor.core import invariants as core
from floor.counting import invariants as counting
from floor.dispatch import invariants as dispatch
from floor.integration import invariants as integration
from floor.orders import invariants as orders
from floor.picking import invariants as picking
from floor.planning import invariants as planning
from floor.putaway import invariants as putaway
from floor.receiving import invariants as receiving
from floor.stock import invariants as stock
from floor.work import invariants as work
from models import Event, Receipt

Rule = Callable[[Session], Iterator[str]]

RULES: tuple[Rule, ...] = (
    *core.RULES, *stock.RULES, *work.RULES, *orders.RULES, *planning.RULES, *picking.RULES, *dispatch.RULES,
    *integration.RULES, *receiving.RULES, *catalogue.RULES, *counting.RULES, *putaway.RULES,
)  # fmt: skip


def findings(session: Session) -> list[str]:
    """Sentences on what is off, recomputed from the ledger, the receipts and the events; an empty list when everything
    adds up."""
    return [finding for rule in RULES for finding in _of_rule(rule, session)]


def _of_rule(rule: Rule, session: Session) -> Iterator[str]:
    """What one rule finds; a record so torn that the rule cannot read it is a finding, and the other rules go on."""
    try:
        yield from rule(session)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        noun = rule.__name__.replace("_", " ")
        yield f"{noun}: what is kept of them cannot be read ({type(error).__name__}: {error})"


def remarks(session: Session) -> list[str]:
    """What `findings` cannot tell of: receipts and events from before there were chains, where there are any."""
    said = []
    for what, rows, first in (("receipts", Receipt.seq, Receipt.chain), ("events", Event.id, Event.chain)):
        last = session.scalar(select(func.max(rows)).where(first == ""))
        if last:
            said.append(f"{what} up to {last} have no chain: whether one was rewritten, nobody can tell")
    return said
