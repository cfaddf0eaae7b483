"""An unknown code at the bin: the picker proposes it, the supervisor hears of it and decides, the next scan counts."""

from playwright.sync_api import expect

from tests.browser.people import release_wave
from tests.browser.test_states import faults

NEW, MISREAD = "5901234123457", "5901234123458"


def test_a_picker_proposes_an_unknown_code_and_scans_it_once_it_was_approved(already_in):
    supervisor, picker = already_in("9001", 1024, 768), already_in("1001", 360, 640)
    release_wave(supervisor, orders=1)
    supervisor.go("/board")
    expect(supervisor.page.locator("#contact")).to_have_attribute("data-state", "live")
    at_the_mugs(picker)
    propose(picker, MISREAD, "2")
    expect(picker.verdict).to_contain_text("check digit")
    assert "422" in picker.complaints.pop()  # the browser's own note of the refusal
    propose(picker, NEW, "2", look=True)
    expect(picker.verdict).to_contain_text(picker.says("station.proposed"))
    picker.verdict.click()
    picker.asked("station.pick", "3")  # nothing was counted
    waiting = supervisor.page.locator('.counts a[href="/desk/barcodes"]')
    expect(waiting).to_contain_text("1")  # pushed, not loaded again
    waiting.click()
    proposed = supervisor.page.locator("#proposed")
    for text in (NEW, "MUG", "01-02-A", "Ada"):
        expect(proposed).to_contain_text(text)
    supervisor.press("board.approve")
    expect(supervisor.page.locator("#history")).to_contain_text(NEW)
    picker.scan(NEW)
    expect(picker.stage.locator(".many span")).to_have_text("1")  # two of the three are in it


def propose(picker, code, units, look=False):
    picker.scan(code)
    picker.press("station.propose")
    if look:
        assert list(faults(picker)) == []
    picker.key_in(units)


def at_the_mugs(picker):
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.take_tote")
    picker.scan("TOTE-0007")
    picker.asked("station.go_to", "01-02-A")
    picker.scan("LOC-01-02-A")
    picker.asked("station.pick", "3")
