"""An order typed on the phone, without scripts: its number, its SKUs, the customer's last orders, and what is wrong."""

import pytest
from sqlalchemy import select

from models import Order, PhoneOrder
from tests import build

TYPED = {
    "name": "Ann Lee", "street": "1 High Street", "city": "London", "postcode": "E1 1AA", "country": "United Kingdom",
    "phone": "+44 20 7946 0123", "email": "", "service": "express", "note": "Ring twice", "paid": "on",
    "sku": ["MUG", "", "LAMP", ""], "quantity": ["2", "", "1", ""], "do": "take",
}  # fmt: skip


@pytest.fixture
def begin(desk):
    def begin():
        answer = desk.send("/desk/orders/phone")
        assert answer.status_code == 303
        return answer.location

    return begin


def orders(floor):
    with floor.database.reading() as session:
        return list(session.scalars(select(Order).where(Order.channel == "phone").order_by(Order.id)))


def test_an_order_typed_is_taken_in_once_under_the_number_that_was_said_on_the_phone(desk, floor, begin):
    page = begin()
    assert "T-000001" in desk.see(page)
    for _press in range(2):
        taken = desk.send(page, **TYPED)
        [order] = orders(floor)
        assert taken.location == f"/desk/orders/{order.id}"
    assert (order.number, order.status, order.service, order.note) == (
        "T-000001", "ready", "express", "Ring twice",
    )  # fmt: skip
    assert order.ship_to["country"] == "GB"
    assert desk.client.get(page).location == f"/desk/orders/{order.id}"
    other = desk.send(page, **TYPED | {"city": "York"})  # from the page before, with something else in it
    assert other.status_code == 409
    assert "York" in other.get_data(as_text=True)
    assert len(orders(floor)) == 1


def test_a_number_that_somebody_else_has_used_is_given_to_nobody(floor, begin, desk, warehouse):
    with floor.database.writing() as session:
        build.order(session, warehouse, {"MUG": 1}, channel="phone", number="T-000001")
        session.commit()
    assert "T-000002" in desk.see(begin())
    with floor.database.reading() as session:
        assert len(session.scalars(select(PhoneOrder)).all()) == 2


@pytest.mark.parametrize(("wrong", "where", "says"), [
    ({"city": ""}, "city", "city"),
    ({"country": "Narnia"}, "country", "NARNIA"),
    ({"quantity": ["６", "", "1", ""]}, "lines[0].quantity", "６"),
    ({"quantity": ["0", "", "1", ""]}, "lines[0].quantity", "0"),
    ({"quantity": ["2", "", "99999999", ""]}, "lines[1].quantity", "99999999"),
    ({"sku": ["NEVER", "", "LAMP", ""]}, "lines[0].sku", "NEVER"),
    ({"name": "a\x07b"}, "name", ""),
    ({"name": "x" * 501}, "name", "500"),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk, floor, begin, wrong, where, says):
    page = begin()
    answer = desk.send(page, **TYPED | wrong)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="wrong-{where}"' in shown
    assert says in shown.partition(f'id="wrong-{where}"')[2].partition("</span>")[0]
    assert "1 High Street" in shown
    assert "Ring twice" in shown
    assert orders(floor) == []


def test_an_order_without_lines_is_none_and_one_with_a_problem_may_wait_on_hold(desk, floor, begin):
    page = begin()
    empty = desk.send(page, **TYPED | {"sku": [""], "quantity": [""]})
    assert empty.status_code == 422
    assert desk.send(page, **TYPED | {"street": "", "do": "anyway"}).status_code == 303
    with floor.database.reading() as session:
        assert [hold.code for hold in session.scalars(select(Order)).one().open_holds] == [
            "order.missing_street"
        ]


def test_a_sku_is_found_by_barcode_and_asked_about_by_name(desk, floor, begin):
    page = begin()
    asked = desk.send(page, **TYPED | {"sku": ["the", "", build.GTIN["LAMP"], ""]})
    shown = asked.get_data(as_text=True)
    assert asked.status_code == 422
    scanned = desk.send(page, **TYPED | {"sku": [build.GTIN["LAMP"]], "quantity": [""], "do": "look"})
    assert scanned.status_code == 200  # a scanner's Enter takes nothing in, and names what it read
    assert "The lamp · available: 100" in scanned.get_data(as_text=True)
    assert "<b>MUG</b>" in shown
    assert 'value="LAMP"' in shown
    assert desk.send(page, **TYPED | {"sku": ["sku-mug", "", build.GTIN["LAMP"], ""]}).status_code == 303
    with floor.database.reading() as session:
        order = session.scalars(select(Order)).one()
        assert [line.sku.code for line in order.lines] == ["MUG", "LAMP"]


def test_skus_are_offered_while_one_is_typed(desk):
    found = desk.client.get("/desk/skus?q=lam").json
    assert found == [{"sku": "LAMP", "name": "The lamp", "available": 100}]
    assert desk.client.get("/desk/skus?q=%00").json == []


def test_the_last_orders_of_a_customer_give_their_address_at_one_press(desk, floor, begin):
    desk.send(begin(), **TYPED)
    page = begin()
    found = desk.send(page, phone="7946 0123", do="find", sku=["LAMP"], quantity=["3"], note="later")
    [order] = orders(floor)
    shown = found.get_data(as_text=True)
    assert f'name="like" value="{order.id}"' in shown
    assert "2 × MUG" in shown
    same = desk.send(page, phone="7946 0123", like=str(order.id), sku=["LAMP"], quantity=["3"], note="later")
    shown = same.get_data(as_text=True)
    assert "1 High Street" in shown
    assert all(f'value="{typed}"' in shown for typed in ("LAMP", "3", "E1 1AA"))
    assert "later" in shown
    assert "No orders" in desk.send(page, name="Nobody", do="find").get_data(as_text=True)
    desk.see("/desk/orders/phone/999", 404)
