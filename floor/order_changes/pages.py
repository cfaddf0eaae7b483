"""The desk lets missing units go and substitutes goods."""

from floor.order_changes import short_picks
from floor.web.access import SUPERVISORS
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.shapes import Body, Name


class Substitute(Body):
    other: Name


@page(pages, "POST", "/desk/pick-lines/<id:line_id>/let-go", roles=SUPERVISORS)
@form("/board")
def let_go_missing(line_id: int) -> None:
    perform(short_picks.let_go, line_id)


@page(pages, "POST", "/desk/pick-lines/<id:line_id>/substitute", roles=SUPERVISORS)
@form("/board", Substitute)
def substitute_goods(line_id: int, body: Substitute) -> None:
    perform(short_picks.substitute, line_id, body.other)
