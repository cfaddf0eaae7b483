"""A delivery from its first scan to its close, on a handheld."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_states import faults

DELIVERIES = Path(__file__).parent / "deliveries"
MUG, CASE, LAMP = "5012345678900", "15012345678907", "4006381333931"


@pytest.fixture
def receiver(server, already_in):
    server.command("load", DELIVERIES)
    return already_in("1001", 360, 640)


def good(someone):
    """Every state serves gloves and tired eyes."""
    someone.settled()
    assert list(faults(someone)) == []


def test_a_delivery_is_received_from_its_first_scan_to_its_close(receiver, server):
    receiver.page.goto("/receive")
    receiver.asked("station.start_receive", "Meadow & Sons", "DN-7")
    good(receiver)
    receiver.scan("dn-7")
    receiver.asked("station.stands_where")
    receiver.scan("LOC-DOCK-1")
    receiver.asked("station.into_what")
    receiver.scan("TOTE-0001")
    receiver.asked("station.scan_what_came", "34")
    receiver.scan(CASE)
    receiver.asked("station.scan_what_came", "12", "Enamel mug white")
    good(receiver)
    receiver.press("station.quantity")
    receiver.key_in("22")
    receiver.asked("station.scan_what_came", "22")
    receiver.press("page.other")
    receiver.press("station.damaged")
    receiver.key_in("2")
    receiver.asked("station.why_damaged", "Enamel mug white")
    good(receiver)
    receiver.press("station.why_wet")
    expect(receiver.verdict).to_contain_text("put aside: wet")
    receiver.press("station.understood")
    receiver.scan("9521321000025")
    receiver.asked("station.scan_lot", "Milk long-life")
    receiver.scan("LOT-M7")
    receiver.asked("station.which_expiry", "Milk long-life")
    good(receiver)
    receiver.page.locator("#expiry").fill("2020-01-31")
    receiver.press("station.enter")
    expect(receiver.verdict).to_contain_text("expired on 2020")
    receiver.verdict.click()
    receiver.page.locator("#expiry").fill("2030-01-31")
    receiver.press("station.enter")
    receiver.asked("station.scan_what_came", "Milk long-life")
    receiver.scan(LAMP)
    expect(receiver.verdict).to_contain_text(receiver.says("station.head_not_announced"))
    receiver.press("station.take_it")
    receiver.asked("station.scan_what_came", "Desk lamp green")
    receiver.press("page.other")
    receiver.press("station.end_receipt")
    receiver.asked("station.why_differs")
    good(receiver)
    receiver.press("station.why_short_sent")
    receiver.finished()
    server.command("check")  # fails where anything is off
