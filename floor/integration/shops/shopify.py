"""Shopify's orders, as its webhooks have them.

https://shopify.dev/docs/api/admin-rest/latest/resources/order and …/docs/apps/build/webhooks
"""

from collections.abc import Iterator
from typing import Any, Final

from floor.core.reason import Reason
from floor.integration.shops.said import Json, Shop, ShopOrder, joined, moment, part, rows, said, where

TOPICS: Final = (
    "orders/create", "orders/updated", "orders/edited", "orders/paid", "orders/partially_fulfilled", "orders/cancelled",
)  # fmt: skip
PAID: Final = ("paid", "partially_refunded")  # what was given back is no longer among the lines


def read(topic: str, body: Json) -> ShopOrder:
    order = ShopOrder(said(body.get("id")), moment(body.get("updated_at")))
    if topic not in TOPICS:
        return order.leave("shop.other_topic", topic=topic)
    lines = list(_lines(body, order))
    order.raw = {
        "number": body.get("name"),
        "placed_at": body.get("created_at"),
        "paid": said(body.get("financial_status")) in PAID,
        "service": joined(*(said(each.get("title")) for each in rows(body, "shipping_lines"))),
        "note": _note(body),
        "ship_to": _address(body),
        "lines": lines,
    }
    if topic == "orders/cancelled" or body.get("cancelled_at"):
        order.wanted, order.why = "cancel", said(body.get("cancel_reason"))
    elif said(body.get("fulfillment_status")) == "fulfilled":
        return order.leave("shop.gone_already")
    elif not lines:
        return order.leave("shop.nothing_to_ship")
    if body.get("test") is True:
        order.doubts.append(Reason("shop.test_order"))
    return order


def _lines(body: Json, order: ShopOrder) -> Iterator[dict[str, Any]]:
    for row in rows(body, "line_items"):
        units = row.get("current_quantity", row.get("quantity"))
        if units == 0:  # taken out of the order, or given back
            continue
        title = said(row.get("name")) or said(row.get("title"))
        if row.get("requires_shipping") is False:
            order.remarks.append(Reason("shop.not_shipped", "", {"title": title}))
            continue
        yield {"sku": said(row.get("sku")), "quantity": units, "unit_price": said(row.get("price"))}


def _note(body: Json) -> str:
    """What the customer wrote, and what was asked of them beside it, for the order or one of its lines."""
    notes = [said(body.get("note")), *_pairs(body, "note_attributes")]
    for row in rows(body, "line_items"):
        line = said(row.get("sku")) or said(row.get("title"))
        notes += [f"{line}: {each}" for each in _pairs(row, "properties")]
    return "\n".join(filter(None, notes))


def _pairs(whole: Json, key: str) -> list[str]:
    """A name that begins with an underscore is meant for programs."""
    named = ((said(each.get("name")), said(each.get("value"))) for each in rows(whole, key))
    return [f"{name}: {value}" for name, value in named if value and not name.startswith("_")]


def _address(body: Json) -> dict[str, str]:
    there = part(body, "shipping_address")
    name = said(there.get("name")) or " ".join(
        filter(None, (said(there.get("first_name")), said(there.get("last_name"))))
    )
    country = said(there.get("country_code")) or said(there.get("country"))
    code = said(there.get("province_code")).removeprefix(f"{country}-")
    return {
        "name": name,
        "company": said(there.get("company")),
        "street": said(there.get("address1")),
        "street2": said(there.get("address2")),
        **where(country, said(there.get("city")), code, said(there.get("province"))),
        "postcode": said(there.get("zip")),
        "country": country,
        "phone": said(there.get("phone")) or said(body.get("phone")),
        "email": said(body.get("contact_email")) or said(body.get("email")),
    }


SHOPIFY: Final = Shop("X-Shopify-Hmac-Sha256", "X-Shopify-Webhook-Id", "X-Shopify-Topic", read)
