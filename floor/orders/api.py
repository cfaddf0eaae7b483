"""Orders in, and what a person decides about them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from floor.orders import holds, intake, queries, release
from floor.web.access import SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.received import MOST, Received, answer, sent_in
from floor.web.shapes import Answer, Body, Cursor, Flag, GivenId, Limit, Line, Reason, Timestamp
from models.stock import MOST_UNITS

Status = Literal[
    "received", "held", "ready", "allocated", "waved", "picking", "picked", "packing", "packed", "staged",
    "handed_over", "in_transit", "delivered", "cancelled", "returned",
]  # fmt: skip


class ShipTo(Body):
    """Any other field that is not empty is kept and holds the order (order.unknown_field)."""

    name: str
    company: str = ""
    street: str
    street2: str = ""
    street3: str = ""
    district: str = ""
    city: str
    state: Annotated[str, Field(description="state, province or prefecture: its code or its name")] = ""
    postcode: str = ""
    country: Annotated[str, Field(description="ISO 3166-1 alpha-2", examples=["GB"])]
    phone: str = ""
    email: str = ""


class SentLine(Body):
    sku: str
    quantity: Annotated[int, Field(ge=1, le=MOST_UNITS)]
    unit_price: Annotated[str, Field(examples=["2.55"])] = ""


Money = Annotated[str, Field(examples=["15.30"])]


class Totals(Body):
    """Checked against the lines and each other; the prices may be with tax or without."""

    lines: Money = ""
    shipping: Money = ""
    discounts: Money = ""
    tax: Money = ""
    grand: Money = ""
    currency: Annotated[str, Field(examples=["GBP"])] = ""


class SentOrder(Body):
    """What an order should look like. One with a wrong value is held, not refused, so none of this is enforced. Fields
    beside these are kept with the order and shown."""

    channel: Annotated[str, Field(min_length=1, max_length=50)]
    number: Annotated[str, Field(min_length=1, max_length=100)]
    priority: Literal["normal", "urgent"] = "normal"
    due: Annotated[str | None, Field(json_schema_extra={"format": "date-time"})] = None
    paid: bool
    ship_to: ShipTo
    service: str = "standard"
    lines: Annotated[list[SentLine], Field(min_length=1, max_length=1000)]
    note: Annotated[str, Field(max_length=5000)] = ""
    delivery_note: Annotated[str, Field(max_length=5000, description="for the driver")] = ""
    gift_note: Annotated[str, Field(max_length=5000, description="for whoever opens the box")] = ""
    charges: Annotated[
        list[SentLine], Field(max_length=1000, description="lines that are no goods, such as postage")
    ] = []
    totals: Totals = Totals()


class Lacking(Answer):
    sku: str
    missing: int


class Component(Answer):
    sku: str
    quantity: int
    unit_price: str
    picked: int
    packed: int
    short: int
    short_approved: int


class OrderLine(Component):
    components: Annotated[
        list[Component],
        Field(description="of a kit: the units that are picked; short of one is short of the kit"),
    ]


class Charge(Answer):
    sku: str
    quantity: str
    unit_price: str


class OrderParcel(Answer):
    sscc: str | None
    state: str
    carrier: str


class BackOrder(Answer):
    id: GivenId
    number: str
    status: Status


class Edition(Answer):
    id: GivenId
    edition: int
    status: Status


class OpenHold(Answer):
    code: str
    since: Timestamp
    owner: Annotated[str, Field(description="the role that sees to it")]
    person: Annotated[str | None, Field(description="who has taken it")]
    step: Annotated[
        Literal["owner", "supervisor", "board"], Field(description="how loud it has grown with age")
    ]


class Order(Answer):
    id: GivenId
    channel: str
    number: str
    edition: Annotated[int, Field(description="2 and more where it was cancelled and came again corrected")]
    editions: Annotated[list[Edition], Field(description="the others under its number, the oldest first")]
    status: Status
    priority: Literal["normal", "urgent"]
    due: Timestamp | None
    placed_at: Timestamp | None
    received_at: Timestamp
    paid: bool
    service: str
    carrier: str
    ship_to: dict[str, str]
    note: str
    delivery_note: str
    gift_note: str
    totals: dict[str, str]
    other_fields: Annotated[dict[str, str], Field(description="what else was sent, by its path")]
    version: int
    wave: GivenId | None
    lines: list[OrderLine]
    charges: Annotated[list[Charge], Field(description="lines that are no goods, such as postage, as sent")]
    reasons: Annotated[list[Reason], Field(description="what a person must decide before it goes on")]
    holds: Annotated[list[OpenHold], Field(description="whose each of these is, and since when")]
    warnings: Annotated[list[Reason], Field(description="what was noticed and holds nothing")]
    missing: Annotated[list[Lacking], Field(description="what stock could not give when it was last asked")]
    proposal: Annotated[dict[str, Any] | None, Field(description="other content that came under its name")]
    parcels: list[OrderParcel]
    back_order_of: Annotated[GivenId | None, Field(description="the order that these units were left out of")]
    back_orders: Annotated[list[BackOrder], Field(description="what was left out of it, and follows")]
    split_of: Annotated[GivenId | None, Field(description="the order that these units were split off from")]
    parts: Annotated[list[BackOrder], Field(description="what was split off from it")]


class Orders(Answer):
    orders: list[Order]
    next: str | None


class OrderQuery(Body):
    channel: Line | None = None
    number: Line | None = None
    status: Status | None = None
    after: Cursor | None = None
    limit: Limit = 50


class Release(Body):
    without_bad_lines: Flag = False
    use_proposal: Flag = False


class Why(Body):
    reason: Line = ""


class SeeTo(Body):
    back: Flag = False


class Priority(Body):
    priority: Literal["normal", "urgent"]


@endpoint(
    api, "POST", "/orders", roles=SUPERVISORS, scopes=("orders",),
    body=SentOrder | Annotated[list[SentOrder], Field(max_length=MOST)], unread=True, answers={207: list[Received]},
)  # fmt: skip
def receive_orders(body: Any) -> list[dict[str, Any]]:
    """Take one order, or a list of at most 1,000

    Answers in the same order. What has not the shape of an order is `rejected`; an order with a wrong value is
    `held` whole until a person decides; the same order again is a `duplicate` and changes nothing. Other content
    under the number of a cancelled order comes in as its next edition (order.came_anew); under that of one that has
    left it is `rejected` (order.number_over).
    """
    received = current_services().writer.perform(current_actor(), intake.receive_orders, sent_in(body))
    return [
        answer(one.number, one.status, one.order.id if one.order else None, one.reasons) for one in received
    ]


@endpoint(
    api, "GET", "/orders", roles=SUPERVISORS, scopes=("orders",), query=OrderQuery, answers={200: Orders}
)
def list_orders(query: OrderQuery) -> dict[str, Any]:
    """Orders, in the order in which they came"""
    with current_services().database.reading() as session:
        orders, after = queries.orders_after(session, current_language(), **query.model_dump())
    return {"orders": orders, "next": after}


@endpoint(api, "GET", "/orders/<id:order_id>", roles=SUPERVISORS, scopes=("orders",), answers={200: Order})
def get_order(order_id: int) -> dict[str, Any]:
    """One order"""
    return get_state(order_id)


@endpoint(
    api, "POST", "/orders/<id:order_id>/release", roles=SUPERVISORS, body=Release, answers={200: Order},
    form="/desk/orders/<id:order_id>/release", then="/desk/orders/{order_id}",
)  # fmt: skip
def release_order(order_id: int, body: Release) -> dict[str, Any]:
    """Let a held order go on

    With `use_proposal` in the content that came later under its name; with `without_bad_lines` lacking the lines
    that cannot be shipped.
    """
    current_services().writer.perform(
        current_actor(),
        release.release_order,
        order_id,
        without_bad_lines=body.without_bad_lines,
        use_proposal=body.use_proposal,
    )
    return get_state(order_id)


@endpoint(
    api, "POST", "/orders/<id:order_id>/hold", roles=SUPERVISORS, body=Why, answers={200: Order},
    form="/desk/orders/<id:order_id>/hold", then="/desk/orders/{order_id}",
)  # fmt: skip
def hold_order(order_id: int, body: Why) -> dict[str, Any]:
    """Stop an order before its wave"""
    current_services().writer.perform(current_actor(), release.hold_order, order_id, body.reason)
    return get_state(order_id)


@endpoint(
    api, "POST", "/orders/<id:order_id>/see-to", roles=SUPERVISORS, body=SeeTo, answers={200: Order},
    form="/desk/orders/<id:order_id>/see-to", then="/desk/orders/{order_id}",
)  # fmt: skip
def see_to_order(order_id: int, body: SeeTo) -> dict[str, Any]:
    """Take the open holds of an order to see to them, or give them back"""
    current_services().writer.perform(current_actor(), holds.see_to, order_id, back=body.back)
    return get_state(order_id)


@endpoint(
    api, "POST", "/orders/<id:order_id>/priority", roles=SUPERVISORS, scopes=("orders",), body=Priority,
    answers={200: Order}, form="/desk/orders/<id:order_id>/priority", then="/desk/orders/{order_id}",
)  # fmt: skip
def set_priority(order_id: int, body: Priority) -> dict[str, Any]:
    """Make an order urgent, or normal again"""
    current_services().writer.perform(current_actor(), release.set_priority, order_id, body.priority)
    return get_state(order_id)


def get_state(order_id: int) -> dict[str, Any]:
    with current_services().database.reading() as session:
        return queries.order_state(session, order_id, current_language())
