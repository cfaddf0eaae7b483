"""Photos of damaged goods: who may add them to which scan, and where they are seen."""

import io
import uuid

import pytest
from PIL import Image

from tests import build
from tests.devices.test_camera_api import form


def photo(colour="red", size=(2400, 1800)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def damaged(app, warehouse, supervisor, picker):
    """The order's id, the work's, and the id of the scan that said that one mug is damaged."""
    with app.extensions["floor"].database.writing() as session:
        order = build.order(session, warehouse, {"MUG": 3})
        session.commit()
    supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    work = picker.post("/work/next", {"kinds": ["pick"]})["id"]
    ids = [str(uuid.uuid4()) for _ in range(3)]
    for scan_id, scan in zip(ids, ("TOTE-A", "LOC-BIN-1", "CMD-SHORT-DAMAGED-1"), strict=True):
        assert picker.post(f"/work/{work}/scans", {"id": scan_id, "scan": scan})["accepted"]
    return order.id, work, ids[-1]


def path(scan_id):
    return f"/scans/{scan_id}/photos"


def test_a_photo_stands_with_its_scan_and_on_the_order_s_time_line(damaged, picker, sits):
    order, work, scan = damaged
    first, again = (picker.send("POST", path(scan), **form(photo())) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    kept = picker.client.get(first.json["address"], headers={"Authorization": f"Bearer {picker.token}"})
    seen = Image.open(io.BytesIO(kept.data))
    assert (seen.format, max(seen.size)) == ("WEBP", 1600)
    desk = sits("supervisor")
    assert desk.see(f"/desk/work/{work}").count(f'src="{first.json["address"]}"') == 1
    assert f'href="{first.json["address"]}"' in desk.see(f"/desk/orders/{order}")


def test_who_may_add_one_and_to_what(damaged, picker, supervisor, sign_in):
    _order, work, scan = damaged
    assert sign_in("packer").refused("POST", path(scan), **form(photo())) == (403, "photo.not_yours")
    for colour in ("red", "green", "blue", "white"):
        assert supervisor.send("POST", path(scan), **form(photo(colour, (20, 20)))).status_code == 201
    assert picker.refused("POST", path(scan), **form(photo("black"))) == (409, "photo.too_many")
    assert picker.refused("POST", path("nothing"), **form(photo())) == (404, "photo.no_scan")
    refused = str(uuid.uuid4())
    assert not picker.post(f"/work/{work}/scans", {"id": refused, "scan": "LOC-BIN-9"})["accepted"]
    assert picker.refused("POST", path(refused), **form(photo())) == (404, "photo.no_scan")
    assert picker.refused("POST", path(scan), **form(b"<script>")) == (422, "goods.picture_unreadable")
