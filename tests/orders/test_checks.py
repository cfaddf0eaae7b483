"""The checks of orders: a supervisor sees them in one table, weighs each, and tries it on the orders of late."""

import copy
from datetime import timedelta

import pytest
from sqlalchemy import select

from floor.invariants import findings
from models import Order, OrderCheck
from tests import build
from tests.orders.test_intake import GOOD

ODD = {**build.SHIP_TO, "postcode": "75556"}  # the country has no such postcode


def sent(number, **more):
    return {**copy.deepcopy(GOOD), "number": number, **more}


def take(caller, *orders):
    return caller.post("/orders", list(orders), 207)


def weigh(caller, code, severity, **more):
    caller.post("/checks", {"code": code, "severity": severity, **more})


def warnings_of(caller, received):
    return [each["code"] for each in caller.get(f"/orders/{received['id']}")["warnings"]]


def test_all_checks_stand_in_one_table_with_what_they_keep_back(supervisor):
    take(supervisor, sent("1", paid=False))
    checks = {each["code"]: each for each in supervisor.get("/checks")["checks"]}
    assert checks["order.unpaid"] == {
        "code": "order.unpaid", "severity": "hold", "most": None, "minutes": None, "holds": 1,
        "owner": "supervisor", "hours": 4, "board_hours": 24,
    }  # fmt: skip
    assert (checks["order.look_alike"]["severity"], checks["order.look_alike"]["most"]) == ("warn", 24)


@pytest.mark.parametrize(
    ("severity", "status", "warned"),
    [("hold", "held", 0), ("warn", "accepted", 1), ("off", "accepted", 0), ("reject", "rejected", 0)],
)
def test_a_finding_weighs_as_it_was_set(supervisor, floor, severity, status, warned):
    weigh(supervisor, "order.odd_postcode", severity)
    [received] = take(supervisor, sent("1", ship_to=ODD))
    assert received["status"] == status
    if status == "rejected":
        assert [each["code"] for each in received["reasons"]] == ["order.odd_postcode"]
        assert supervisor.get("/orders")["orders"] == []
    else:
        assert warnings_of(supervisor, received) == ["order.odd_postcode"] * warned
    with floor.database.reading() as session:
        assert findings(session) == []


def test_the_same_content_is_the_same_however_it_is_weighed_when_it_comes_again(supervisor):
    take(supervisor, sent("1", ship_to=ODD, paid=False))
    for severity in ("hold", "reject", "off", "warn"):
        for code in ("order.odd_postcode", "order.unpaid", "order.no_contact"):
            weigh(supervisor, code, severity)
        assert take(supervisor, sent("1", ship_to=ODD, paid=False))[0]["status"] == "duplicate"


def test_other_content_of_a_known_order_is_held_where_a_new_order_is_rejected(supervisor):
    take(supervisor, sent("1"))
    weigh(supervisor, "order.odd_postcode", "reject")
    [changed] = take(supervisor, sent("1", ship_to=ODD))
    assert (changed["status"], changed["reasons"][0]["code"]) == ("held", "order.changed")


def test_an_order_like_another_is_noticed_however_it_is_spelt_and_within_its_hours(supervisor, floor):
    louder = {**build.SHIP_TO, "name": build.SHIP_TO["name"].upper()}
    alike, lamp = sent("2", ship_to=louder, channel="phone"), [{"sku": "LAMP", "quantity": 1}]
    first, twin, other = take(supervisor, sent("1"), alike, sent("3", lines=lamp))
    assert [warnings_of(supervisor, each) for each in (first, twin, other)] == [[], ["order.look_alike"], []]
    assert take(supervisor, sent("1"))[0]["status"] == "duplicate"  # it is like no other than itself
    supervisor.post(f"/orders/{twin['id']}/cancel", {"reason": "came twice"})
    with floor.database.writing() as session:
        old = session.scalar(select(Order).where(Order.number == "1"))
        old.received_at -= timedelta(hours=25)
        session.commit()
    [later] = take(supervisor, sent("4"))
    assert warnings_of(supervisor, later) == []


def test_very_many_units_and_an_order_that_nobody_can_be_asked_about(supervisor):
    weigh(supervisor, "order.many_units", "hold", most=5)
    weigh(supervisor, "order.no_contact", "warn")
    alone = {key: value for key, value in build.SHIP_TO.items() if key not in ("phone", "email")}
    [held] = take(supervisor, sent("1", ship_to=alone))
    assert [(each["code"], each["field"]) for each in held["reasons"]] == [
        ("order.many_units", "lines[0].quantity")
    ]
    assert warnings_of(supervisor, held) == ["order.no_contact"]


def test_what_a_check_would_find_is_tried_on_the_orders_of_late(supervisor):
    take(supervisor, sent("1"), sent("2"), sent("3", ship_to=ODD))
    assert supervisor.get("/checks/order.odd_postcode/trial") == {"orders": 3, "found": 1, "numbers": ["3"]}
    assert supervisor.get("/checks/order.look_alike/trial")["numbers"] == ["2"]
    assert supervisor.get("/checks/order.many_units/trial", most=5)["found"] == 3
    assert supervisor.get("/checks/order.many_units/trial", most=100)["found"] == 0
    assert supervisor.refused("GET", "/checks/order.none/trial") == (404, "check.not_found")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_no_check_can_be_set_to_is_refused(supervisor, picker, floor):
    for body, code in (
        ({"code": "order.unknown_sku", "severity": "off"}, (404, "check.not_found")),
        ({"code": "order.unpaid", "severity": "hold", "most": 3}, (422, "check.bad_most")),
        ({"code": "order.unpaid", "severity": "perhaps"}, (422, "request.invalid")),
        ({"code": "order.many_units", "severity": "hold", "most": 0}, (422, "request.invalid")),
    ):
        assert supervisor.refused("POST", "/checks", body) == code
    assert picker.refused("GET", "/checks")[0] == 403
    with floor.database.reading() as session:
        assert session.scalars(select(OrderCheck)).all() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_desk_sets_and_tries_them(supervisor, desk):
    take(supervisor, sent("<b>1"), sent("2"))
    assert "<b>1" not in desk.see("/desk/checks?try=order.look_alike")
    assert ">2</b></a>" in desk.see("/desk/checks?try=order.look_alike")
    desk.send("/desk/checks", code="order.look_alike", severity="hold", most="48")
    [check] = [each for each in supervisor.get("/checks")["checks"] if each["code"] == "order.look_alike"]
    assert (check["severity"], check["most"]) == ("hold", 48)
    assert desk.see("/desk/checks?try=nothing")
