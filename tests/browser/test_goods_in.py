"""Goods from the truck to the customer: received, put away, counted blind by two people who find more than the book
says, promised to the order that waits for them, picked, packed and handed over."""

import re

from playwright.sync_api import expect

from tests.browser.people import Someone, claim, make_wave, tell_api
from tests.browser.test_one_order import load, sign, sscc_of

TIN = "2030289361262"
ON_HAND, DELIVERED, FOUND, WAITED_FOR = 40, 10, 52, 52
TIN_G, BOX_G = 150, 210


def test_a_truck_brings_what_an_order_waits_for(enter, server):
    sam, ada, bao = enter("9001", 1280, 800), enter("1001", 360, 640), enter("1002", 360, 640)
    number = an_order_waits(sam)
    receive(ada)
    put_away(ada)
    status(sam, number, "ready")  # 50 are there, 52 are wanted
    count(sam, ada, bao)
    status(sam, number, "allocated")
    ship(sam, ada)
    status(sam, number, "handed_over")
    assert server.command("check").strip() == "everything adds up"


# --- the desk


def an_order_waits(sam: Someone) -> str:
    """A new order that all of the stock cannot serve; a wave finds that out."""
    tell_api(sam, "/orders", [{
        "channel": "webshop", "number": "900", "paid": True, "priority": "urgent",
        "ship_to": {"name": "林 美玲", "street": "1 High Street", "city": "Bristol", "postcode": "BS1 5TR",
                    "country": "GB"},
        "lines": [{"sku": "TIN", "quantity": WAITED_FOR}],
    }])  # fmt: skip
    make_wave(sam, orders=1)  # which finds that out
    status(sam, "900", "ready")
    tell_api(sam, "/receipts", {
        "supplier": "ACME", "number": "ASN-1", "lines": [{"sku": "TIN", "quantity": DELIVERED}],
    })  # fmt: skip
    return "900"


def status(sam: Someone, number: str, wanted: str) -> None:
    sam.go(f"/desk/orders?number={number}")
    expect(sam.page.locator("table.list")).to_contain_text(sam.says(f"desk.status_{wanted}"))


# --- the floor


def receive(ada: Someone) -> None:
    ada.go("/receive")
    ada.stage.get_by_role("button", name=re.compile("^ACME")).click()
    ada.asked("station.stands_where")
    goes_on(ada, "LOC-DOCK-1", "TOTE-IN-1", TIN)
    ada.asked("station.scan_what_came", "1")
    goes_on(ada, f"CMD-QTY-{DELIVERED}")
    ada.asked("station.close_receipt")
    ada.press("station.close_receipt_button")
    ada.finished()


def goes_on(someone: Someone, *scans: str) -> None:
    """Each of them is right."""
    for scan in scans:
        someone.scan(scan)
        someone.settled()


def put_away(ada: Someone) -> None:
    ada.go("/putaway")
    goes_on(ada, "TOTE-IN-1", TIN, f"CMD-QTY-{DELIVERED}")
    ada.asked("station.put_into_bin", "02-01-A")  # where the same goods lie
    ada.scan("LOC-02-01-A")
    ada.finished()


def count(sam: Someone, *counters: Someone) -> None:
    """Nothing tells them how many there should be: each finds two more than the book says, and Sam decides."""
    tell_api(sam, "/counts/tasks", {"place": "02-01-A"})
    for who in counters:
        who.go("/count")
        who.press("station.next_count")
        who.asked("station.count_bin", "02-01-A")
        goes_on(who, "LOC-02-01-A", TIN)
        expect(who.page.locator("main")).not_to_contain_text(str(ON_HAND + DELIVERED))
        goes_on(who, f"CMD-QTY-{FOUND}")
        who.asked("station.count_all", str(FOUND))
        who.press("station.all_counted")
        who.finished()
    sam.go("/desk/counts")
    sam.page.get_by_role("link", name="02-01-A").first.click()
    sam.page.get_by_role("button", name=re.compile(f"^{sam.says('count.take_first')}")).click()
    expect(sam.page.get_by_role("heading", name=sam.says("count.title"))).to_be_visible()


def ship(sam: Someone, ada: Someone) -> None:
    make_wave(sam, orders=1)
    claim(ada)
    goes_on(ada, "TOTE-OUT-1", "LOC-02-01-A", TIN, f"CMD-QTY-{WAITED_FOR}")
    ada.scan("LOC-PACK-1")
    ada.finished()
    sam.go("/pack")
    goes_on(sam, "TOTE-OUT-1", "CTN-BOX-M", TIN, f"CMD-QTY-{WAITED_FOR}")
    sam.key_in(str(WAITED_FOR * TIN_G + BOX_G))
    sam.settled()
    sam.press("station.close_parcel_button")
    sscc = sscc_of(sam)
    sam.scan(f"00{sscc}")
    sam.finished()
    load(sam, sscc)
    sam.settled()
    sam.press("station.close_load_button")
    sam.asked("station.handover")
    sam.settled()
    sign(sam)
    sam.press("station.hand_over")
    sam.finished()
