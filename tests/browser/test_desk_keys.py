"""The desk's lists without a mouse: j and k walk, x ticks, o opens, / searches and ? tells all that. A scan is
none of these keys."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_board import BURST

ROWS, HELP = ".list tbody tr", "#keys"
LONGER_THAN_A_SCAN = 200  # ms


@pytest.fixture
def clerk(already_in):
    clerk = already_in("9001", 1280, 800)
    clerk.go("/desk/orders")
    return clerk


def press(clerk, *keys):
    for key in keys:
        clerk.page.wait_for_timeout(LONGER_THAN_A_SCAN)
        clerk.page.keyboard.press(key)
    clerk.page.wait_for_timeout(LONGER_THAN_A_SCAN)


def has_keys(clerk, nth):
    assert clerk.page.evaluate(
        "at => document.querySelectorAll('.list tbody tr')[at].contains(document.activeElement)", nth
    )


def test_j_and_k_walk_x_ticks_and_o_opens(clerk):
    rows = clerk.page.locator(ROWS)
    press(clerk, "j", "j", "j", "k")
    has_keys(clerk, 1)
    press(clerk, "x")
    expect(rows.nth(1).locator(".tick input")).to_be_checked()
    expect(clerk.page.locator('#together [value="hold"]')).to_be_enabled()
    press(clerk, "j", "x", "x")
    expect(rows.nth(2).locator(".tick input")).not_to_be_checked()
    press(clerk, "k", "k", "k", "k")
    has_keys(clerk, 0)  # and stays at the first
    number = rows.nth(0).locator("a").inner_text()
    press(clerk, "o")
    expect(clerk.page.locator(".desk h1")).to_contain_text(number)


def test_enter_on_a_tick_opens_the_row_and_decides_nothing(clerk):
    tick = clerk.page.locator(f"{ROWS} .tick input").first
    tick.check()
    tick.focus()
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**/desk/orders/*")
    expect(clerk.page.locator(".facts").first).to_be_visible()


def test_a_scan_is_searched_for_also_from_a_button_and_ticks_nothing(clerk):
    press(clerk, "j")
    clerk.page.locator(f"{ROWS} .tick input").first.check()
    hold = clerk.page.locator('#together [value="hold"]')
    hold.focus()
    clerk.page.evaluate(BURST, "xo?-JKX")
    clerk.page.wait_for_url("**/desk/search?q=xo*")
    expect(clerk.page.locator(".none")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_keys_are_told_in_each_language(clerk, language):
    clerk.page.locator(f'#languages [value="{language}"]').click()
    expect(clerk.page.locator("html")).to_have_attribute("lang", language)
    clerk.language = language
    press(clerk, "?")
    keys = clerk.page.locator(HELP)
    for code in ("next", "previous", "tick", "open", "search", "help", "close"):
        expect(keys).to_contain_text(clerk.says(f"list.key_{code}"))
    press(clerk, "Escape")
    expect(keys).to_be_hidden()
    press(clerk, "/")
    expect(clerk.page.locator("#search input")).to_be_focused()
    clerk.page.keyboard.type("j?")
    expect(clerk.page.locator("#search input")).to_have_value("j?")
    expect(keys).to_be_hidden()


def test_a_tap_on_the_gear_before_the_scripts_have_come_is_kept_for_them(clerk):
    held = []
    clerk.page.route("**/shared/page.js", lambda route: held.append(route))
    clerk.page.goto("/desk/people", wait_until="commit")
    clerk.page.locator("#open-settings").click()
    expect(clerk.page.locator("#settings")).to_be_hidden()
    held.pop().continue_()
    expect(clerk.page.locator("#settings")).to_be_visible()
    clerk.page.locator("#open-settings").click()
    expect(clerk.page.locator("#settings")).to_be_hidden()
