"""A receipt in somebody's hands, as supervisors see it."""

from uuid import uuid4

from tests import build
from tests.receiving.conftest import delivery


def test_board_and_desk_show_who_receives_what_and_who_calls(desk, sign_in, supervisor):
    supervisor.post("/receipts", delivery(("MUG", 12), ("MILK", 2)), 207)
    receiver = sign_in("receiver")
    work = receiver.post("/work", {"kind": "receive", "scan": "D-1"})
    for scan in ("LOC-DOCK-1", "TOTE-1", build.GTIN["MUG"], build.GTIN["MILK"], "CMD-HELP"):
        receiver.post(f"/work/{work['id']}/scans", {"id": str(uuid4()), "scan": scan})
    assert "Receiver" in desk.panels()["people"]["html"]
    page = desk.see(f"/desk/work/{work['id']}")
    assert work["number"] in page
    assert "The milk" in page
    assert work["number"] in desk.see("/desk")
    assert "DOCK-1" in desk.see(f"/desk/receipts/{work['id']}")
