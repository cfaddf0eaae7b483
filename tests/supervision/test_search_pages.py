"""One search finds whatever a supervisor has in the hand or hears on the phone."""

import pytest

from floor.supervision.search import search
from models import Serial
from tests import build

WANG = {"name": "王小明", "street": "中山路 1 號", "city": "臺北市", "postcode": "100", "country": "TW",
        "phone": "+886 2 2311-5678", "email": "wang@shop.example"}  # fmt: skip
MUELLER = {"name": "Jörg Müller", "company": "Süßwaren AG", "street": "Gänsemarkt 7", "city": "Köln",
           "postcode": "50667", "country": "DE", "phone": "+49 171 123456", "email": "JM@Example.org"}  # fmt: skip


@pytest.fixture
def filled(floor, warehouse):
    with floor.database.writing() as session:
        build.order(session, warehouse, {"MUG": 1}, number="WEB-7001", ship_to=WANG)
        build.order(session, warehouse, {"MUG": 1}, number="WEB-7002", ship_to=MUELLER)
        session.commit()
    return floor


def hits(floor, text, most=10):
    with floor.database.reading() as session:
        return {kind: [hit.name for hit in found] for kind, found in search(session, text, most).items()}


@pytest.mark.parametrize(("asked", "order"), [
    ("web-7001", "WEB-7001"), ("7001", "WEB-7001"), ("小明", "WEB-7001"), ("台北", "WEB-7001"),
    ("２３１１ 5678", "WEB-7001"), ("(02) 2311-5678", "WEB-7001"), ("wang@shop", "WEB-7001"),
    ("muller", "WEB-7002"), ("MÜLLER jörg", "WEB-7002"), ("süss", "WEB-7002"), ("koln", "WEB-7002"),
    ("50667", "WEB-7002"), ("0171 123456", "WEB-7002"), ("3456", "WEB-7002"), ("jm@example.org", "WEB-7002"),
])  # fmt: skip
def test_an_order_is_found_by_its_number_and_by_whom_it_goes_to(filled, asked, order):
    assert hits(filled, asked) == {"order": [order]}


@pytest.mark.parametrize(
    "asked", ["muller 小明", "%", "_", "üller", "W-999999", "P-1", "'", "00" * 9, "1" * 100]
)
def test_nothing_is_found_for_what_nobody_has(filled, asked):
    assert hits(filled, asked) == {}


@pytest.mark.parametrize(("asked", "kind", "name"), [
    ("mug", "sku", "MUG"), (build.GTIN["MUG"], "sku", "MUG"), ("SKU-MUG", "sku", "MUG"), (build.MUG_CASE, "sku", "MUG"),
    ("loc-bin-1", "place", "BIN-1"), ("M1", "lot", "M1"), ("LOT-M1", "lot", "M1"), ("SN-77", "serial", "SN-77"),
    ("SER-SN-77", "serial", "SN-77"), ("BADGE-{packer.badge}", "person", "{packer.name}"),
])  # fmt: skip
def test_goods_places_lots_serials_and_people_are_found_as_they_are_scanned(
    filled, warehouse, asked, kind, name
):
    packer = warehouse.people["packer"]
    with filled.database.writing() as session:
        phone, bin_1 = warehouse.skus["PHONE"], warehouse.places["BIN-1"]
        session.add(Serial(sku_id=phone.id, code="SN-77", place_id=bin_1.id))
        session.commit()
    assert hits(filled, asked.format(packer=packer))[kind] == [name.format(packer=packer)]


def test_the_newest_orders_come_first_and_no_more_than_were_wanted(filled):
    assert hits(filled, "web", most=1) == {"order": ["WEB-7002"]}


def test_the_only_one_opens_at_once_and_of_several_all_are_shown(filled, warehouse, desk):
    answer = desk.client.get("/desk/search?q=muller")
    assert (answer.status_code, answer.location) == (302, "/desk/orders/2")
    packer = warehouse.people["packer"]
    answer = desk.client.get(f"/desk/search?q=BADGE-{packer.badge}")
    assert (answer.status_code, answer.location) == (302, f"/desk/people/{packer.id}")
    page = desk.see("/desk/search?q=web")
    assert 'href="/desk/orders/1"' in page
    assert 'href="/desk/orders/2"' in page
    assert "Nothing has this number" in desk.see("/desk/search?q=%00nobody")
    assert 'role="search"' in desk.see("/desk/search")


def test_what_is_searched_for_is_text_on_the_page(filled, desk):
    assert "<script>alert" not in desk.see("/desk/search?q=<script>alert(1)</script>")
