"""A device is tested with codes whose content is known, says what to change, and is read as it was saved."""

import pytest
from playwright.sync_api import expect

from floor.devices.self_test_pages import CODES
from tests.browser.people import Someone, release_wave, screen
from tests.browser.test_states import faults

TEXT = {code.name: code.text for code in CODES}
GS = "\x1d"


@pytest.fixture
def tester(chromium, server):
    """Somebody who has not signed in, before the page."""
    someone = Someone(screen(chromium, server.url, 360, 640, keeps_pages=False))
    someone.page.goto("/selftest")
    expect(someone.page.locator("#next")).to_contain_text("1")
    yield someone
    someone.context.close()
    assert someone.complaints == []


def scan(page, text, end="Enter"):
    """As a scanner app writes: one `input` event and no key, then perhaps a key."""
    page.locator("#line").focus()
    page.keyboard.insert_text(text)
    if end:
        page.keyboard.press(end)


def said(someone, *codes):
    for code in codes:
        expect(someone.page.locator("#result .findings")).to_contain_text(
            someone.says(f"selftest.is_{code}").split("{")[0]
        )


def test_every_kind_of_trouble_is_named_and_the_raw_characters_are_shown(tester):
    assert list(faults(tester)) == []
    scan(tester.page, 'zyZYß-Ö?/aqwmö"09')
    expect(tester.page.locator("#result")).to_contain_text("German")
    assert list(faults(tester)) == []
    scan(tester.page, TEXT["ean"][:-1])
    said(tester, "no_check_digit")
    expect(tester.page.locator("#changes")).to_contain_text("German")  # not forgotten with the next scan
    scan(tester.page, TEXT["gs1"].replace(GS, ""))
    said(tester, "gs_lost", "end_enter")
    scan(tester.page, TEXT["gs1"], end="Tab")
    said(tester, "gs_ok", "end_tab")
    gs = tester.page.locator("#raw li.control")
    expect(gs).to_contain_text("GS")
    expect(gs).to_contain_text("U+001D")
    scan(tester.page, TEXT["upc"], end="")
    said(tester, "end_pause")
    scan(tester.page, "something else")
    said(tester, "no_test_code")


def test_gs_from_a_scanner_of_keys_and_a_chinese_input_method_are_noticed(tester):
    tester.page.locator("#line").focus()
    left, right = TEXT["gs1"].split(GS)
    tester.page.keyboard.type(left, delay=1)
    tester.page.keyboard.press("Control+]")
    tester.page.keyboard.type(right, delay=1)
    tester.page.keyboard.press("Enter")
    said(tester, "gs_ok")
    expect(tester.page.locator("#raw li")).to_have_count(len(TEXT["gs1"]))
    expect(tester.page.locator("#raw li").nth(1)).to_contain_text("ms")
    session = tester.context.new_cdp_session(tester.page)
    tester.page.locator("#line").focus()
    session.send("Input.imeSetComposition", {"text": TEXT["ean"], "selectionStart": 13, "selectionEnd": 13})
    session.send("Input.insertText", {"text": TEXT["ean"]})
    tester.page.keyboard.press("Enter")
    said(tester, "composed")


def test_a_saved_profile_makes_the_next_scan_right_at_the_trigger_and_at_the_server(already_in):
    supervisor, picker = already_in("9001", 1024, 768), already_in("1001", 360, 640)
    release_wave(supervisor, orders=1)
    picker.go("/selftest")
    for name in ("keys", "ean", "gs1"):
        scan(picker.page, f"*{TEXT[name].replace(GS, '~')}#")
        expect(picker.page.locator(f'[data-code="{name}"] .code-state')).to_have_text(
            picker.says("selftest.ok")
        )
    picker.press("selftest.save")
    expect(picker.page.locator("#saved")).to_have_text(picker.says("selftest.saved"))
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.take_tote")
    picker.scan("*TOTE-0007#")
    picker.asked("station.go_to", "01-02-A")
    picker.settled()
    picker.lose_network()
    picker.scan("*LOC-01-02-A#")
    picker.asked("station.pick", "3")  # green without asking anybody
    picker.find_network()
    picker.settled()
    picker.asked("station.pick", "3")
    # what no scan can tell is said by a tap, and leaves all else as it was saved
    expect(picker.page.locator("body[data-full-ascii]")).to_have_count(0)
    picker.go("/selftest")
    assert list(faults(picker)) == []
    picker.page.get_by_label(picker.says("selftest.full_ascii")).check()
    expect(picker.page.locator("#form-saved")).to_have_text(picker.says("selftest.saved"))
    picker.go("/pick")
    expect(picker.page.locator("body[data-full-ascii][data-prefix='*'][data-suffix='#']")).to_have_count(1)
    picker.go("/selftest")
    expect(picker.page.get_by_label(picker.says("selftest.full_ascii"))).to_be_checked()
