"""Traces: from goods to the parcels that they left in, and from a parcel back to the bins; by endpoint and page."""

import pytest
from sqlalchemy import select

from floor.dispatch import handover
from floor.planning import waves
from models import Lot, Parcel, Sku
from tests import build
from tests.hands import Hands
from tests.packing.steps import follow

MILK = build.GTIN["MILK"]


@pytest.fixture
def gone(floor, warehouse):
    """Two of M1 and a phone, S1, have gone to a customer: the parcel's SSCC."""

    def hands(name):
        return Hands(floor.writer, warehouse.actor(name))

    with floor.database.writing() as session:
        build.put(session, warehouse, "PHONE", "BIN-2", 2, serials=("S1", "S2"))
        order = build.order(session, warehouse, {"MILK": 2, "PHONE": 1})
        session.commit()
        order_id = order.id
    hands("supervisor").do(waves.plan_wave, [order_id])
    picker, packer, driver = hands("picker"), hands("packer"), hands("dispatcher")
    picker.take("pick")
    scans = ("TOTE-1", "LOC-BIN-2", "SER-S1", "LOC-BIN-4", "LOT-M1", MILK, MILK, "LOC-PACK-1")
    assert all(picker.scan(text).accepted for text in scans)
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    driver.open("load", carrier="POST", dock="DOCK-1")
    while driver.work.steps[0].kind != "close":
        driver.scan(driver.work.steps[0].codes[0])
    driver.scan("CMD-CLOSE")
    driver.do(handover.hand_over, driver.work.id, "Jo", "AB12 CDE", "M1 1 L9 9")
    with floor.database.reading() as session:
        return session.scalars(select(Parcel.sscc)).one()


def test_a_lot_is_traced_from_its_arrival_to_its_parcel(program, gone):
    reader = program("stock")
    for query in ({"q": "lot-m1"}, {"sku": "MILK", "lot": "M1"}):
        found = reader.get("/trace", **query)
        assert (found["of"]["kind"], found["of"]["code"], found["of"]["sku"]) == ("lot", "M1", "MILK")
        assert [(each["why"], each["source"], each["target"], each["units"]) for each in found["came"]] == [
            ("opening", "SUPPLIER", "BIN-4", 100)
        ]
        assert [(each["place"], each["units"]) for each in found["lies"]] == [("BIN-4", 98)]
        assert {each["person"] for each in found["touched"]} == {"Picker", "Packer", "Dispatcher"}
        [went] = found["went"]
        assert (went["number"], went["parcel"], went["units"], went["state"]) == (
            "N1",
            gone,
            2,
            "handed_over",
        )
        assert went["handed_over_at"]
        assert found["moves"][0]["why"] == "handover"


def test_a_serial_is_one_unit_in_one_parcel(program, gone):
    reader = program("stock")
    [went] = reader.get("/trace", q="SER-S1")["went"]
    assert (went["parcel"], went["units"]) == (gone, 1)
    other = reader.get("/trace", serial="S2")
    assert (other["went"], [each["place"] for each in other["lies"]]) == ([], ["BIN-2"])


def test_a_parcel_is_traced_back_to_its_goods_and_their_bins(program, gone):
    reader = program("stock")
    for query in ({"q": f"(00){gone}"}, {"sscc": gone}):
        found = reader.get("/trace", **query)
        inside = {(each["of"]["kind"], each["of"]["code"], each["units"]) for each in found["inside"]}
        assert inside == {("lot", "M1", 2), ("serial", "S1", 1)}
        assert {(each["source"], each["person"]) for each in found["came"]} == {
            ("BIN-4", "Picker"), ("BIN-2", "Picker")
        }  # fmt: skip
        assert [(each["number"], each["parcel"]) for each in found["went"]] == [("N1", gone)]
        assert found["lies"] == []


def test_what_could_be_several_asks_which_and_what_is_nothing_says_so(program, desk, floor, warehouse, gone):
    with floor.database.writing() as session:
        session.add(Lot(sku=session.merge(warehouse.skus["OIL"]), code="M1"))
        session.add(Sku(code="M1", name="Named like a lot"))
        session.commit()
    reader = program("stock")
    assert reader.refused("GET", "/trace", query_string={"q": "M1"}) == (409, "trace.several")
    assert reader.get("/trace", sku="OIL", lot="M1")["came"] == []
    for query in ({"q": "杯子"}, {"q": "999999999999999999"}, {"sku": "MUG", "lot": "M1"}, {}):
        assert reader.refused("GET", "/trace", query_string=query) == (404, "trace.unknown")
    page = desk.see("/desk/trace?q=M1")
    for link in ("sku=MILK&amp;lot=M1", "sku=OIL&amp;lot=M1", "sku=M1"):
        assert f'href="/desk/trace?{link}"' in page
    assert "杯子" in desk.see("/desk/trace?q=杯子")
    desk.see("/desk/trace?sku=NOTHING", 404)


def test_the_page_leads_from_the_lot_to_the_parcel_and_back(desk, gone):
    lot = desk.see("/desk/trace?q=M1")
    assert f"/desk/trace?sscc={gone}" in lot
    parcel = desk.see(f"/desk/trace?sscc={gone}")
    assert "/desk/trace?sku=MILK&amp;lot=M1" in parcel
    assert "/desk/trace?sku=PHONE&amp;serial=S1" in parcel
    assert "Where it came from" not in desk.see("/desk/trace")


def test_the_ledger_of_a_place_a_lot_or_all_is_a_list_with_a_file(desk, gone):
    assert "AB12" not in desk.see("/desk/moves?q=MILK&why=handover")
    assert len(desk.see("/desk/moves.csv").splitlines()) == 1 + 6 + 3 + 2 + 2
    of_bin = desk.see("/desk/moves.csv?q=bin-4&why=pick").splitlines()
    assert [line.split(",")[4:8] for line in of_bin[1:]] == [["1", "BIN-4", "TOTE-1", "picked"]] * 2
    assert len(desk.see("/desk/moves.csv?q=LOT-M1").splitlines()) == 6
    assert len(desk.see("/desk/moves.csv?q=BIN-1&days=7").splitlines()) == 1
