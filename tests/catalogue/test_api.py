"""Barcode proposals through the endpoints: who may propose and decide, what is answered, and the lists."""

import pytest

from floor.planning import waves
from tests import build

NEW = "5901234123457"


@pytest.fixture
def refused_scan(app, warehouse, sign_in):
    """The picker, and the id of their last scan: a code that nobody knows, at the bin of the mugs."""
    floor = app.extensions["floor"]
    with floor.database.writing() as session:
        build.order(session, warehouse, {"MUG": 3})
        session.commit()
    floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, None)
    picker = sign_in("picker")
    work = picker.post("/work/next", {"kinds": ["pick"]})
    for at, scan in enumerate(("TOTE-1", "LOC-BIN-1", NEW)):
        answer = picker.post(f"/work/{work['id']}/scans", {"id": f"scan-{at}", "scan": scan})
    assert answer["code"] == "scan.unknown"
    return picker, answer["id"]


def test_a_proposal_goes_from_the_bin_to_the_barcodes_and_out_again(refused_scan, sign_in):
    picker, scan = refused_scan
    proposed = picker.post("/barcodes/proposals", {"scan": scan, "units": 4}, status=201)
    assert (proposed["sku"], proposed["code"], proposed["units"], proposed["place"]) == (
        "MUG",
        NEW,
        4,
        "BIN-1",
    )
    supervisor = sign_in("supervisor")
    assert supervisor.get("/barcodes/proposals", state="proposed") == {"proposals": [proposed], "next": None}
    decided = supervisor.post(
        f"/barcodes/proposals/{proposed['id']}", {"decision": "approve", "note": "seen"}
    )
    assert (decided["state"], decided["decided_by"], decided["note"]) == ("known", "Supervisor", "seen")
    first = supervisor.get("/barcodes", of="sku-mug", limit=1)
    rest = supervisor.get("/barcodes", of="MUG", after=first["next"])
    codes = {each["code"]: each for each in first["barcodes"] + rest["barcodes"]}
    assert set(codes) == {build.GTIN["MUG"], build.MUG_CASE, NEW}
    assert supervisor.get("/barcodes", of=f"0{NEW}")["barcodes"] == [codes[NEW]]
    retired = supervisor.post(f"/barcodes/{codes[NEW]['id']}/retire", {"note": "no"})
    assert (retired["id"], retired["state"], retired["retired_by"]) == (
        proposed["id"],
        "retired",
        "Supervisor",
    )
    assert supervisor.get("/barcodes", of=NEW)["barcodes"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"scan": "scan-9", "units": 1}, 404, "barcode.scan_not_found"),
        ({"scan": "scan-1", "units": 1}, 409, "barcode.scan_again"),
        ({"scan": "scan-2", "units": 0}, 422, "request.invalid"),
        ({"scan": "scan-2", "units": "4"}, 422, "request.invalid"),
        ({"scan": "scan-2"}, 422, "request.invalid"),
    ],
)
def test_an_ill_formed_proposal_says_why(refused_scan, body, status, code):
    picker, _scan = refused_scan
    assert picker.post("/barcodes/proposals", body, status=status)["code"] == code
