"""The desk releases, holds and reprioritises orders."""

from flask import request

from floor.orders import release
from floor.web.forms import decision, given, perform


@decision("/desk/orders/<id:order_id>/release", "desk_release_order")
def release_order(order_id: int) -> str:
    perform(
        release.release_order,
        order_id,
        without_bad_lines="without_bad_lines" in request.form,
        use_proposal="use_proposal" in request.form,
    )
    return f"/desk/orders/{order_id}"


@decision("/desk/orders/<id:order_id>/hold", "desk_hold_order")
def hold_order(order_id: int) -> str:
    perform(release.hold_order, order_id, given("reason"))
    return f"/desk/orders/{order_id}"


@decision("/desk/orders/<id:order_id>/priority", "desk_set_priority")
def set_priority(order_id: int) -> str:
    perform(release.set_priority, order_id, given("priority"))
    return f"/desk/orders/{order_id}"
