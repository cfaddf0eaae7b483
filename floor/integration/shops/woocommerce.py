"""WooCommerce's orders, as its webhooks have them.

https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties and …/#webhooks
"""

from typing import Any, Final

from floor.core.reason import Reason
from floor.integration.shops.said import Json, Shop, ShopOrder, joined, moment, part, rows, said, where

TOPICS: Final = ("order.created", "order.updated", "order.restored", "order.deleted")
PAID: Final = ("processing", "completed")
CANCELLED: Final = ("cancelled", "refunded", "failed", "trash")
UNFINISHED: Final = ("auto-draft", "checkout-draft", "draft")


def read(topic: str, body: Json) -> ShopOrder:
    order = ShopOrder(said(body.get("id")), _gmt(body, "date_modified"))
    if topic not in TOPICS:
        return order.leave("shop.other_topic", topic=topic)
    if topic == "order.deleted":  # nothing is sent of it but its id
        order.wanted, order.why = "cancel", "deleted"
        return order
    status = said(body.get("status"))
    order.raw = {
        "number": said(body.get("number")) or order.reference,
        "placed_at": f"{said(body.get('date_created_gmt'))}Z" if body.get("date_created_gmt") else None,
        "paid": status in PAID or bool(body.get("date_paid_gmt") or body.get("date_paid")),
        "service": joined(*(said(each.get("method_title")) for each in rows(body, "shipping_lines"))),
        "note": _note(body),
        "ship_to": _address(body),
        "lines": [_line(row) for row in rows(body, "line_items") if row.get("quantity") != 0],
    }
    if status in CANCELLED:
        order.wanted, order.why = "cancel", status
    elif status in UNFINISHED:
        return order.leave("shop.unfinished")
    elif status == "completed":
        return order.leave("shop.gone_already")
    elif not order.raw["lines"]:
        return order.leave("shop.nothing_to_ship")
    if any(rows(body, "refunds")):  # which lines were given back is not said
        order.doubts.append(Reason("shop.refunded_in_part"))
    return order


def _gmt(body: Json, key: str) -> Any:
    """Times in UTC bear no zone."""
    found = said(body.get(f"{key}_gmt"))
    return moment(f"{found}Z") if found else None


def _line(row: Json) -> dict[str, Any]:
    return {
        "sku": said(row.get("sku")),
        "quantity": row.get("quantity"),
        "unit_price": _price(row.get("price")),
    }


def _price(value: object) -> str:
    """The shop divides the line's total by its units, to as many places as a float has."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else said(value)


def _note(body: Json) -> str:
    """What the customer wrote, and what was chosen or typed for a line."""
    notes = [said(body.get("customer_note"))]
    for row in rows(body, "line_items"):
        for each in rows(row, "meta_data"):
            name = said(each.get("display_key")) or said(each.get("key"))
            value = said(each.get("display_value")) or said(each.get("value"))
            if value and not name.startswith("_"):  # what begins so is meant for programs
                notes.append(f"{said(row.get('sku')) or said(row.get('name'))}: {name}: {value}")
    return "\n".join(filter(None, notes))


def _address(body: Json) -> dict[str, str]:
    """Where it ships to; the address of the bill where none was asked for."""
    billing, there = part(body, "billing"), part(body, "shipping")
    if not (said(there.get("address_1")) or said(there.get("city"))):
        there = billing
    name = " ".join(filter(None, (said(there.get("first_name")), said(there.get("last_name")))))
    country = said(there.get("country"))
    return {
        "name": name,
        "company": said(there.get("company")),
        "street": said(there.get("address_1")),
        "street2": said(there.get("address_2")),
        **where(country, said(there.get("city")), said(there.get("state"))),
        "postcode": said(there.get("postcode")),
        "country": country,
        "phone": said(there.get("phone")) or said(billing.get("phone")),
        "email": said(billing.get("email")),
    }


WOOCOMMERCE: Final = Shop("X-WC-Webhook-Signature", "X-WC-Webhook-Delivery-ID", "X-WC-Webhook-Topic", read)
