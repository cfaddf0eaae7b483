"""Deliveries over HTTP: announced by a program, received at a station, told to their supplier, decided at the desk."""

import csv
import io
from uuid import uuid4

import pytest

from tests import build
from tests.receiving.conftest import delivery

MUG = build.GTIN["MUG"]


@pytest.fixture
def send(sign_in, warehouse):
    """send(work, "LOC-DOCK-1", …): a receiver's scans; the last answer."""
    receiver = sign_in("receiver")

    def send(work, *scans):
        answers = [receiver.post(f"/work/{work}/scans", {"id": str(uuid4()), "scan": scan}) for scan in scans]
        return answers[-1]

    send.receiver = receiver
    return send


def test_a_program_announces_and_hears_what_came(program, send, supervisor):
    oms = program("receipts")
    raw = delivery(("MUG", 12), ("LAMP", 1))
    (taken,) = oms.post("/receipts", raw, 207)
    assert (taken["status"], taken["reasons"]) == ("accepted", [])
    (again, wrong) = oms.post("/receipts", [raw, delivery(("MUG", 0), number="D-2")], 207)
    assert (again["status"], again["id"]) == ("duplicate", taken["id"])
    (reason,) = wrong["reasons"]
    assert (reason["code"], reason["field"]) == ("receipt.bad_quantity", "lines[0].quantity")
    assert oms.get(f"/receipts/{taken['id']}")["state"] == "open"
    work = send.receiver.post("/work", {"kind": "receive", "scan": "D-1"})
    assert (work["number"], work["progress"]) == (f"R-{int(taken['id']):06d}", {"done": 0, "total": 13})
    send(work["id"], "LOC-DOCK-1", "TOTE-1", build.MUG_CASE, "CMD-SHORT-DAMAGED-2", "WHY-one is wet")
    done = send(work["id"], "CMD-CLOSE", "WHY-SHORT-SENT")
    assert (done["code"], done["work"]["state"]) == ("receive.done", "done")
    state = oms.get("/receipts", state="done")["receipts"][0]
    assert [(line["sku"], line["expected"], line["counted"], line["damaged"]) for line in state["lines"]] == [
        ("MUG", 12, 10, 2), ("LAMP", 1, 0, 0),
    ]  # fmt: skip
    table = oms.send("GET", f"/receipts/{taken['id']}/report.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["counted"], row["damaged_because"], row["reason"]) for row in rows] == [
        ("10", "one is wet", "station.why_short_sent"), ("0", "", "station.why_short_sent"),
    ]  # fmt: skip
    assert oms.send("GET", f"/receipts/{taken['id']}/report.pdf").data.startswith(b"%PDF-")
    assert oms.refused("GET", "/receipts/999999") == (404, "receipt.not_found")


def test_a_blind_receipt_and_a_pallet_are_made_at_the_dock(send):
    receiver = send.receiver
    made = receiver.post("/receipts/blind", {"supplier": "ACME", "number": "４７"}, 201)
    assert (made["number"], made["blind"]) == ("47", True)
    nameless = {"supplier": " ", "number": "47"}
    assert receiver.refused("POST", "/receipts/blind", nameless) == (422, "receipt.name_missing")
    (sscc,) = receiver.post("/pallets", {}, 201)["pallets"]
    for form, begins in (("pdf", b"%PDF-"), ("zpl", b"^XA")):
        assert receiver.send("GET", f"/pallets/{sscc}/label.{form}").data.lstrip().startswith(begins)
    work = receiver.post("/work", {"kind": "receive", "scan": made["work"]})
    assert send(work["id"], "LOC-DOCK-1", sscc, MUG, "CMD-CLOSE")["code"] == "receive.done"
    assert receiver.refused("GET", "/pallets/095213210000000017/label.pdf") == (404, "label.unknown")


def test_an_unknown_code_is_proposed_for_goods_of_the_delivery(send, supervisor):
    supervisor.post("/receipts", delivery(("MUG", 12), ("LAMP", 1)), 207)
    work = send.receiver.post("/work", {"kind": "receive", "scan": "D-1"})
    refused = send(work["id"], "LOC-DOCK-1", "TOTE-1", "5901234123457")
    assert refused["code"] == "scan.unknown"
    body = {"scan": refused["id"], "units": 6}
    assert send.receiver.refused("POST", "/barcodes/proposals", body) == (409, "barcode.not_at_bin")
    proposal = send.receiver.post("/barcodes/proposals", body | {"sku": "LAMP"}, 201)
    assert (proposal["sku"], proposal["units"]) == ("LAMP", 6)


def test_the_desk_lists_deliveries_and_decides_about_other_content(floor, desk, warehouse, supervisor):
    (taken,) = supervisor.post("/receipts", delivery(("MUG", 12)), 207)
    supervisor.post("/receipts", delivery(("MUG", 24)), 207)
    listed = desk.see("/desk/receipts?state=decide")
    assert "ACME" in listed
    path = f"/desk/receipts/{taken['id']}"
    assert f"{path}/decide" in desk.see(path)
    assert desk.send(f"{path}/decide", decision="take").status_code == 303
    assert ">24<" in desk.see(path)
    assert "ACME" not in desk.see("/desk/receipts?state=decide")
    assert b"ACME" in desk.client.get("/desk/receipts.csv").data
