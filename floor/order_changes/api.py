"""Orders cancelled by programs and people."""

from typing import Any

from floor.order_changes import cancelling
from floor.orders.api import Order, Why, get_state
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint


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
