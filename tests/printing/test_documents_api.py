"""One order through all its endpoints: picked, packed, labelled, loaded, signed for; and what is printed on the way."""

import csv
import io
from uuid import uuid4

import pytest
from sqlalchemy import select

from models import LabelPrint
from tests import build
from tests.build import GTIN

SIGNATURE = "M 10 40 C 20 10, 40 10, 50 40 L 95 20"


@pytest.fixture
def database(app):
    return app.extensions["floor"].database


def send(caller, work, *texts):
    answers = caller.post(f"/work/{work['id']}/scans", [{"id": str(uuid4()), "scan": text} for text in texts])
    for answer in answers:
        assert answer["accepted"], answer
    return answers[-1]


def picked(database, warehouse, sign_in, lamps, **fields):
    """An order for lamps, picked into TOTE-0001 that stands at PACK-1. → its id."""
    with database.writing() as session:
        order = build.order(session, warehouse, {"LAMP": lamps}, **fields)
        session.commit()
    sign_in("supervisor").post("/waves", {"orders": [str(order.id)]}, 201)
    picker = sign_in("picker")
    work = picker.post("/work/next", {"kinds": ["pick"]})
    send(picker, work, "TOTE-0001", "LOC-BIN-2", *[GTIN["LAMP"]] * lamps, "LOC-PACK-1")
    return order.id


@pytest.fixture
def packed(database, warehouse, sign_in):
    """An order of two lamps in a tote that is packed, up to the label on the box. → (order id, SSCC, packer)."""
    order_id = picked(
        database, warehouse, sign_in, 2, note="Ring twice", ship_to={**build.SHIP_TO, "name": "王小明"}
    )
    packer = sign_in("packer")
    work = packer.post("/work", {"kind": "pack", "scan": "tote-0001"})
    done = send(packer, work, "CTN-BOX-L", GTIN["LAMP"], GTIN["LAMP"])["work"]
    assert done["expect"]["kind"] == "weight"
    closed = send(packer, work, f"WGT-{done['expect']['quantity']}", "CMD-CLOSE")
    (parcel,) = sign_in("supervisor").get(f"/orders/{order_id}")["parcels"]
    assert send(packer, work, closed["work"]["expect"]["codes"][0])["work"]["state"] == "done"
    return order_id, parcel["sscc"], packer


def test_a_label_is_printed_again_with_its_number_and_by_whom(database, packed, warehouse):
    _order, sscc, packer = packed
    label = packer.send("GET", f"/parcels/{sscc}/label.pdf")
    assert label.data.startswith(b"%PDF-")
    zpl = packer.send("GET", f"/parcels/00{sscc}/label.zpl")
    assert zpl.data.startswith(b"^XA")
    assert sscc.encode() in zpl.data
    assert packer.send("GET", f"/parcels/{sscc}/slip.pdf").data.startswith(b"%PDF-")
    with database.reading() as session:
        assert set(session.scalars(select(LabelPrint.person_id))) == {warehouse.people["packer"].id}


def test_a_parcel_of_nobody_is_a_404_and_a_void_label_is_gone(packed, picker):
    _order, sscc, packer = packed
    nothing = "095213210000009994"
    for paper in ("label.pdf", "label.zpl", "slip.pdf"):
        assert packer.refused("GET", f"/parcels/{nothing}/{paper}") == (404, "parcel.unknown")
        assert picker.refused("GET", f"/parcels/{sscc}/{paper}") == (403, "auth.role")
    assert packer.post(f"/parcels/{sscc}/reopen")["state"] == "open"
    for paper in ("label.pdf", "label.zpl", "slip.pdf"):
        assert packer.refused("GET", f"/parcels/{sscc}/{paper}") == (410, "parcel.void_label")


def test_a_load_is_signed_for(sign_in, packed, supervisor):
    order, sscc, _packer = packed
    dispatcher = sign_in("dispatcher")
    (carrier,) = [each["code"] for each in dispatcher.get("/carriers")["carriers"] if each["code"] == "POST"]
    load = dispatcher.post("/work", {"kind": "load", "carrier": carrier, "dock": "DOCK-1"})
    assert dispatcher.refused("GET", f"/loads/{load['id']}/manifest.pdf") == (409, "load.not_handed_over")
    assert dispatcher.refused("GET", "/loads/999999/manifest.csv") == (404, "load.not_found")
    send(dispatcher, load, "LOC-DOCK-1")
    handover = {"driver": "J. Doe", "plate": "ab 12", "signature": SIGNATURE}
    path = f"/work/{load['id']}/handover"
    assert dispatcher.refused("POST", path, handover) == (409, "load.not_closed")
    dispatcher.post(f"/work/{load['id']}/incomplete", {"reason": "the van is full"})
    send(dispatcher, load, f"00{sscc}", "CMD-CLOSE")
    assert supervisor.get(f"/orders/{order}")["status"] == "staged"
    for bad in ({"signature": "<svg onload=alert(1)>"}, {"driver": " "}, {"plate": "x" * 90}):
        assert dispatcher.refused("POST", path, handover | bad)[0] == 422
    assert dispatcher.post(path, handover)["state"] == "done"
    assert supervisor.get(f"/orders/{order}")["status"] == "handed_over"
    assert dispatcher.send("GET", f"/loads/{load['id']}/manifest.pdf").data.startswith(b"%PDF-")
    table = dispatcher.send("GET", f"/loads/{load['id']}/manifest.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["sscc"], row["driver"], row["plate"]) == (f"(00){sscc}", "J. Doe", "AB 12")


def test_a_weight_that_stays_off_is_decided_once_and_by_another(database, warehouse, sign_in, supervisor):
    picked(database, warehouse, sign_in, 1)
    packer = sign_in("packer")
    work = packer.post("/work", {"kind": "pack", "scan": "TOTE-0001"})
    send(packer, work, "CTN-BOX-L", GTIN["LAMP"])
    asked = None
    for _ in range(5):
        answer = packer.post(f"/work/{work['id']}/scans", {"id": str(uuid4()), "scan": "WGT-29000"})
        assert not answer["accepted"]
        asked = answer["params"].get("approval") or asked
    assert asked
    (approval,) = supervisor.get("/approvals", state="open")["approvals"]
    assert (approval["id"], approval["kind"], approval["asked_by"]) == (asked, "weight", "Packer")
    path = f"/approvals/{asked}"
    assert packer.refused("POST", path, {"decision": "approve"}) == (403, "auth.role")
    assert supervisor.refused("POST", path, {"decision": "maybe"}) == (422, "request.invalid")
    decided = supervisor.post(path, {"decision": "approve", "note": "weighed it myself"})
    assert (decided["state"], decided["decided_by"]) == ("approved", "Supervisor")
    assert supervisor.refused("POST", path, {"decision": "refuse"}) == (409, "approval.not_allowed")
    assert supervisor.refused("POST", "/approvals/999999", {"decision": "refuse"}) == (
        404,
        "approval.not_found",
    )
    assert supervisor.get("/approvals", state="open")["approvals"] == []
    send(packer, work, "WGT-29000")


def test_a_count_puts_a_bin_right(supervisor, picker):
    body = {"place": "BIN-2", "sku": "LAMP", "lot": None, "units": 7}
    assert supervisor.post("/counts", body) == {
        "place": "BIN-2", "sku": "LAMP", "lot": None, "on_hand": 7, "allocated": 0,
    }  # fmt: skip
    assert picker.refused("POST", "/counts", body) == (403, "auth.role")
    for wrong in ({"place": "NOWHERE"}, {"sku": "NOTHING"}, {"units": -1}, {"units": 1.5}, {"units": True}):
        assert supervisor.refused("POST", "/counts", body | wrong)[0] == 422, wrong


def test_events_are_told_once_and_in_order(app, supervisor, program):
    supervisor.post("/orders", {"channel": "a", "number": "1", "lines": []}, 207)
    supervisor.post("/orders", {"channel": "a", "number": "2", "lines": []}, 207)
    app.extensions["floor"].publisher.drain()
    reader = program("events")
    first = reader.get("/events", limit=1)
    assert [event["type"] for event in first["events"]] == ["order.held"]
    rest = reader.get("/events", after=first["next"])
    assert [event["data"]["number"] for event in first["events"] + rest["events"]] == ["1", "2"]
    assert rest["next"] is None
    assert reader.get("/events", after=rest["events"][-1]["id"])["events"] == []
    assert reader.refused("GET", "/events?after=yesterday") == (422, "request.invalid")


@pytest.mark.parametrize("form", ["pdf", "zpl", "svg", "png"])
def test_a_label_comes_in_every_format_and_its_reason_is_kept(database, packed, form):
    _order, sscc, packer = packed
    answer = packer.send("GET", f"/parcels/{sscc}/label.{form}?reason=torn")
    starts = {"pdf": b"%PDF-", "zpl": b"^XA", "svg": b"<svg", "png": b"\x89PNG"}
    assert answer.data.startswith(starts[form])
    with database.reading() as session:
        assert session.scalars(select(LabelPrint.reason)).all() == ["torn"]
