"""What only the desk decides: programs have no names for the lines of an order."""

from floor.supervision import decisions
from floor.web.access import SUPERVISORS
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.forms import form, perform


@page(pages, "POST", "/desk/lines/<id:line_id>/approve-short", roles=SUPERVISORS)
@form("/desk/orders")
def approve_short(line_id: int) -> None:
    perform(decisions.approve_short, line_id)
