"""What was ordered, as plain values: as it was sent, and what stock cannot give of it."""

from typing import NotRequired, TypedDict


class ContentLine(TypedDict):
    """A line as it was sent."""

    sku: str
    quantity: str
    unit_price: str


class Content(TypedDict):
    """What was ordered, in the shape in which it is sent, without when; `due` in ISO 8601."""

    channel: str
    number: str
    priority: str
    due: str | None
    paid: bool
    ship_to: dict[str, str]
    service: str
    note: str
    delivery_note: NotRequired[str]
    gift_note: NotRequired[str]
    totals: NotRequired[dict[str, str]]
    charges: NotRequired[list[ContentLine]]
    other_fields: NotRequired[dict[str, str]]
    lines: list[ContentLine]


class Shortage(TypedDict):
    """Units that stock could not give, by the SKU's code."""

    sku: str
    missing: int
