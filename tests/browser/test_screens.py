"""What a wall screen may show, what ends with a sign-out, and the pages in the three languages."""

import itertools
import re

from playwright.sync_api import expect

from models import now
from tests.browser.people import release_wave


def test_the_wall_is_read_only_and_names_nobody_beside_an_error(already_in):
    supervisor, picker = already_in("9001", 1920, 1080), already_in("1001", 360, 640)
    release_wave(supervisor, orders=3)
    supervisor.go("/board")
    supervisor.press("board.wall")
    wall = supervisor.page
    expect(wall.locator("#contact")).to_have_attribute("data-state", "live")
    make_a_mistake(picker)
    picker.verdict.click()
    picker.scan("CMD-HELP")
    calls = wall.locator(".waiting")
    expect(calls).to_contain_text("Ada")  # pushed, not loaded again
    expect(calls).to_contain_text("01-02-A")
    expect(wall.locator(".mistakes, .people")).to_have_count(0)
    expect(wall.locator("main")).not_to_contain_text("02-01-A")
    expect(wall.locator("main a, main button, main input, main form")).to_have_count(0)
    assert wall.request.get("/desk").status == 403
    assert wall.request.get("/board").status == 403
    supervisor.picture("wall")
    supervisor.press("board.end_wall")
    expect(wall.locator("#badge")).to_be_visible()


def make_a_mistake(picker):
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.take_tote")
    picker.scan("TOTE-0021")
    picker.asked("station.go_to", "01-02-A")
    picker.scan("LOC-02-01-A")
    expect(picker.verdict).to_have_class(re.compile("tone-bad"))


def test_a_panel_drawn_anew_leaves_the_keys_on_the_button_that_had_them(already_in):
    """Approve and refuse go to the same address: Enter must do what was meant."""
    supervisor = already_in("9001", 1280, 800)
    board, drawn = supervisor.page, itertools.count()

    def panels(route):
        html = "".join(f'<button formaction="/x" value="{each}">{each}</button>' for each in ("yes", "no"))
        route.fulfill(
            json={
                "panels": {"waiting": {"html": html, "tag": f"t{next(drawn)}"}},
                "age": 0,
                "now": now().isoformat(),
            }
        )

    board.route("**/board/panels*", panels)
    supervisor.go("/board")
    board.locator('.waiting [value="no"]').focus()
    before = board.locator(".waiting").get_attribute("data-tag")
    expect(board.locator(".waiting")).not_to_have_attribute("data-tag", before)
    expect(board.locator('.waiting [value="no"]')).to_be_focused()


def test_signing_out_closes_the_socket_of_every_page(already_in):
    picker = already_in("1001", 360, 640)
    with picker.page.expect_websocket() as opened:
        picker.go("/pick")
    expect(picker.page.locator("#connection")).to_have_class(re.compile("live"))
    other = picker.context.new_page()
    other.goto("/")
    with opened.value.expect_event("close"):
        other.locator("#sign-out button").click()
    expect(other.locator("#badge")).to_be_visible()
    picker.page.goto("/pick")
    expect(picker.page.locator("#badge")).to_be_visible()


def test_everybody_works_in_their_own_language(already_in):
    for badge, path, language in (("1002", "/pick", "zh-Hans"), ("2002", "/pack", "zh-Hant")):
        someone = already_in(badge, 360, 640)
        assert someone.language == language
        someone.go(path)
        someone.asked(f"station.start_{path[1:]}")
        assert re.search("[\u4e00-\u9fff]", someone.stage.inner_text())
    # and any other is one tap away
    for language in ("zh-Hans", "en"):
        someone.page.locator(f'#languages [value="{language}"]').click()
        expect(someone.page.locator("html")).to_have_attribute("lang", language)
        someone.language = language
        someone.asked("station.start_pack")
