"""The lists of the desk: the database sorts, filters and pages; a file has the same rows; views are their keeper's own;
what is decided about many is asked once more with what follows, or can be taken back."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.planning import waves
from floor.stock import opening_balance
from floor.supervision.stock_lists import STOCK
from floor.web import lists
from floor.work import assignment
from models import Device, Order, Person, Place, SavedView, Wave
from models.base import now
from tests import build

NUMBERS = ["A-10", "a-9", "B-1", "A-100", "A-2"]


@pytest.fixture
def orders(floor, warehouse):
    """Five with numbers that people count; the third is late and urgent, the last one is on hold."""
    with floor.database.writing() as session:
        made = []
        for at, number in enumerate(NUMBERS):
            due = now() + timedelta(hours=at - 2.5)
            order = build.order(session, warehouse, {"MUG": 1}, due=due, number=number)
            order.priority = "urgent" if at == 2 else "normal"
            made.append(order)
        session.commit()
        return [order.id for order in made]


def listed(page):
    """The numbers, in the order in which they stand."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'href="/desk/\w+/\d+"><b>([^<]+)</b>', body)


def test_numbers_are_sorted_as_people_count_and_newest_first_where_nothing_is_asked(desk, orders):
    assert listed(desk.see("/desk/orders")) == NUMBERS[::-1]
    counted = ["A-2", "a-9", "A-10", "A-100", "B-1"]
    assert listed(desk.see("/desk/orders?sort=number")) == counted
    assert listed(desk.see("/desk/orders?sort=-number")) == counted[::-1]
    assert 'aria-sort="descending"' in desk.see("/desk/orders?sort=-number")


def test_filters_narrow_and_what_nobody_can_choose_is_left_aside(desk, orders):
    assert listed(desk.see("/desk/orders?stage=late&sort=due")) == NUMBERS[:3]
    assert listed(desk.see("/desk/orders?priority=urgent")) == ["B-1"]
    assert listed(desk.see("/desk/orders?number=a-1&sort=number")) == ["A-10", "A-100"]
    assert len(listed(desk.see("/desk/orders?stage=nowhere"))) == len(NUMBERS)
    assert listed(desk.see("/desk/orders?number=%25")) == []
    page = desk.see("/desk/orders?stage=ready")
    assert page.count("mark late") == 3


def test_a_long_list_has_pages_and_the_last_one_stands_for_all_beyond(desk, floor, warehouse):
    with floor.database.writing() as session:
        for _order in range(60):
            build.order(session, warehouse, {"MUG": 1})
        session.commit()
    first, second = desk.see("/desk/orders?rows=25"), desk.see("/desk/orders?rows=25&page=3")
    assert "1–25 of 60" in first
    assert 'rel="prev"' not in first
    assert "51–60 of 60" in second
    assert 'rel="next"' not in second
    assert listed(desk.see("/desk/orders?rows=25&page=99")) == listed(second)


def test_of_very_many_rows_is_said_that_there_are_more_and_no_page_is_lost(desk, orders, monkeypatch):
    monkeypatch.setattr(lists, "MOST_COUNTED", 3)
    monkeypatch.setattr(lists, "SIZES", (2,))
    first = desk.see("/desk/orders?rows=2&sort=number")
    assert (listed(first), "of 3+" in first) == (["A-2", "a-9"], True)
    assert listed(desk.see("/desk/orders?rows=2&sort=number&page=2")) == ["A-10", "A-100"]
    few = desk.see("/desk/orders?rows=2&sort=number&number=a-1")
    assert (listed(few), "of 2<" in few) == (["A-10", "A-100"], True)


def test_the_file_has_the_rows_that_the_filters_leave_in_the_same_order_and_runs_no_formula(
    desk, floor, orders
):
    with floor.database.writing() as session:
        session.get_one(Order, orders[0]).ship_to = {"name": "=1+1", "city": "Rome"}
        session.commit()
    answer = desk.client.get("/desk/orders.csv?stage=late&sort=number&rows=25")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["Number"] for row in rows] == ["a-9", "A-10", "B-1"]
    assert rows[1]["Ship to"] == "'=1+1, Rome"
    assert rows[2]["Priority"] == "urgent"


def test_a_view_is_kept_by_its_person_renewed_by_its_name_and_removed(desk, sits, floor, orders):
    for query in ("stage=late", "stage=late&sort=due"):
        desk.send("/desk/views", list="orders", name="My late ones", query=query)
    assert desk.see("/desk/orders").count("My late ones</a>") == 1
    assert "/desk/orders?stage=late&amp;sort=due" in desk.see("/desk/orders")
    assert "My late ones" not in desk.see("/desk/waves")
    other = sits("admin")
    assert "My late ones" not in other.see("/desk/orders")
    with floor.database.reading() as session:
        view = session.scalars(select(SavedView)).one()
    assert other.send(f"/desk/views/{view.id}/remove").status_code == 404
    desk.send(f"/desk/views/{view.id}/remove")
    assert "My late ones" not in desk.see("/desk/orders")


def test_a_view_says_what_was_asked_and_leads_to_it_again(desk, orders):
    page = desk.see("/desk/orders?stage=late&sort=number&rows=100&page=1&number=")
    query = re.search(r'name="query" value="([^"]*)"', page)[1].replace("&amp;", "&")
    assert query == "stage=late&sort=number&rows=100"
    assert listed(desk.see(f"/desk/orders?{query}")) == listed(page)


def states(floor, ids):
    with floor.database.reading() as session:
        return [session.get_one(Order, each).status for each in ids]


def test_a_cancellation_is_asked_once_more_with_what_follows_from_it(desk, floor, warehouse, orders):
    floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, orders[:1])
    work = floor.writer.perform(warehouse.actor("picker"), assignment.next_work, ["pick"])
    with floor.database.writing() as session:
        session.get_one(Order, orders[0]).status = "picking"
        session.get_one(Order, orders[1]).status = "handed_over"
        session.commit()
    page = desk.send("/desk/orders/sure", decision="cancel", orders=orders[:3], reason="rang").get_data(
        as_text=True
    )
    assert "Cancel these orders? 3" in page
    assert "Already being picked or packed: 1." in page
    assert "Gone or at their end already: 1." in page
    assert 'value="rang"' in page
    assert states(floor, orders[:3]) == ["picking", "handed_over", "ready"]
    assert work.number
    desk.send("/desk/orders/decide", decision="cancel", orders=orders[2], reason="rang")
    assert states(floor, orders[2:3]) == ["cancelled"]


def test_what_is_decided_about_many_can_be_taken_back(desk, floor, orders):
    answer = desk.send("/desk/orders/decide", decision="hold", orders=orders[:2], reason="look").get_data(
        as_text=True
    )
    fields = dict(re.findall(r'name="(reason|back)" value="([^"]*)"', answer))
    assert 'value="release">Undo' in answer
    desk.send("/desk/orders/decide", decision="release", orders=orders[:2], **fields)
    assert states(floor, orders[:2]) == ["ready", "ready"]


def test_only_what_can_be_decided_now_is_offered(desk, floor, orders):
    with floor.database.writing() as session:
        session.get_one(Order, orders[0]).status = "delivered"
        session.commit()
    page = desk.see("/desk/orders?number=A-10&sort=number")
    assert 'data-may="" disabled' in page
    assert 'data-may="hold urgent cancel"' in page
    assert 'value="release"' not in page  # nothing is on hold
    desk.send(f"/desk/orders/{orders[3]}/hold", reason="x")
    assert 'value="release"' in desk.see("/desk/orders?number=A-10")


def test_waves_are_released_and_taken_back_together_unless_somebody_has_begun(desk, floor, warehouse, orders):
    made = [
        floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, [each], release=False).id
        for each in orders[:2]
    ]
    assert 'data-may="release cancel"' in desk.see("/desk/waves")
    desk.send("/desk/waves/decide", decision="release", waves=made)
    floor.writer.perform(warehouse.actor("picker"), assignment.next_work, ["pick"])
    asked = desk.send("/desk/waves/sure", decision="cancel", waves=made).get_data(as_text=True)
    assert "Begun already: 1." in asked
    page = desk.see("/desk/waves?sort=number")
    assert sorted(re.findall(r'data-may="([^"]*)"', page)) == ["", "cancel"]
    desk.send("/desk/waves/decide", decision="cancel", waves=made)
    with floor.database.reading() as session:
        assert sorted(session.scalars(select(Wave.status))) == ["cancelled", "released"]


def test_people_and_devices_are_decided_together(desk, floor, warehouse):
    ids = [warehouse.people[name].id for name in ("picker", "packer")]
    asked = desk.send("/desk/people/sure", decision="switch-off", people=ids).get_data(as_text=True)
    assert "Signed out at once, and not let in again: 2" in asked
    desk.send("/desk/people/decide", decision="switch-off", people=[*ids, warehouse.people["supervisor"].id])
    with floor.database.reading() as session:
        assert [session.get_one(Person, each).active for each in ids] == [False, False]
        assert session.get_one(Person, warehouse.people["supervisor"].id).active
    desk.send("/desk/people/decide", decision="switch-on", people=ids)
    for name in ("Handheld 10", "Handheld 9"):
        desk.send("/desk/devices", name=name)
    page = desk.see("/desk/devices")
    assert page.index("Handheld 9") < page.index("Handheld 10")
    with floor.database.reading() as session:
        devices = list(session.scalars(select(Device.id)))
    assert "usable again only after pairing: 2" in desk.send(
        "/desk/devices/sure", decision="revoke", devices=devices
    ).get_data(as_text=True)
    desk.send("/desk/devices/decide", decision="revoke", devices=devices)
    assert "Handheld 9" not in desk.see("/desk/devices")


def test_stock_is_listed_whole_and_found_by_place_or_sku(desk):
    assert "BIN-1" in desk.see("/desk/stock")
    assert "BIN-1" in desk.see("/desk/stock?q=loc-bin-1")
    assert "BIN-1" in desk.see("/desk/stock?q=sku-mug&kind=bin")
    assert "BIN-1" not in desk.see("/desk/stock?q=nothing-so").partition("<main")[2]


def test_stock_is_sorted_by_every_column_either_way_whatever_narrows_it(desk, floor, warehouse):
    rows = [
        {"sku": "LAMP", "location": f"A-{at}", "quantity": str(at), "lot": "", "expiry": ""}
        for at in (10, 9, 2)
    ]
    with floor.database.writing() as session:
        session.add_all(Place(code=row["location"], kind="bin") for row in rows)
        session.commit()
    floor.writer.perform(SYSTEM, opening_balance.put_stock, rows)
    for typed in ("", "q=lamp", "q=a-", "kind=bin", "expiry=90", "age=30", "held=yes", "counting=yes"):
        for column in (each.name for each in STOCK.columns if each.by):
            up, down = (
                re.findall(r"<b>(A-[0-9]+)</b>", desk.see(f"/desk/stock?{typed}&rows=200&sort={way}{column}"))
                for way in ("", "-")
            )
            there = ["A-2", "A-9", "A-10"] if typed in ("", "q=lamp", "q=a-", "kind=bin") else []
            assert sorted(up) == sorted(down) == sorted(there)
            if column in ("place", "on_hand"):
                assert (up, down) == (there, there[::-1])
