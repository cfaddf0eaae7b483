"""Counts at the desk: what waits for a decision, all counts and differences, and stock-takes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from floor.counting import queries, stock_takes
from floor.counting.lists import COUNTS, DIFFERENCES
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import pages
from floor.web.drawing import ROWS, drawn
from floor.web.endpoint import page
from floor.web.list_pages import list_page
from models import CycleCount, StockTake, Warehouse, now


def _facts(session: Session) -> dict[str, Any]:
    """What waits for a supervisor, the stock-takes that nobody has signed, and the plan."""
    asked = select(CycleCount).where(CycleCount.state == "asked").order_by(CycleCount.id).limit(ROWS)
    here = Warehouse.of(session)
    return {
        "asked": list(session.scalars(asked.options(joinedload(CycleCount.place)))),
        "stock_takes": list(session.scalars(select(StockTake).where(StockTake.signed_at.is_(None)))),
        "bins_a_day": here.count_bins_a_day,
        "planned": here.counts_planned_on == here.today(now()),
    }


list_page("/desk/counts", COUNTS, "counting/counts.html", roles=SUPERVISORS, facts=_facts)
list_page("/desk/count-differences", DIFFERENCES, "counting/differences.html", roles=SUPERVISORS)


@page(pages, "GET", "/desk/counts/<id:count_id>", roles=SUPERVISORS)
def counted_bin(count_id: int) -> str:
    """One count: what two people found, beside the book; the decision where one is to be made."""
    with current_services().database.reading() as session:
        facts = queries.count_facts(session, count_id)
        own = any(task.person_id == current_actor().person_id for task in facts.cycle.tasks)
        return drawn("counting/count.html", facts=facts, cycle=facts.cycle, own=own)


@page(pages, "GET", "/desk/stock-takes/<id:take_id>", roles=SUPERVISORS)
def stock_take(take_id: int) -> str:
    """How far a stock-take is, aisle by aisle, and the signature at its end."""
    with current_services().database.reading() as session:
        take = stock_takes.stock_take(session, take_id)
        aisles = stock_takes.aisles(session, take.id)
        left = sum(aisle.bins - aisle.done for aisle in aisles)
        return drawn("counting/stock_take.html", take=take, aisles=aisles, left=left)
