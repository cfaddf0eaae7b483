"""Whoever has no mouse: on every page Tab reaches each thing that can be pressed or written into, in a ring that can be
seen, and Escape leaves each dialog."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import release_wave
from tests.browser.test_axe import DESK

ROUNDS = 400  # more than any page has to reach

# What can be pressed and is shown; of radio buttons one a group, as arrows lead to the others.
# While a sheet is open, what is in it.
REACHABLE = """() => {
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable='true']";
  const groups = new Set();
  const shown = [...document.querySelectorAll(wanted)].filter((each) => {
    if (each.matches(":disabled, [type=hidden], [tabindex='-1']") || each.closest("[inert]")) return false;
    if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return false;
    if (each.type === "radio") {
      if (groups.has(each.name)) return false;
      groups.add(each.name);
    }
    const open = document.querySelector("[role=dialog]:not([hidden])");
    return !open || open.contains(each);
  });
  shown.forEach((each, at) => { each.dataset.reach = String(at); });
  return shown.map((each) => each.outerHTML.slice(0, 160));
}"""

# Where the keys are, and whether it can be seen: an outline, of the whole line for the scan line,
# and of its label for a file.
FOCUS = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  const line = each.closest(".scan-line, label"), rings = [style, ...(line ? [getComputedStyle(line)] : [])];
  const ring = rings.some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { at: each.dataset.reach ?? "", seen: ring && inside && box.width > 0, html: each.outerHTML.slice(0, 160),
    group: each.type === "radio" ? each.name : "" };
}"""

ANONYMOUS = ("/sign-in", "/tour", "/selftest", "/pair")
STATIONS = ("/pick", "/pack", "/load", "/putaway", "/replenish", "/move", "/assemble", "/receive", "/count")
MORE = (
    "/desk/loads", "/desk/waiting", "/desk/channels", "/desk/orders/files", "/desk/counts", "/desk/count-differences",
    "/desk/receipts", "/desk/faces", "/desk/barcodes", "/desk/printers", "/desk/goods/1", "/desk/people/1",
    "/desk/search?q=MUG",
)  # fmt: skip


def unreached(page):
    """What Tab does not reach, and what it reaches without a sign."""
    things = page.evaluate(REACHABLE)
    assert things
    page.evaluate("document.activeElement?.blur()")
    reached, faults = set(), []
    for _round in range(min(ROUNDS, 2 * len(things) + 10)):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            continue
        if not focus["seen"] and focus["at"] not in reached:
            faults.append(f"no sign of the keys on {focus['html']}")
        reached.add(focus["at"])
        if len(reached - {""}) == len(things):
            break
    return faults + [f"not reached: {each}" for at, each in enumerate(things) if str(at) not in reached]


@pytest.fixture
def boss(already_in):
    boss = already_in("9001", 1280, 800)
    release_wave(boss, orders=3)
    return boss


def test_tab_reaches_all_of_each_page_and_is_seen(boss):
    wrong = []
    for path in (*ANONYMOUS, *DESK, *MORE, *STATIONS):
        for _look in range(2):  # a page that drew a part of itself anew meanwhile is looked at once more
            boss.page.goto(path)
            if path in STATIONS:
                boss.ready()
            faults = unreached(boss.page)
            if not faults:
                break
        wrong += [f"{path}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def test_what_tab_cannot_reach_or_cannot_be_seen_would_be_found(boss):
    boss.page.goto("/desk/people")
    boss.page.evaluate(
        """() => {
          const first = document.querySelector("#open-settings");
          first.addEventListener("focus", () => first.blur());
          document.querySelector("main a").style.outline = "none";
        }"""
    )
    faults = unreached(boss.page)
    assert any(fault.startswith("not reached: <button") for fault in faults)
    assert any(fault.startswith("no sign of the keys on <a") for fault in faults)


def test_escape_leaves_each_dialog_and_the_keys_are_where_they_were(boss, already_in):
    picker = already_in("1001", 360, 640)
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.take_tote")
    page = picker.page
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_be_visible()
    assert unreached(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    picker.ready()
    picker.scan("LOC-01-02-A")
    expect(picker.verdict).to_be_visible()
    page.keyboard.press("Escape")
    expect(picker.verdict).to_be_hidden()
    boss.page.goto("/desk/orders")
    boss.page.locator("#open-settings").focus()
    boss.page.keyboard.press("Enter")
    expect(boss.page.locator("#settings")).to_be_visible()
    boss.page.keyboard.press("Tab")
    boss.page.keyboard.press("Escape")
    expect(boss.page.locator("#settings")).to_be_hidden()
    expect(boss.page.locator("#open-settings")).to_be_focused()
