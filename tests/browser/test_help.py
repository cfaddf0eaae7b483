"""Somebody on the floor calls: the board rings, shows their screen, and a supervisor sees to it from there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import release_wave

MUG, TIN = "5012345678900", "2030289361262"
# counts what would be heard
MICROPHONE = """
    window.heard = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.heard += 1; return start.apply(this, when); };
"""


@pytest.fixture
def board(already_in):
    supervisor = already_in("9001", 1920, 1080)
    release_wave(supervisor, orders=3)
    supervisor.page.add_init_script(MICROPHONE)
    supervisor.go("/board")
    expect(supervisor.page.locator("#contact")).to_have_attribute("data-state", "live")
    return supervisor


@pytest.fixture
def picker(already_in, board):
    """At the first bin, with one mug of three in the tote, and calling."""
    picker = already_in("1001", 360, 640)
    picker.go("/pick")
    picker.press("station.next_pick")
    for code in ("TOTE-0031", "LOC-01-02-A", MUG):
        picker.scan(code)
    expect(picker.stage.locator(".many span")).to_have_text("2")
    return picker


def call(picker, board):
    picker.settled()
    picker.press("page.other")
    picker.press("station.help")
    card = board.page.locator(".call")
    expect(card).to_be_visible()
    return card


def test_the_board_shows_the_picker_s_screen_and_rings_after_a_tap(board, picker):
    card = call(picker, board)
    expect(card).to_contain_text("Ada")
    expect(card).to_contain_text("2 × MUG")  # what is still to be picked
    expect(card).to_contain_text("1 of 3")  # and the last verdict
    expect(board.page.locator("#bell")).to_have_class(re.compile("ringing"))
    assert board.page.title().startswith("(1)")
    assert board.page.evaluate("window.heard") == 0  # a browser is silent until somebody has tapped
    board.page.locator("#bell").click()
    expect(board.page.locator("#bell")).to_have_attribute("aria-pressed", "true")
    board.page.wait_for_function("() => window.heard > 0")
    card.get_by_role("button", name=board.says("board.solved")).click()
    expect(card).to_have_count(0)
    expect(board.page.locator("#bell")).not_to_have_class(re.compile("ringing"))
    picker.verdict.click()  # it said that the supervisor is called
    call(picker, board)
    board.page.wait_for_function(
        "() => window.heard > 0"
    )  # on a page loaded anew, and with no other tap on the bell


def test_a_short_is_approved_from_the_board_and_the_picker_goes_on(board, picker):
    card = call(picker, board)
    board.lose_network()
    said = []
    board.page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    card.get_by_role("button", name=board.says("help.let_go")).click()
    assert said == [board.says("station.needs_network")]
    board.find_network()
    card.get_by_role("button", name=board.says("help.let_go")).click()
    picker.asked("station.go_to", "01-04-B")  # nobody touched the handheld
    expect(board.page.locator(".waves .figures")).to_contain_text("short")


def test_other_goods_are_sent_and_the_picker_is_led_to_them(board, picker):
    card = call(picker, board)
    card.get_by_role("link", name=board.says("help.substitute")).click()
    board.page.locator('[name="other"]').fill("TIN")
    board.press("help.substitute")
    picker.asked("station.go_to", "01-04-B")  # the lamp that was ordered, too
    picker.scan("LOC-01-04-B")
    picker.scan("4006381333931")
    picker.asked("station.go_to", "02-01-A")
    picker.scan("LOC-02-01-A")
    picker.asked("station.pick", "2", "Tea tin large")


def test_the_work_is_given_to_somebody_else(board, picker):
    card = call(picker, board)
    card.get_by_role("link", name=board.says("help.reassign")).click()
    board.page.locator('select[name="person"]').select_option(label="Hui")
    board.press("desk.reassign")
    expect(board.page.locator(".facts")).to_contain_text("Hui")
    expect(picker.verdict.locator(".verdict-text")).to_contain_text("Hui")  # without a scan
