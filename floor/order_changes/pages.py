"""The desk cancels orders, lets missing units go and substitutes goods."""

from floor.order_changes import cancelling, short_picks
from floor.web.forms import decision, given, perform


@decision("/desk/pick-lines/<id:line_id>/let-go", "let_go_missing")
def let_go_missing(line_id: int) -> str:
    perform(short_picks.let_go, line_id)
    return "/board"


@decision("/desk/pick-lines/<id:line_id>/substitute", "substitute_goods")
def substitute_goods(line_id: int) -> str:
    perform(short_picks.substitute, line_id, given("other", 100))
    return "/board"


@decision("/desk/orders/<id:order_id>/cancel", "desk_cancel_order")
def cancel_order(order_id: int) -> str:
    perform(cancelling.cancel_order, order_id, given("reason"))
    return f"/desk/orders/{order_id}"
