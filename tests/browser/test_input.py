"""What comes out of scanners, in all the ways in which they write it, and where it lands."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import HAND, release_wave

MUG, LAMP, TIN = "5012345678900", "4006381333931", "2030289361262"
LINE = "#scan-form input"


@pytest.fixture
def ada(already_in):
    """A picker with three mugs and a lamp to pick."""
    release_wave(already_in("9001", 1920, 1080), orders=1)
    ada = already_in("1001", 360, 640)
    ada.go("/pick")
    ada.press("station.next_pick")
    ada.asked("station.take_tote")
    ada.sent = []
    ada.page.on("request", lambda request: ada.sent.extend(scans_in(request)))
    return ada


def scans_in(request):
    if not request.url.endswith("/scans"):
        return []
    body = request.post_data_json
    return [(each["scan"], each["source"]) for each in (body if isinstance(body, list) else [body])]


def left(ada, units):
    expect(ada.stage.locator(".many span")).to_have_text(str(units))


def test_a_scan_arrives_however_the_device_writes_it(ada):
    page, keys = ada.page, ada.page.keyboard
    ada.ready()
    assert page.locator(LINE).evaluate("line => line.inputMode") == "none"  # the soft keyboard stays shut
    keys.insert_text("TOTE-0007")  # a scanner app, with Enter
    keys.press("Enter")
    ada.asked("station.go_to", "01-02-A")
    keys.insert_text("LOC-01-02-A\t")  # with Tab as a character
    left(ada, 3)
    hand(page)
    keys.insert_text(f"\x02{MUG}")  # with a prefix, and nothing at the end but a pause
    left(ada, 2)
    hand(page)
    keys.insert_text("".join(chr(ord(digit) + 0xFEE0) for digit in MUG))  # a Chinese keyboard, full width
    left(ada, 1)
    hand(page)
    compose(page, MUG)  # the same in a composition that Enter ends
    ada.asked("station.go_to", "01-04-B")
    ada.press_keys = keys.type("LOC-01-04-B")  # a wedge: key by key, then Tab
    keys.press("Tab")
    ada.asked("station.pick", "Desk lamp green")
    keys.insert_text(f"]E0{LAMP}")  # it says what kind of symbol it saw
    keys.press("Enter")
    ada.asked("station.set_down")
    ada.settled()
    expect(page.locator(LINE)).to_have_value("")
    assert [scan for scan, _source in ada.sent] == [
        "TOTE-0007", "LOC-01-02-A", MUG, "５０１２３４５６７８９００", MUG, "LOC-01-04-B", f"]E0{LAMP}",
    ]  # fmt: skip


def hand(page):
    """The next unit is brought before the scanner."""
    page.wait_for_timeout(HAND)


def compose(page, text):
    """As an input method does: the text grows in a composition, then it is taken over."""
    cdp = page.context.new_cdp_session(page)
    for end in range(1, len(text) + 1):
        cdp.send("Input.imeSetComposition", {"text": text[:end], "selectionStart": end, "selectionEnd": end})
    cdp.send("Input.insertText", {"text": text})
    cdp.detach()


def test_the_keys_come_back_to_the_line_and_are_not_taken_from_who_types(ada):
    page, line = ada.page, ada.page.locator(LINE)
    ada.ready()
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("() => { document.activeElement.blur(); alert('asleep'); }")
    expect(line).to_be_focused()
    other = ada.context.new_page()
    other.bring_to_front()
    page.bring_to_front()
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(line).to_be_focused()
    other.close()
    # a sheet is tapped open: a scanner app's text still finds the line, and closes the sheet
    page.locator("#more").click()
    expect(page.locator("#sheet")).to_be_visible()
    page.keyboard.insert_text("TOTE-0007")
    ada.asked("station.go_to", "01-02-A")
    expect(page.locator("#sheet")).to_be_hidden()
    # somebody types into a field: hints and answers do not take it from them
    page.evaluate("""() => {
      const field = document.createElement('input');
      field.id = 'field';
      document.querySelector('main').append(field);
      field.focus();
    }""")
    page.keyboard.type("slowly")
    page.evaluate(
        "() => { window.dispatchEvent(new Event('focus')); document.dispatchEvent(new Event('visibilitychange')); }"
    )
    page.keyboard.type(" typed")
    expect(page.locator("#field")).to_have_value("slowly typed")
    page.locator("#field").evaluate("field => field.blur()")  # nobody else wants the keys
    expect(line).to_be_focused()
    # the soft keyboard opens when it is asked for, and shuts after the text
    page.locator("[data-keyboard]").click()
    assert line.evaluate("line => line.inputMode") == "text"
    page.keyboard.type("LOC-01-02-A", delay=120)
    page.keyboard.press("Enter")
    left(ada, 3)
    assert line.evaluate("line => line.inputMode") == "none"
    assert ada.sent[-1] == ("LOC-01-02-A", "typed")


def pulls(ada, texts, gap, late=0):
    """What a scanner writes, a text every `gap` ms; all of it while the page is busy for `late` ms."""
    ada.ready()
    ada.page.wait_for_timeout(HAND)
    ada.page.locator(LINE).evaluate(
        """async (line, [texts, gap, late]) => {
          const start = performance.now();
          for (const [at, text] of texts.entries()) {
            const pulled = start + at * gap;
            if (late) while (performance.now() < start + late) { /* busy */ }
            else await new Promise((done) => setTimeout(done, pulled - performance.now()));
            line.value = text;
            const input = new InputEvent('input', { bubbles: true, inputType: 'insertText' });
            Object.defineProperty(input, 'timeStamp', { value: pulled });
            line.dispatchEvent(input);
            line.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
          }
        }""",
        [texts, gap, late],
    )


def test_a_unit_read_twice_at_once_is_asked_about_and_counted_by_a_tap(ada):
    ada.scan("TOTE-0007")
    ada.asked("station.go_to", "01-02-A")
    pulls(ada, ["LOC-01-02-A"] * 2, 0)  # a place has no count: nothing to ask
    left(ada, 3)
    expect(ada.verdict).to_be_hidden()
    pulls(ada, [MUG, f"(01)0{MUG}"], 100)  # two more are needed, and still nobody knows
    expect(ada.verdict).to_have_class(re.compile("tone-warn"))
    expect(ada.verdict).to_contain_text("+1?")
    left(ada, 2)
    ada.press("station.not_more")
    expect(ada.verdict).to_be_hidden()
    left(ada, 2)
    pulls(ada, [MUG] * 2, 100)
    ada.press("station.one_more")
    ada.asked("station.go_to", "01-04-B")
    ada.settled()
    assert [scan for scan, _source in ada.sent].count(MUG) == 3
    # two lamps, one asked for: whoever says so is told that it is too many
    ada.scan("LOC-01-04-B")
    ada.asked("station.pick", "Desk lamp green")
    pulls(ada, [LAMP] * 2, 0)
    ada.press("station.one_more")
    expect(ada.verdict).to_have_class(re.compile("tone-bad"))
    expect(ada.page.locator("body")).to_have_attribute("data-waiting", "0")
    assert [scan for scan, _source in ada.sent].count(LAMP) == 2
    # a wrong code read twice is one mistake
    ada.verdict.click()
    pulls(ada, [TIN] * 2, 0)
    expect(ada.verdict).to_have_class(re.compile("tone-bad"))
    ada.verdict.click()
    ada.settled()
    assert [scan for scan, _source in ada.sent].count(TIN) == 1


def test_honest_scanning_is_never_asked_about_however_late_a_busy_page_hears_of_it(ada):
    for text in ("TOTE-0007", "LOC-01-02-A"):
        ada.scan(text)
    left(ada, 3)
    pulls(ada, [MUG] * 2, HAND, late=3 * HAND)
    left(ada, 1)
    pulls(ada, [MUG], HAND)
    ada.asked("station.go_to", "01-04-B")
    ada.settled()
    assert [scan for scan, _source in ada.sent].count(MUG) == 3


def test_what_is_scanned_while_an_answer_is_awaited_follows_in_order(ada):
    ada.context.route("**/scans", lambda route: (ada.page.wait_for_timeout(300), route.continue_()))
    scans = ["TOTE-0007", "LOC-01-02-A", MUG, MUG, MUG, "LOC-01-04-B", LAMP, "LOC-PACK-1"]
    for text in scans:
        ada.scan(text)
    ada.finished()
    ada.settled()
    assert [scan for scan, _source in ada.sent] == scans
