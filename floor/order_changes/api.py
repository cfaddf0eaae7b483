"""Orders cancelled by programs and people."""

from typing import Annotated, Any, Literal

from pydantic import Field

from floor.order_changes import cancelling
from floor.order_changes.together import decide_together
from floor.orders.api import Order, Why, get_state
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, GivenId, Id, Line
from floor.web.together import decided_page, whys
from models import Order as OrderRecord
from models import Refused

MOST_AT_ONCE = 200  # orders of one decision


class Together(Body):
    decision: Literal["release", "hold", "cancel", "urgent", "normal"]
    orders: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    reason: Line = ""  # needed to hold and to cancel


class DecidedOrder(Answer):
    order: GivenId
    number: str
    done: bool
    code: Annotated[str, Field(description="why nothing was done; empty where it was")]
    text: str


class DecidedOrders(Answer):
    decision: str
    orders: list[DecidedOrder]


@endpoint(
    api, "POST", "/orders/<id:order_id>/cancel", roles=SUPERVISORS, scopes=("orders",), body=Why,
    answers={200: Order}, form="/desk/orders/<id:order_id>/cancel", then="/desk/orders/{order_id}",
)  # fmt: skip
def cancel_order(order_id: int, body: Why) -> dict[str, Any]:
    """Cancel an order that has not been handed over

    Whoever works on it is told at the next scan; what was picked goes back to its bins. An order of which
    a parcel has left is refused (order.partly_gone): it can be held, so that the rest stays.
    """
    current_services().writer.perform(current_actor(), cancelling.cancel_order, order_id, body.reason)
    return get_state(order_id)


UNDONE_BY = {"hold": "release", "release": "hold", "urgent": "normal", "normal": "urgent"}


def _decided_page(answer: dict[str, Any]) -> str:
    decision, orders = answer["decision"], answer["orders"]
    reasons = {int(each["order"]): each["text"] for each in orders}
    numbers = {int(each["order"]): each["number"] for each in orders}
    return decided_page("orders", decision, reasons, numbers, UNDONE_BY.get(decision, ""))


@endpoint(
    api, "POST", "/orders/decide", roles=SUPERVISORS, body=Together, answers={200: DecidedOrders},
    form="/desk/orders/decide", then=_decided_page,
)  # fmt: skip
def decide_orders(body: Together) -> dict[str, Any]:
    """Decide the same about many orders

    Each is decided by itself: one that cannot be is named with the reason, and the others go on. Nothing is done
    where one of them is no order. Raises `Refused`: order.not_found.
    """
    services = current_services()
    with services.database.reading() as session:
        known = {order_id: session.get(OrderRecord, order_id) for order_id in body.orders}
        numbers = {order_id: order.number for order_id, order in known.items() if order}
    if nobodys := [order_id for order_id in known if order_id not in numbers]:
        raise Refused("order.not_found", order=nobodys[0])
    decided = decide_together(services.writer, current_actor(), body.decision, body.orders, body.reason)
    reasons = whys(decided)
    return {
        "decision": body.decision,
        "orders": [
            {
                "order": str(each.id),
                "number": numbers[each.id],
                "done": each.refused is None,
                "code": each.refused.code if each.refused else "",
                "text": reasons[each.id],
            }
            for each in decided
        ],
    }
