"""Loads that have gone, with what the driver signed for."""

from sqlalchemy import select

from floor.web.access import DISPATCH, current_services
from floor.web.blueprints import pages
from floor.web.drawing import ROWS, asked, drawn
from floor.web.endpoint import page
from floor.web.url_converters import LARGEST_ID
from models import Handover, Load


@page(pages, "GET", "/desk/loads", roles=DISPATCH)
def loads() -> str:
    """The newest first; `before` is the load that the page before this one ended with."""
    digits = asked("before", 10)
    before = min(int(digits), LARGEST_ID) if digits.isdecimal() else LARGEST_ID
    query = select(Load, Handover).join(Handover, Handover.load_id == Load.id).where(Load.id < before)
    with current_services().database.reading() as session:
        found = session.execute(query.order_by(Load.id.desc()).limit(ROWS + 1)).all()
    return drawn("supervision/loads.html", loads=found[:ROWS], more=len(found) > ROWS)
