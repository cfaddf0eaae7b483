"""Holds: whose they are, how they grow louder with age, in which order reasons stand; and the checks of late."""

import copy
from datetime import timedelta

from sqlalchemy import select

from models import Hold, Order
from tests import build
from tests.orders.test_intake import GOOD


def sent(number, **more):
    return {**copy.deepcopy(GOOD), "number": number, **more}


def take(caller, *orders):
    return caller.post("/orders", list(orders), 207)


def weigh(caller, code, severity, **more):
    caller.post("/checks", {"code": code, "severity": severity, **more})


def hold_of(caller, received):
    [hold] = caller.get(f"/orders/{received['id']}")["holds"]
    return hold


def warned(caller, received):
    return [each["code"] for each in caller.get(f"/orders/{received['id']}")["warnings"]]


def grow_older(floor, hours):
    with floor.database.writing() as session:
        for hold in session.scalars(select(Hold)):
            hold.at -= timedelta(hours=hours)
        session.commit()


def listed(desk, **asked):
    query = "&".join(f"{name}={value}" for name, value in {"stage": "held", **asked}.items())
    page = desk.see(f"/desk/orders?{query}")
    return [number for number in ("H-1", "H-2") if f"<b>{number}</b>" in page]


def test_a_hold_has_an_owner_and_grows_louder_with_age_by_the_hours_of_its_check(supervisor, floor, desk):
    weigh(supervisor, "order.unpaid", "hold", owner="dispatcher", hours=2, board_hours=6)
    first, other = take(
        supervisor, sent("H-1", paid=False), sent("H-2", lines=[{"sku": "NONE", "quantity": 1}])
    )
    hold = hold_of(supervisor, first)
    assert (hold["owner"], hold["person"], hold["step"]) == ("dispatcher", None, "owner")
    assert hold_of(supervisor, other)["owner"] == "supervisor"
    assert (listed(desk, owner="dispatcher"), listed(desk, owner="supervisor")) == (["H-1"], ["H-2"])
    assert (listed(desk, why="order.unpaid"), listed(desk, why="order.unknown_sku")) == (["H-1"], ["H-2"])
    grow_older(floor, 3)
    assert hold_of(supervisor, first)["step"] == "supervisor"
    assert (listed(desk, age="supervisor"), listed(desk, age="board")) == (["H-1"], [])
    assert (listed(desk, age="h1"), listed(desk, age="h4")) == (["H-1", "H-2"], [])
    assert "age=supervisor" in desk.see("/desk")
    grow_older(floor, 4)
    assert hold_of(supervisor, first)["step"] == "board"
    assert listed(desk, age="board") == ["H-1"]
    assert on_the_board(desk) == 1
    assert "H-1" in desk.see("/desk/orders.csv?stage=held&owner=dispatcher")


def on_the_board(desk):
    page = desk.see("/board")
    return int(page.partition("age=board")[2].partition("<b>")[2].partition("</b>")[0])


def test_a_person_takes_a_hold_and_gives_it_back(supervisor, desk):
    first, _other = take(supervisor, sent("H-1", paid=False), sent("H-2", paid=False))
    assert listed(desk, owner="nobody") == ["H-1", "H-2"]
    supervisor.post(f"/orders/{first['id']}/see-to", {})
    assert hold_of(supervisor, first)["person"]
    assert listed(desk, owner="nobody") == ["H-2"]
    desk.send(f"/desk/orders/{first['id']}/see-to")
    assert listed(desk, owner="mine") == ["H-1"]
    desk.send(f"/desk/orders/{first['id']}/see-to", back="on")
    assert (listed(desk, owner="mine"), listed(desk, owner="nobody")) == ([], ["H-1", "H-2"])
    supervisor.post(f"/orders/{first['id']}/release", {})
    assert supervisor.refused("POST", f"/orders/{first['id']}/see-to", {}) == (409, "order.not_held")


def test_reasons_stand_in_the_order_of_the_checks(supervisor, desk):
    sick = sent("1", paid=False, lines=[{"sku": "MUG", "quantity": 1, "unit_price": "x"}])
    before = supervisor.get(f"/orders/{take(supervisor, sick)[0]['id']}")["reasons"]
    assert [each["code"] for each in before] == ["order.unpaid", "order.bad_price"]
    weigh(supervisor, "order.bad_price", "hold", place=1)
    assert supervisor.get("/checks")["checks"][0]["code"] == "order.bad_price"
    after = supervisor.get(f"/orders/{take(supervisor, sick | {'number': '2'})[0]['id']}")["reasons"]
    assert [each["code"] for each in after] == ["order.bad_price", "order.unpaid"]
    desk.send("/desk/checks", code="order.bad_price", severity="hold", place="2")
    assert supervisor.get("/checks")["checks"][1]["code"] == "order.bad_price"
    too_late = {"code": "order.unpaid", "severity": "hold", "hours": 9, "board_hours": 3}
    assert supervisor.refused("POST", "/checks", too_late) == (422, "check.bad_hours")


def test_many_orders_of_one_customer_in_a_short_time_are_noticed(supervisor, floor):
    weigh(supervisor, "order.many_orders", "warn", most=2, minutes=30)
    mine = {**build.SHIP_TO, "street": "1 Other Lane", "phone": "+44 20 7946 0001"}
    first, second = take(supervisor, sent("1"), sent("2", ship_to=mine))
    third, other = take(
        supervisor,
        sent(
            "3",
            ship_to={**build.SHIP_TO, "email": "", "phone": "", "street": build.SHIP_TO["street"].upper()},
        ),
        sent("4", ship_to={**mine, "email": "someone@example.com", "phone": "+44 20 7946 0002"}),
    )
    assert "order.many_orders" not in warned(supervisor, first) + warned(supervisor, second)
    take(supervisor, sent("1"))  # the same again is no other order
    [late] = take(supervisor, sent("5"))
    assert "order.many_orders" in warned(supervisor, late)
    assert "5" in supervisor.get("/checks/order.many_orders/trial")["numbers"]
    with floor.database.writing() as session:
        for order in session.scalars(select(Order)):
            order.received_at -= timedelta(minutes=31)
        session.commit()
    [later] = take(supervisor, sent("6"))
    assert "order.many_orders" not in warned(supervisor, later) + warned(supervisor, third) + warned(
        supervisor, other
    )


def test_orders_of_a_refused_address_are_held_however_it_is_spelt(supervisor, desk):
    desk.send("/desk/refused-addresses", phone="020 7946 0958", country="GB", reason="never pays")
    desk.send("/desk/refused-addresses", street="5  High-Street", postcode="AB1 2CD", country="GB")
    assert "never pays" in desk.see("/desk/refused-addresses")
    same = {**build.SHIP_TO, "street": "5 HIGH STREET", "postcode": "ab12cd", "country": "GB", "phone": ""}
    by_phone, by_street, neither = take(
        supervisor,
        sent("1", ship_to={**build.SHIP_TO, "phone": "+442079460958"}),
        sent("2", ship_to=same),
        sent("3"),
    )
    for received, field in ((by_phone, "ship_to.phone"), (by_street, "ship_to.street")):
        reasons = {each["code"]: each["field"] for each in received["reasons"]}
        assert reasons["order.refused_address"] == field
    assert neither["status"] == "accepted"
    assert supervisor.get("/checks/order.refused_address/trial")["found"] == 2
    for each in supervisor.get("/refused-addresses")["addresses"]:
        supervisor.post(f"/refused-addresses/{each['id']}/forget", {})
    assert supervisor.refused("POST", "/refused-addresses/1/forget", {}) == (404, "order.not_refused")
    assert supervisor.refused("POST", "/refused-addresses", {"country": "GB"}) == (422, "order.refuse_nobody")
    assert take(supervisor, sent("4", ship_to=same))[0]["status"] == "accepted"


def test_goods_that_cannot_be_had_are_warned_of_with_the_next_delivery(supervisor, floor):
    lines = [{"sku": "MUG", "quantity": 60}]  # of 100
    first, second = (take(supervisor, sent(number, lines=lines))[0] for number in ("1", "2"))
    assert "order.out_of_stock" not in warned(supervisor, first)
    assert "order.out_of_stock" in warned(supervisor, second)  # the first will take most of it
    delivery = {"supplier": "ACME", "number": "D-1", "lines": [{"sku": "MUG", "quantity": 50}]}
    supervisor.post("/receipts", [{**delivery, "expected_on": "2027-01-31"}], 207)
    moved = supervisor.post("/receipts", [{**delivery, "expected_on": "2027-02-03"}], 207)
    assert moved[0]["status"] == "duplicate"
    [third] = take(supervisor, sent("3", lines=lines))
    [said] = [
        each for each in supervisor.get(f"/orders/{third['id']}")["warnings"] if "stock" in each["code"]
    ]
    assert "2027-02-03" in said["text"]
    wrong = supervisor.post("/receipts", [{**delivery, "number": "D-2", "expected_on": "soon"}], 207)
    assert wrong[0]["reasons"][0]["code"] == "receipt.bad_expected"
    with floor.database.reading() as session:
        assert session.scalars(select(Hold)).all() == []
