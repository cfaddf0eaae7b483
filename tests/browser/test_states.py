"""Every state of every station is held to what gloves, bad light and tired eyes need. With FLOOR_PICTURES=1 the
walk is made in all three languages, and each state is pictured for the guides."""

import os
from collections import defaultdict
from pathlib import Path

import pytest

from floor.core.languages import LANGUAGES
from tests.browser.conftest import copy_served, load
from tests.browser.walk import walk
from tests.browser.walk_goods_in import walk_goods_in
from tests.once import made_once

HERE = Path(__file__).parent
MEASURE = (HERE / "measure.js").read_text("utf-8")
AXE = (HERE.parents[1] / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
WALKED = LANGUAGES if os.environ.get("FLOOR_PICTURES") else ("en",)


@pytest.fixture(scope="session")
def whole_home(tmp_path_factory):
    """FLOOR_HOME of a warehouse with lots, serials and look-alikes, to be copied."""
    return made_once(tmp_path_factory, "whole_warehouse", lambda home: load(home, HERE / "whole_warehouse"))


@pytest.fixture
def server(whole_home, tmp_path):
    with copy_served(whole_home, tmp_path) as server:
        yield server


@pytest.mark.parametrize("language", WALKED)
def test_every_state_serves_gloves_and_tired_eyes(already_in, language):
    signs = held_to_all(walk(already_in, language), language)
    assert set(signs) == {"good", "done", "warn", "bad", "wait"}


@pytest.mark.parametrize("language", WALKED)
def test_so_does_every_state_on_the_way_in(already_in, language):
    held_to_all(walk_goods_in(already_in, language), language)


def held_to_all(states, language):
    """The signs of each tone that was seen. Each has a sign of its own, the same on every screen."""
    wrong, signs = [], defaultdict(set)
    for name, someone in states:
        someone.picture(f"screens/{name}.{language}")
        wrong += [f"{name}: {fault}" for fault in faults(someone)]
        if verdict := someone.page.evaluate(MEASURE)["verdict"]:
            assert verdict["word"], name
            signs[verdict["tone"]].add(verdict["sign"])
    assert not wrong, "\n".join(wrong)
    assert sum(map(len, signs.values())) == len(set().union(*signs.values())) == len(signs)
    return signs


def faults(someone):
    page = someone.page
    found = page.evaluate(MEASURE)
    yield from too_faint(found, "light")
    yield from told_by_colour_alone(found)
    yield from (f"{text['size']} px: {text['text']}" for text in found["texts"] if text["size"] < 18)
    yield from (f"not large: {t['text']}" for t in found["texts"] if t["big"] and t["size"] < 40)
    for target in found["targets"]:
        least = 64 if target["main"] else 48
        if target["height"] < least or target["width"] < least:
            yield f"target {target['width']:.0f} × {target['height']:.0f}: {target['name']}"
    yield from (f"main button at {at:.2f} of the height" for at in found["main"] if at < 2 / 3)
    yield from (f"{found['wide']} px too wide",) if found["wide"] > 0 else ()
    page.emulate_media(color_scheme="dark")
    yield from too_faint(page.evaluate(MEASURE), "dark")
    page.emulate_media(color_scheme="light")
    yield from small_and_large(someone)
    yield from broken_rules(page)


def too_faint(found, light):
    return [
        f"{light}: contrast {t['contrast']:.1f}: {t['text']}" for t in found["texts"] if t["contrast"] < 7
    ]


def told_by_colour_alone(found):
    return [
        f"{each['tone']} by colour alone: {each['name']}" for each in found["coloured"] if not each["says"]
    ]


def small_and_large(someone):
    """The screens of old handhelds, and letters twice as large as usual."""
    page = someone.page
    for width, height in ((320, 480), (360, 640)):
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate(MEASURE)
        yield from (f"{found['wide']} px too wide at {width} px",) if found["wide"] > 0 else ()
        yield from (f"not seen at {width} × {height}: {each}" for each in found["unseen"])
        yield from (f"cut at {width} × {height}: {each}" for each in found["cut"])
    browser = someone.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    found = page.evaluate(MEASURE)
    assert found["root"] == 32
    yield from (f"{found['wide']} px too wide with large letters",) if found["wide"] > 0 else ()
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    browser.detach()


def broken_rules(page):
    """What axe finds: WCAG 2.2 A and AA, and its best practices. Contrast is measured above, by a stricter rule."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run({ resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } })"
    )
    for rule in found["violations"]:
        yield f"axe: {rule['id']}: {[node['html'][:120] for node in rule['nodes'][:3]]}"
