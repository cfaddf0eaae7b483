"""A picker by keyboard and scanner alone: the round at one tap, damaged goods, and what the desk changes meanwhile."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.browser.people import release_wave
from tests.browser.walk import tell

MUG = "5012345678900"


def test_a_picker_sees_the_round_sorts_damaged_goods_out_and_hears_of_a_hold(already_in):
    boss, ada = already_in("9001", 1280, 800), already_in("1001", 360, 640)
    release_wave(boss, orders=1)
    ada.go("/pick")
    ada.press("station.next_pick")
    ada.scan("TOTE-0041")
    ada.asked("station.go_to", "3 × Enamel mug white")
    ada.settled()
    page = ada.page
    page.locator("#progress button").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.round [aria-current="step"]')).to_contain_text("01-02-A")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    ada.scan("LOC-01-02-A")
    ada.asked("station.pick", "01-02-A")
    ada.settled()  # else that scan would be refused to tell of the hold
    tell(boss, "/desk/orders/1/hold", reason="the customer calls back")
    expect(ada.verdict).to_contain_text(ada.says("station.head_held"))  # without a scan
    with page.expect_response("**/heard"):
        page.get_by_role("button", name=ada.says("station.understood")).press("Enter")
    expect(ada.verdict).to_be_hidden()
    ada.press("page.other")
    ada.press("station.damaged")
    ada.key_in("1")
    expect(ada.verdict).to_contain_text("1 × Enamel mug white damaged: put it on the problem shelf.")
    with page.expect_file_chooser() as choosing:
        ada.press("station.photo")
    broken = io.BytesIO()
    Image.new("RGB", (2400, 1200), "brown").save(broken, "JPEG")
    choosing.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": broken.getvalue()})
    expect(ada.verdict).to_contain_text(ada.says("station.photo_kept"))
    page.keyboard.press("Escape")
    ada.asked("station.pick", "2")
    ada.scan(MUG)
    ada.settled()
    ada.press("station.quantity")
    page.get_by_role("button", name=ada.says("station.all_of_them").format(count=2)).press("Enter")
    expect(ada.stage.locator(".many span, .place").first).not_to_have_text("1")
    boss.go("/desk/work/1")
    expect(boss.page.locator("img.photo")).to_have_js_property("naturalWidth", 1600)
