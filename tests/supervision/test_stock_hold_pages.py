"""Holds on stock at the desk and by the API: made by a form or a program, listed, ended, and where the goods went."""

import csv
from io import StringIO

import pytest
from sqlalchemy import select

from floor.planning import waves
from floor.work import assignment
from floor.work.scans import ScanIn, judge_scan
from models import StockHold
from tests import build
from tests.supervision.test_desk_pages import done

MILK = build.GTIN["MILK"]


@pytest.fixture
def picked(floor, warehouse):
    """An order of which a picker has one of M1 in hand."""
    with floor.database.writing() as session:
        order = build.order(session, warehouse, {"MILK": 2})
        session.commit()
        order_id = order.id
    boss, picker = warehouse.actor("supervisor"), warehouse.actor("picker")
    floor.writer.perform(boss, waves.plan_wave, [order_id])
    work = floor.writer.perform(picker, lambda tx: assignment.next_work(tx, ["pick"]).id)
    for at, scan in enumerate(("TOTE-1", "LOC-BIN-4", "LOT-M1", MILK)):
        assert judge_scan(floor.writer, picker, work, ScanIn(f"s{at}", scan)).accepted
    return order_id


def test_a_form_holds_a_lot_the_page_says_where_it_went_and_a_form_ends_it(desk, floor, picked):
    done(desk.send("/desk/holds", sku="", lot="M1", place="", reason="glass found"), "/desk/holds")
    with floor.database.reading() as session:
        hold = session.scalars(select(StockHold)).one().id
    listed = desk.see("/desk/holds?state=open&sku=mil")
    assert "MILK · LOT-M1" in listed
    assert "glass found" in listed
    page = desk.see(f"/desk/holds/{hold}")
    assert f"/desk/orders/{picked}" in page
    assert "BIN-4" in page
    rows = list(csv.DictReader(StringIO(desk.see(f"/desk/holds/{hold}.csv").lstrip("\ufeff"))))
    assert [(row["order"], row["units"], row["state"]) for row in rows] == [("N1", "1", "in_tote")]
    done(desk.send(f"/desk/holds/{hold}/end", back="/desk/holds"), "/desk/holds")
    assert desk.send(f"/desk/holds/{hold}/end").status_code == 409
    assert "MILK" not in desk.see("/desk/holds?state=open")
    desk.see("/desk/holds/999", 404)


def test_a_program_holds_lists_and_asks_where_it_went(program, supervisor, picker, picked):
    oms = program("stock")
    made = oms.post("/stock/holds", {"sku": "MILK", "lot": "M1", "reason": "recall 7"}, 201)
    assert (made["freed"], made["orders"]) == (1, 1)
    hold = made["hold"]["id"]
    reach = supervisor.get(f"/stock/holds/{hold}/reach")["orders"]
    assert [(each["number"], each["units"], each["parcel"], each["state"]) for each in reach] == [
        ("N1", 1, None, "in_tote")
    ]
    oms.post("/stock/holds", {"place": "BIN-1", "reason": "leak"}, 201)
    first = oms.get("/stock/holds", limit=1)
    assert [each["lot"] for each in first["holds"]] == ["M1"]
    assert [each["place"] for each in oms.get("/stock/holds", after=first["next"])["holds"]] == ["BIN-1"]
    assert oms.post(f"/stock/holds/{hold}/end")["by"] is None
    assert [each["id"] for each in oms.get("/stock/holds", state="ended")["holds"]] == [hold]
    assert oms.refused("POST", "/stock/holds", {"reason": "why"}) == (422, "quarantine.names_nothing")
    assert oms.refused("POST", "/stock/holds/999/end") == (404, "quarantine.not_found")
    assert picker.refused("POST", "/stock/holds", {"sku": "MILK", "reason": "x"}) == (403, "auth.role")
