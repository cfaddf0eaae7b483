"""What counts for a channel's orders that do not say it: the same by every way in, and no change of those before."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from floor.invariants import findings
from models import Order, Warehouse
from tests.build import SHIP_TO

SET = {
    "code": "web", "service": "express", "priority": "urgent", "due_days": 1, "due_cut_off": "14:00",
    "charges": ["post", "MANUAL"], "contact_name": "Ann", "contact_email": "ann@shop.example",
}  # fmt: skip
LINES = [
    {"sku": "POST", "quantity": -1, "unit_price": "x"},
    {"sku": "MUG", "quantity": 2, "unit_price": "4.50"},
    {"sku": "NEVER", "quantity": 1},
]


def sent(number="1", **more):
    order = {"channel": "web", "number": number, "paid": True, "ship_to": SHIP_TO, "lines": LINES[:2]}
    return order | {"placed_at": "2026-03-02T13:30:00Z"} | more


@pytest.fixture
def web(supervisor, floor):
    with floor.database.writing() as session:
        Warehouse.of(session).timezone = "Europe/Berlin"
        session.commit()
    supervisor.post("/channels", SET)
    return supervisor


def take(caller, *orders):
    return caller.post("/orders", list(orders), 207)


def test_what_an_order_does_not_say_is_filled_in_and_its_charges_are_not_picked(web, floor):
    [first, said] = take(
        web, sent(), sent("2", service="slow", priority="normal", due="2026-03-09T12:00:00Z")
    )
    order = web.get(f"/orders/{first['id']}")
    assert (first["status"], order["service"], order["priority"]) == ("accepted", "express", "urgent")
    assert datetime.fromisoformat(order["due"]) == datetime(
        2026, 3, 4, 23, 59, tzinfo=ZoneInfo("Europe/Berlin")
    )
    assert [line["sku"] for line in order["lines"]] == ["MUG"]
    assert order["charges"] == [{"sku": "POST", "quantity": "-1", "unit_price": "x"}]
    other = web.get(f"/orders/{said['id']}")
    assert (other["service"], other["priority"]) == ("slow", "normal")
    assert datetime.fromisoformat(other["due"]) == datetime(2026, 3, 9, 12, tzinfo=UTC)
    with floor.database.reading() as session:
        assert findings(session) == []


def test_the_same_order_stays_the_same_when_the_defaults_change(web):
    take(web, sent())
    web.post("/channels", {"code": "web", "service": "standard", "due_days": 3, "due_cut_off": None})
    assert take(web, sent())[0]["status"] == "duplicate"
    [changed] = take(web, sent(note="new"))
    assert [each["code"] for each in changed["reasons"]] == ["order.changed"]


def test_what_is_wrong_with_a_line_names_its_place_among_the_goods(web):
    [held] = take(web, sent(lines=LINES))
    assert [(each["code"], each["field"]) for each in held["reasons"]] == [
        ("order.unknown_sku", "lines[1].sku")
    ]
    [nothing] = take(web, sent("2", lines=LINES[:1]))
    assert [each["code"] for each in nothing["reasons"]] == ["order.no_lines"]


def test_a_default_is_taken_away_by_null_and_stays_where_it_is_not_named(web):
    def channel():
        [found] = web.get("/channels")["channels"]
        return found

    assert (channel()["contact_email"], channel()["charges"]) == ("ann@shop.example", ["post", "MANUAL"])
    web.post("/channels", {"code": "web", "charges": None, "on_short": "ship_part"})
    assert (channel()["charges"], channel()["service"], channel()["on_short"]) == (
        None,
        "express",
        "ship_part",
    )
    assert web.refused("POST", "/channels", {"code": "web", "due_cut_off": "25:00"}) == (
        422,
        "request.invalid",
    )
    assert web.refused("POST", "/channels", {"code": "web", "due_days": -1}) == (422, "request.invalid")


def test_the_desk_sets_them_and_shows_the_charges(web, desk):
    fields = {
        "code": "web",
        "service": "",
        "priority": "",
        "due_days": "0",
        "due_cut_off": "",
        "charges": ["", "FEE"],
    }
    desk.send("/desk/channels", **fields)
    [channel] = web.get("/channels")["channels"]
    assert (channel["service"], channel["due_days"], channel["charges"]) == (None, 0, ["FEE"])
    [order] = take(web, sent(lines=[LINES[1], {"sku": "FEE", "quantity": 1, "unit_price": "3.00"}]))
    assert "1 × FEE (3.00)" in desk.see(f"/desk/orders/{order['id']}")
    assert 'value="FEE"' in desk.see("/desk/channels/web")
    assert 'href="mailto:ann@shop.example"' in desk.see("/desk/channels/web")


def test_a_phone_order_gets_them_too_and_is_the_same_when_it_is_sent_twice(supervisor, desk, floor):
    supervisor.post("/channels", SET | {"code": "phone"})
    address = desk.send("/desk/orders/phone").location
    typed = {**SHIP_TO, "sku": "MUG", "quantity": "1", "paid": "on", "do": "take"}
    assert desk.send(address, **typed).status_code == 303
    assert desk.send(address, **typed).status_code == 303
    with floor.database.reading() as session:
        [order] = session.query(Order).all()
        assert (order.service, order.due is not None) == ("express", True)


def test_other_content_keeps_its_charges_and_its_totals_come_out(web):
    postage = {"sku": "POST", "quantity": 1, "unit_price": "5.00"}
    take(web, sent(lines=[postage, LINES[1]], totals={"grand": "14.00"}))
    more = [postage | {"unit_price": "6.00"}, LINES[1] | {"quantity": 3}]
    [changed] = take(web, sent(lines=more, totals={"grand": "19.50"}))
    web.post(f"/orders/{changed['id']}/release", {"use_proposal": True})
    order = web.get(f"/orders/{changed['id']}")
    assert (order["status"], order["totals"]["grand"]) == ("ready", "19.50")
    assert order["charges"] == [{"sku": "POST", "quantity": "1", "unit_price": "6.00"}]


def test_a_channel_may_say_by_itself_which_lines_are_no_goods(supervisor):
    fee = {"sku": "Gift wrap", "quantity": 1, "unit_price": "2.00", "colour": "red"}
    order = sent(channel="till", lines=LINES[1:2], charges=[fee], totals={"lines": "11.00"})
    [taken] = take(supervisor, order)
    assert take(supervisor, order)[0]["status"] == "duplicate"
    kept = supervisor.get(f"/orders/{taken['id']}")
    assert (taken["status"], kept["charges"][0]["sku"]) == ("accepted", "Gift wrap")
    assert kept["other_fields"] == {"charges[0].colour": "red"}
    [wrong] = take(supervisor, sent("2", channel="till", charges={"sku": "Gift wrap"}))
    assert (wrong["status"], wrong["reasons"][0]["code"]) == ("rejected", "order.bad_lines")
