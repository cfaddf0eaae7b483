"""Orders of Shopify and WooCommerce by their own webhooks: signed, each delivery once, in whichever order they come."""

import base64
import copy
import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.integration import messages
from floor.invariants import findings
from models import Channel, ChannelMessage, Order

SECRET = "shpss_0123456789abcdef"
# as https://shopify.dev/docs/api/admin-rest/latest/resources/order has it, less what says nothing to a warehouse
SHOPIFY = {
    "id": 450789469,
    "name": "#1001",
    "created_at": "2026-05-04T11:00:00-04:00",
    "updated_at": "2026-05-04T11:00:05-04:00",
    "cancelled_at": None,
    "cancel_reason": None,
    "financial_status": "paid",
    "fulfillment_status": None,
    "test": False,
    "contact_email": "bob@shop.example",
    "note": "Ring twice",
    "note_attributes": [{"name": "gift", "value": "Happy Birthday"}, {"name": "_source", "value": "x"}],
    "shipping_lines": [{"code": "EXP", "title": "express", "price": "9.00"}],
    "line_items": [
        {"sku": "MUG", "name": "The mug", "quantity": 3, "current_quantity": 2, "price": "4.50",
         "requires_shipping": True, "properties": [{"name": "Engraving", "value": "Bob"}]},
        {"sku": "CARD", "name": "Gift card", "quantity": 1, "price": "20.00", "requires_shipping": False},
        {"sku": "LAMP", "name": "The lamp", "quantity": 1, "current_quantity": 0, "price": "9.00",
         "requires_shipping": True},
    ],
    "shipping_address": {
        "name": "Bob Norman", "company": "Norman Ltd", "address1": "Chestnut Street 92", "address2": "Flat 3",
        "city": "Louisville", "province": "Kentucky", "province_code": "KY", "zip": "40202", "country": "United States",
        "country_code": "US", "phone": "555-625-1199", "latitude": 45.4, "longitude": -75.6,
    },
}  # fmt: skip
# as https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties has it
WOO = {
    "id": 727,
    "number": "727",
    "status": "processing",
    "date_created_gmt": "2026-05-04T19:28:02",
    "date_modified_gmt": "2026-05-04T19:28:08",
    "date_paid_gmt": "2026-05-04T19:28:08",
    "customer_note": "Leave it at the door",
    "billing": {"first_name": "John", "last_name": "Doe", "email": "john@shop.example", "phone": "(555) 555-5555"},
    "shipping": {
        "first_name": "Jane", "last_name": "Doe", "company": "", "address_1": "969 Market", "address_2": "",
        "city": "San Francisco", "state": "CA", "postcode": "94103", "country": "US",
    },
    "line_items": [
        {"name": "The mug", "sku": "MUG", "quantity": 3, "price": 8.333333333333334,
         "meta_data": [{"key": "_reduced_stock", "value": "3"},
                       {"key": "size", "value": "M", "display_key": "Size", "display_value": "M"}]},
    ],
    "shipping_lines": [{"method_title": "Flat Rate", "total": "10.00"}],
    "refunds": [],
}  # fmt: skip


@pytest.fixture
def shop(anyone, supervisor, floor):
    """A channel of each kind of shop, and what sends its webhooks: answers the status of the answer."""
    for code in ("shopify", "woocommerce"):
        supervisor.post("/channels", {"code": code, "shop": code, "shop_secret": SECRET})
    sent = iter(range(1000))

    def shop(topic, order, delivery="", secret=SECRET, channel=""):
        kind = "shopify" if "/" in topic else "woocommerce"
        body = order if isinstance(order, bytes) else json.dumps(order).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        delivery = delivery or f"delivery-{next(sent)}"
        headers = {
            "shopify": {
                "X-Shopify-Topic": topic, "X-Shopify-Hmac-SHA256": signature, "X-Shopify-Webhook-Id": delivery,
            },
            "woocommerce": {
                "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Signature": signature,
                "X-WC-Webhook-Delivery-ID": delivery,
            },
        }[kind]  # fmt: skip
        answer = anyone.send(
            "POST", f"/shops/{channel or kind}", data=body, headers=headers, content_type="application/json"
        )
        floor.messages.round()
        return answer.json.get("code") or answer.json["status"]

    return shop


def order_of(floor, number):
    with floor.database.reading() as session:
        return session.scalar(select(Order).where(Order.number == number))


def last_message(floor):
    with floor.database.reading() as session:
        message = session.scalars(select(ChannelMessage).order_by(ChannelMessage.id.desc())).first()
        return message.status, [each["code"] for each in message.reasons]


def changed(order, **fields):
    return copy.deepcopy(order) | fields


def test_a_shopify_order_comes_in_with_all_that_the_floor_needs(shop, floor):
    assert shop("orders/create", SHOPIFY) == "kept"
    order = order_of(floor, "#1001")
    assert (order.status, order.channel, order.paid, order.service) == ("ready", "shopify", True, "express")
    assert order.ship_to == {
        "name": "Bob Norman", "company": "Norman Ltd", "street": "Chestnut Street 92", "street2": "Flat 3",
        "city": "Louisville", "state": "KY", "postcode": "40202", "country": "US", "phone": "555-625-1199",
        "email": "bob@shop.example",
    }  # fmt: skip
    assert order.note == "Ring twice\ngift: Happy Birthday\nMUG: Engraving: Bob"
    with floor.database.reading() as session:
        lines = session.get_one(Order, order.id).lines
        assert [(line.sku.code, line.quantity, line.unit_price) for line in lines] == [("MUG", 2, "4.50")]
    assert last_message(floor) == ("taken", ["shop.not_shipped"])


def test_a_woocommerce_order_comes_in(shop, floor):
    shop("order.created", WOO)
    order = order_of(floor, "727")
    assert (order.status, order.service, order.ship_to["name"]) == ("ready", "Flat Rate", "Jane Doe")
    assert (order.ship_to["phone"], order.ship_to["email"]) == ("(555) 555-5555", "john@shop.example")
    assert order.note == "Leave it at the door\nMUG: Size: M"
    with floor.database.reading() as session:
        [line] = session.get_one(Order, order.id).lines
        assert (line.quantity, line.unit_price) == (3, "8.333333")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_what_the_shop_has_signed_is_taken_and_nothing_more_is_said(shop, anyone, floor):
    assert shop("orders/create", SHOPIFY, secret="guessed") == "shop.bad_signature"
    assert shop("orders/create", SHOPIFY, channel="no/such") == "shop.bad_signature"
    for signature in ("", "ä", "A" * 44):
        answer = anyone.refused(
            "POST", "/shops/shopify", SHOPIFY, headers={"X-Shopify-Hmac-SHA256": signature}
        )
        assert answer == (401, "shop.bad_signature")
    ping = anyone.send("POST", "/shops/woocommerce", data={"webhook_id": "7"})
    assert (ping.status_code, ping.json) == (200, {"status": "nothing"})
    with floor.database.reading() as session:
        assert session.scalars(select(ChannelMessage)).all() == []
        assert SECRET not in session.get_one(Channel, "shopify").shop_secret


def test_a_delivery_that_came_before_is_known(shop, floor):
    assert shop("orders/create", SHOPIFY, delivery="d-1") == "kept"
    assert shop("orders/create", SHOPIFY, delivery="d-1") == "known"
    assert shop("orders/updated", SHOPIFY, delivery="d-2") == "kept"  # the same order: no change
    assert last_message(floor) == ("taken", ["order.duplicate", "shop.not_shipped"])


def test_a_delivery_that_comes_eight_times_at_once_is_kept_once(floor):
    def keep(_number):
        return floor.writer.perform(SYSTEM, messages.keep, "web", "shopify", "d-1", "orders/create", b"{}")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(keep, range(8))) == [False] * 7 + [True]


def test_a_state_that_only_the_shop_calls_so_stands_with_the_city(shop, floor):
    there = WOO["shipping"] | {"country": "CN", "state": "CN2", "city": "Chaoyang", "postcode": "100020"}
    shop("order.created", changed(WOO, shipping=there))
    address = order_of(floor, "727").ship_to
    assert (address["city"], "state" in address) == ("Chaoyang, CN2", False)
    tokyo = {"province": "Tokyo", "province_code": "JP-13", "country_code": "JP", "zip": "100-0001"}
    shop("orders/create", changed(SHOPIFY, shipping_address=SHOPIFY["shipping_address"] | tokyo))
    order = order_of(floor, "#1001")
    assert (order.ship_to["state"], order.status) in [("13", "ready"), ("Tokyo", "ready")]


def test_payment_that_comes_later_lets_the_order_go(shop, floor):
    shop("orders/create", changed(SHOPIFY, financial_status="pending"))
    assert order_of(floor, "#1001").status == "held"
    shop("orders/paid", SHOPIFY)
    order = order_of(floor, "#1001")
    assert (order.status, order.paid) == ("ready", True)
    shop("orders/updated", SHOPIFY)
    assert order_of(floor, "#1001").status == "ready"
    held = changed(SHOPIFY, id=2, name="#1002", financial_status="pending", test=True)
    shop("orders/create", held)
    shop("orders/paid", changed(held, financial_status="paid"))
    order = order_of(floor, "#1002")
    assert (order.status, order.paid) == ("held", True)  # a test order still is one
    with floor.database.reading() as session:
        assert findings(session) == []


def test_what_a_shop_cancels_is_cancelled_also_before_it_came(shop, floor):
    gone = changed(SHOPIFY, cancelled_at="2026-05-05T08:00:00-04:00", cancel_reason="customer",
                   updated_at="2026-05-05T08:00:00-04:00")  # fmt: skip
    shop("orders/cancelled", gone)
    assert last_message(floor) == ("nothing", ["shop.cancelled_before_it_came"])
    shop("orders/create", SHOPIFY)
    assert last_message(floor) == ("nothing", ["shop.late"])
    assert order_of(floor, "#1001") is None
    shop("order.created", WOO)
    shop("order.updated", changed(WOO, status="cancelled", date_modified_gmt="2026-05-05T08:00:00"))
    assert order_of(floor, "727").status == "cancelled"
    shop("order.created", changed(WOO, id=728, number="W-728"))
    shop("order.deleted", {"id": 728})
    assert order_of(floor, "W-728").status == "cancelled"
    shop("order.updated", changed(WOO, id=728, number="W-728", date_modified_gmt="2026-05-06T08:00:00"))
    assert last_message(floor) == ("nothing", ["shop.late"])


def test_what_a_shop_sends_of_an_order_that_was_cancelled_here_takes_it_up_again(shop, supervisor, floor):
    shop("order.created", WOO)
    supervisor.post(f"/orders/{order_of(floor, '727').id}/cancel", {"reason": "no answer"})
    shop("order.updated", changed(WOO, customer_note="Ring", date_modified_gmt="2026-05-06T08:00:00"))
    assert last_message(floor) == ("taken", ["order.came_anew"])
    with floor.database.reading() as session:
        again = session.scalars(Order.named("woocommerce", "727")).one()
        assert (again.edition, again.status, again.note) == (2, "ready", "Ring\nMUG: Size: M")
        assert findings(session) == []
    shop("order.updated", changed(WOO, status="cancelled", date_modified_gmt="2026-05-07T08:00:00"))
    with floor.database.reading() as session:
        assert session.get_one(Order, again.id).status == "cancelled"


def test_an_older_state_of_an_order_changes_nothing(shop, floor):
    newer = changed(SHOPIFY, updated_at="2026-05-04T12:00:00-04:00", note="Ring three times")
    shop("orders/updated", newer)
    shop("orders/create", SHOPIFY)
    order = order_of(floor, "#1001")
    assert (order.status, order.note.splitlines()[0]) == ("ready", "Ring three times")


def test_what_is_not_to_be_shipped_is_no_order_and_what_is_doubtful_waits(shop, floor):
    for topic, order, said in (
        ("orders/create", changed(SHOPIFY, fulfillment_status="fulfilled"), ("nothing", ["shop.gone_already"])),
        ("orders/create", changed(SHOPIFY, line_items=[]), ("nothing", ["shop.nothing_to_ship"])),
        ("orders/fulfilled", SHOPIFY, ("nothing", ["shop.other_topic"])),
        ("order.created", changed(WOO, status="checkout-draft"), ("nothing", ["shop.unfinished"])),
        ("order.created", changed(WOO, refunds=[{"id": 1}]), ("taken", ["shop.refunded_in_part"])),
        ("orders/create", changed(SHOPIFY, test=True), ("taken", ["shop.test_order", "shop.not_shipped"])),
        ("orders/create", changed(SHOPIFY, id=None), ("failed", ["shop.no_id"])),
        ("orders/create", changed(SHOPIFY, id=9, name=None), ("failed", ["order.no_number", "shop.not_shipped"])),
        ("orders/create", b"{", ("failed", ["shop.unreadable"])),
        ("orders/create", b"[1]", ("failed", ["shop.unreadable"])),
        ("orders/create", changed(SHOPIFY, id=8, name="#8", line_items="x", shipping_address=[1], note={"a": 1}),
         ("nothing", ["shop.nothing_to_ship"])),
    ):  # fmt: skip
        shop(topic, order)
        assert last_message(floor) == said, topic
    assert order_of(floor, "727").status == order_of(floor, "#1001").status == "held"


def test_what_failed_stands_on_the_channels_page_and_is_read_again(shop, floor, supervisor, desk):
    """What was wrong may have been mended meanwhile."""
    shop("orders/create", SHOPIFY)
    with floor.database.writing() as session:
        session.scalars(select(Order)).one().status = "handed_over"
        session.commit()
    shop("orders/cancelled", changed(SHOPIFY, updated_at="2026-05-06T08:00:00-04:00"))
    page = desk.see("/desk/channels/shopify")
    assert "orders/cancelled" in page
    assert SECRET not in page
    [failed] = supervisor.get("/messages", channel="shopify", status="failed")["messages"]
    assert failed["reasons"][0]["code"] == "order.not_allowed"
    with floor.database.writing() as session:
        session.scalars(select(Order)).one().status = "ready"
        session.commit()
    answer = desk.send(f"/desk/messages/{failed['id']}/again", back="/desk/channels/shopify")
    assert answer.location == "/desk/channels/shopify"
    floor.messages.round()
    assert order_of(floor, "#1001").status == "cancelled"
    assert supervisor.refused("POST", f"/messages/{failed['id']}/again") == (409, "message.not_failed")
    assert supervisor.refused("POST", "/messages/999/again") == (404, "message.not_found")


def test_a_mistake_with_one_message_keeps_no_other_from_being_read(shop, floor, monkeypatch):
    real = messages.TAKERS["shopify"]
    monkeypatch.setitem(messages.TAKERS, "shopify", lambda tx, message: 1 / 0)
    shop("orders/create", SHOPIFY)
    assert last_message(floor) == ("failed", ["message.fault"])
    monkeypatch.setitem(messages.TAKERS, "shopify", real)
    shop("orders/create", changed(SHOPIFY, id=3, name="#3"))
    assert order_of(floor, "#3").status == "ready"
