"""Whoever has no mouse, in the dialogs of the stations: number pads, the camera, the photo of damaged goods and the
driver's signature."""

import io
from contextlib import closing, contextmanager

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.people import claim, release_wave
from tests.browser.test_keyboard import unreached
from tests.client import Handheld


@pytest.fixture
def picker(already_in):
    release_wave(already_in("9001", 1280, 800), orders=1)
    picker = already_in("1001", 360, 640)
    claim(picker)
    return picker


@pytest.fixture
def dispatcher(already_in, server):
    """Before a load that lacks nothing but the driver's signature."""
    release_wave(already_in("9001", 1280, 800), orders=1)
    with hands(server, "1001") as picker:
        picker.work_through(picker.next_work("pick"))
        tote = picker.answers[0]["sent"]["body"]["scan"]
    with hands(server, "2001") as packer:
        packer.work_through(packer.open_work("pack", scan=tote))
    with hands(server, "3001") as loader:
        carrier = next(each["code"] for each in loader.get("/carriers")["carriers"] if each["waiting"])
        load = loader.work_through(loader.open_work("load", carrier=carrier, dock="LOC-DOCK-1"))
    dispatcher = already_in("3001", 360, 640)
    dispatcher.go(f"/load?work={load['id']}")
    dispatcher.asked("station.handover")
    return dispatcher


@contextmanager
def hands(server, badge):
    """Of somebody who needs no screen."""
    with closing(Handheld(server.url, badge, f"47{badge}", badge)) as hand:
        hand.sign_in()
        yield hand


@pytest.fixture(scope="module")
def chromium(chromium):
    """With a window: where there is none, Tab does not come round behind the last field."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


def go_to(page, what):
    """By Tab alone."""
    for _press in range(60):
        if what.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {what}")


def press(someone, code):
    button = someone.page.get_by_role("button", name=someone.says(code), exact=True)
    expect(button).to_be_visible()
    go_to(someone.page, button)
    someone.page.keyboard.press("Enter")


def leaves(someone):
    """All of the dialog is reached, and Escape leaves it to the scan line."""
    sheet = someone.page.locator("#sheet")
    expect(sheet).to_be_visible()
    assert unreached(someone.page) == []
    someone.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    someone.ready()


def test_number_pads_are_filled_and_left(picker):
    picker.scan("TOTE-0051")
    picker.asked("station.go_to")
    press(picker, "station.check_digits")
    leaves(picker)
    picker.scan("LOC-01-02-A")
    picker.asked("station.pick", "3")
    picker.scan("5012345678900")
    picker.settled()
    press(picker, "station.quantity")
    leaves(picker)
    press(picker, "station.quantity")
    pad = picker.page.locator("#sheet .pad")
    expect(pad).to_be_visible()
    go_to(picker.page, pad.get_by_role("button", name="2", exact=True))
    picker.page.keyboard.press("Enter")
    go_to(picker.page, pad.locator(".primary"))
    picker.page.keyboard.press("Enter")
    expect(picker.stage.locator(".many")).to_contain_text("1")


def test_the_camera_is_opened_and_left(picker):
    """Here it is none, and a photo is offered instead."""
    camera = picker.page.locator("[data-camera]")
    go_to(picker.page, camera)
    picker.page.keyboard.press("Enter")
    expect(picker.page.locator("#sheet .camera input")).to_be_attached()
    with picker.page.expect_file_chooser():
        go_to(picker.page, picker.page.locator("#sheet .camera input"))
        picker.page.keyboard.press("Enter")
    leaves(picker)


def test_damaged_goods_are_told_counted_and_photographed(picker):
    picker.scan("TOTE-0051")
    picker.asked("station.go_to")
    picker.scan("LOC-01-02-A")
    picker.asked("station.pick", "3")
    picker.settled()  # the answer draws the step anew, and would close the sheet
    pad = picker.page.locator("#sheet .pad")
    press(picker, "page.other")
    press(picker, "station.damaged")
    expect(pad).to_be_visible()
    leaves(picker)
    press(picker, "page.other")
    press(picker, "station.damaged")
    go_to(picker.page, pad.get_by_role("button", name="1", exact=True))
    picker.page.keyboard.press("Enter")
    go_to(picker.page, pad.locator(".primary"))
    picker.page.keyboard.press("Enter")
    expect(picker.verdict).to_be_visible()
    photo = picker.verdict.get_by_role("button", name=picker.says("station.photo"))
    with picker.page.expect_file_chooser() as chosen:
        go_to(picker.page, photo)
        picker.page.keyboard.press("Enter")
    made = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(made, "JPEG")
    chosen.value.set_files({"name": "torn.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()})
    expect(picker.verdict).to_contain_text(picker.says("station.photo_kept"))
    picker.page.keyboard.press("Escape")
    expect(picker.verdict).to_be_hidden()


def test_the_driver_signs_with_the_arrows(dispatcher):
    page = dispatcher.page
    expect(page.locator("canvas.signature")).to_be_visible()
    assert unreached(page) == []
    for field, text in (("#driver", "Dan Driver"), ("#plate", "AB12 CDE")):
        go_to(page, page.locator(field))
        page.keyboard.type(text)
    hand_over = page.get_by_role("button", name=dispatcher.says("station.hand_over"))
    expect(hand_over).to_be_disabled()
    go_to(page, page.locator("canvas.signature"))
    for key in ("Right", "Up", "Right", "Down", "Right"):
        page.keyboard.press(f"Arrow{key}")
    expect(hand_over).to_be_enabled()
    press(dispatcher, "station.sign_again")
    expect(hand_over).to_be_disabled()
    go_to(page, page.locator("canvas.signature"))
    page.keyboard.press("ArrowLeft")
    press(dispatcher, "station.hand_over")
    dispatcher.finished()
    expect(page.get_by_role("link", name=dispatcher.says("station.manifest_pdf"))).to_be_visible()
