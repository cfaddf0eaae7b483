"""Orders cancelled by programs and people."""

from typing import Annotated, Any, Literal

from flask import redirect
from pydantic import AwareDatetime, Field
from werkzeug.wrappers import Response as AnyResponse

from floor.order_changes import cancelling, correcting, leaving_out, reopening, splitting
from floor.order_changes.together import decide_together
from floor.orders.address import FIELDS
from floor.orders.api import Order, SentLine, Why, get_state
from floor.orders.sent_text import NOTES
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, GivenId, Id, Line, Name
from floor.web.together import decided_page, whys
from models import Order as OrderRecord
from models import Refused
from models.stock import MOST_UNITS

Note = Annotated[str | None, Field(max_length=5000)]
MOST_AT_ONCE = 200  # orders of one decision


class Together(Body):
    decision: Literal["release", "hold", "cancel", "urgent", "normal"]
    orders: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    reason: Line = ""  # needed to hold and to cancel


class Correction(Body):
    """What is to be other than it is; null empties a note. What is not named stays."""

    version: Annotated[Count, Field(ge=1, description="of the order as you have seen it")]
    reason: Annotated[Line, Field(min_length=1, description="why, for the order's time line")]
    ship_to: Annotated[
        dict[str, Line], Field(description=f"the fields that change: {', '.join(FIELDS)}")
    ] = {}
    service: Annotated[Line | None, Field(min_length=1)] = None
    note: Note = None
    delivery_note: Note = None
    gift_note: Note = None
    lines: Annotated[
        list[SentLine] | None, Field(min_length=1, max_length=1000, description="all of them anew")
    ] = None

    def changes(self) -> dict[str, Any]:
        """Only what was sent."""
        said: dict[str, Any] = {}
        if address := {name: text for name, text in self.ship_to.items() if name in FIELDS}:
            said["ship_to"] = address
        if self.service:
            said["service"] = self.service
        said |= {name: getattr(self, name) or "" for name in NOTES if name in self.model_fields_set}
        if self.lines:
            said["lines"] = [line.model_dump() for line in self.lines]
        return said


class Seen(Body):
    version: Annotated[Count, Field(ge=1, description="of the order as you have seen it")]
    reason: Annotated[Line, Field(min_length=1, description="why, for the order's time line")]


class LeaveOut(Seen):
    sku: Name
    units: Annotated[Count, Field(ge=1, le=MOST_UNITS)]


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
    api, "PATCH", "/orders/<id:order_id>", roles=SUPERVISORS, scopes=("orders",), body=Correction,
    answers={200: Order}, form="/desk/orders/<id:order_id>/change", then="/desk/orders/{order_id}",
)  # fmt: skip
def change_order(order_id: int, body: Correction) -> dict[str, Any]:
    """Change an order's address, service, notes or lines

    `version` is that of the order as you have seen it: where it was changed since, 412 (order.stale) says what, and
    nothing is done. Address, service and notes change freely until a label is on a box; then the label is void and the
    box goes back to packing. One that is on a load is taken off first (order.take_off_first); once a parcel has left
    nothing changes any more (order.left). Lines change until a wave has the order (order.too_late_to_change). What is
    wrong now holds the order, and a hold whose cause was corrected ends. Who, why, before and after stand on the
    order's time line, and are told by the event order.changed.
    """
    services = current_services()
    services.writer.perform(
        current_actor(), correcting.correct_order, order_id, body.version, body.changes(), body.reason
    )
    return get_state(order_id)


@endpoint(
    api, "POST", "/orders/<id:order_id>/leave-out", roles=SUPERVISORS, scopes=("orders",), body=LeaveOut,
    answers={200: Order}, form="/desk/orders/<id:order_id>/leave-out", then="/desk/orders/{order_id}",
)  # fmt: skip
def leave_out_units(order_id: int, body: LeaveOut) -> dict[str, Any]:
    """Cancel some units of an order

    Those that nobody has picked yet: they are free for other orders, and a picker who has the order is told at the next
    scan. With fewer left to pick nothing is done (order.picked_already).
    """
    current_services().writer.perform(
        current_actor(), leaving_out.leave_out, order_id, body.version, body.sku, body.units, body.reason
    )
    return get_state(order_id)


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


class Split(Seen):
    units: Annotated[
        dict[Name, Annotated[Count, Field(ge=1, le=MOST_UNITS)]],
        Field(description="to split off, by SKU; none: what stock cannot give now"),
    ] = {}
    due: Annotated[AwareDatetime | None, Field(description="of the part; none: that of the order")] = None


def _order_page(answer: dict[str, Any]) -> AnyResponse:
    return redirect(f"/desk/orders/{answer['id']}", 303)


@endpoint(
    api, "POST", "/orders/<id:order_id>/reopen", roles=SUPERVISORS, scopes=("orders",), body=Seen,
    answers={200: Order}, form="/desk/orders/<id:order_id>/reopen", then=_order_page,
)  # fmt: skip
def reopen_order(order_id: int, body: Seen) -> dict[str, Any]:
    """Take up a cancelled order again

    Answers its next edition, a new order under the same number with the same content, checked as if it came now; it
    can be changed from then on. The cancelled one stays as it is. Other content that its channel sends under the
    number of a cancelled order does the same by itself.
    """
    made = current_services().writer.perform(
        current_actor(), reopening.reopen_order, order_id, body.version, body.reason
    )
    return get_state(made.id)


@endpoint(
    api, "POST", "/orders/<id:order_id>/split", roles=SUPERVISORS, scopes=("orders",), body=Split,
    answers={200: Order}, form="/desk/orders/<id:order_id>/split", then=_order_page,
)  # fmt: skip
def split_order(order_id: int, body: Split) -> dict[str, Any]:
    """Split an order in two before its wave

    By line: the `units` that are named go by themselves; by date: they are `due` another day; by stock: with none
    named, what stock cannot give now goes by itself and waits for it. Answers the part, a new order under a number of
    its own (1001-S1). Told by the events order.split and order.split_off. One that is on hold is refused
    (order.split_held), so is one that a wave has (order.split_too_late).
    """
    made = current_services().writer.perform(
        current_actor(), splitting.split_order, order_id, body.version, body.units, body.reason, due=body.due
    )
    return get_state(made.id)


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
