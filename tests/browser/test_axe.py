"""What is drawn on the server is held to the same rules: sign-in, start, board, wall and desk, by day and by night."""

from playwright.sync_api import expect

from tests.browser.people import release_wave
from tests.browser.test_states import MEASURE, broken_rules, told_by_colour_alone, too_faint

DESK = (
    "/", "/board", "/desk", "/desk/orders", "/desk/orders/1", "/desk/waves", "/desk/waves/1", "/desk/work/1",
    "/desk/stock?q=MUG", "/desk/low", "/desk/holds", "/desk/adjustments", "/desk/moves", "/desk/trace?q=MUG",
    "/desk/hall", "/desk/goods", "/desk/people", "/desk/labels", "/desk/devices",
)  # fmt: skip

DOT = """() => {
  const dot = Object.assign(document.createElement("i"), { className: "dot" });
  Object.assign(dot.style, { display: "block", width: "9px", height: "9px", background: "var(--bad)" });
  document.querySelector("main").append(dot);
}"""


def test_the_pages_of_the_supervisor_break_no_rule(already_in):
    boss, picker = already_in("9001", 1280, 800), already_in("1001", 360, 640)
    release_wave(boss, orders=3)
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.take_tote")
    picker.scan("LOC-01-02-A")  # a mistake for the board to show
    picker.scan("TOTE-0051")
    picker.press("page.other")
    picker.press("station.help")
    wrong = []
    for path in DESK:
        boss.page.goto(path)
        wrong += [f"{path}: {fault}" for fault in faults(boss.page)]
    boss.page.goto("/board")
    expect(boss.page.locator(".call")).to_be_visible()
    boss.page.set_viewport_size({"width": 1920, "height": 1080})
    boss.press("board.wall")
    expect(boss.page.locator("#time")).not_to_be_empty()
    wrong += [f"wall: {fault}" for fault in faults(boss.page)]
    assert not wrong, "\n".join(wrong)


def test_a_colour_without_a_word_or_a_sign_would_be_seen(already_in):
    page = already_in("9001", 1280, 800).page
    assert not told_by_colour_alone(page.evaluate(MEASURE))
    page.evaluate(DOT)
    assert told_by_colour_alone(page.evaluate(MEASURE)) == ["bad by colour alone: dot"]


def faults(page):
    found = page.evaluate(MEASURE)
    yield from too_faint(found, "light")
    yield from told_by_colour_alone(found)
    page.emulate_media(color_scheme="dark")
    yield from too_faint(page.evaluate(MEASURE), "dark")
    page.emulate_media(color_scheme="light")
    yield from broken_rules(page)
