"""Pick faces at the API and at the desk, and the stations of those who carry goods."""

import pytest

from floor.core.transaction import SYSTEM
from floor.putaway import demand
from floor.warehouse import locations
from models import Place
from tests import build


@pytest.fixture
def reserve(floor, warehouse):
    row = {"code": "R-1", "kind": "bin", "reserve": "yes"}
    floor.writer.perform(SYSTEM, locations.put_locations, [row])
    with floor.database.writing() as session:
        warehouse.places["R-1"] = session.query(Place).filter_by(code="R-1").one()
        build.put(session, warehouse, "MUG", "R-1", 60)
        session.commit()


FACE = {"place": "BIN-1", "sku": "MUG", "least": 120, "most": 150}


def test_a_face_is_set_filled_and_ended(supervisor, picker, reserve, floor, warehouse):
    made = supervisor.post("/pick-faces", FACE)
    assert made["faces"] == [FACE | {"on_hand": 100, "promised": 0, "coming": 0}]
    floor.writer.perform(SYSTEM, demand.call_for, [warehouse.skus["MUG"].id])
    assert supervisor.get("/pick-faces")["faces"][0]["coming"] == 50
    work = picker.post("/work/next", {"kinds": ["replenish"]})
    assert [(step["kind"], step["name"]) for step in work["steps"]] == [
        ("location", "R-1"), ("sku", "The mug"), ("location", "BIN-1"),
    ]  # fmt: skip
    assert supervisor.post("/pick-faces", FACE | {"least": 0, "most": 0})["faces"] == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"most": 10}, "face.bad_limits"),
        ({"place": "R-1"}, "face.in_reserve"),
        ({"place": "货架"}, "face.unknown_place"),
        ({"sku": "杯子"}, "face.unknown_sku"),
        ({"most": 1_000_001}, "request.invalid"),
        ({"least": "１２"}, "request.invalid"),
    ],
)
def test_a_face_that_cannot_be_is_refused(supervisor, reserve, wrong, code):
    assert supervisor.refused("POST", "/pick-faces", FACE | wrong)[1] == code


def test_the_desk_lists_and_sets_them(desk, reserve):
    fields = {"place": "loc-bin-1", "sku": "sku-mug", "least": "120", "most": "150"}
    assert desk.send("/desk/faces", **fields).status_code == 303
    page = desk.see("/desk/faces?q=mug")
    assert "<b>BIN-1</b>" in page
    assert "The mug" in page
    assert '<span class="mark late">100</span>' in page
    assert "BIN-1,MUG,The mug,120,150,100,0,0" in desk.client.get("/desk/faces.csv").text
    assert "<b>BIN-1</b>" not in desk.see("/desk/faces?q=lamp")


@pytest.mark.parametrize("station", ["putaway", "move", "replenish"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_each_station_has_its_page_for_pickers(sits, station, language):
    assert f"steps_{station}.js" in sits("picker", language).see(f"/{station}")
    sits("packer").see(f"/{station}", 403)
