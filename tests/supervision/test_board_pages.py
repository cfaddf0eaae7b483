"""Board and wall: what they show to whom, drawn once for all, and safe from what people type."""

import re
import threading
import uuid

import pytest

from floor.planning import waves
from floor.supervision import panels
from floor.web.access import SESSION_COOKIE
from floor.work import assignment, scans
from models import Alert, Approval, Carrier
from tests import build

NASTY = "<script>alert('x')</script>"


@pytest.fixture
def shift(floor, warehouse):
    """A released wave of two orders, the first task in the picker's hands after a wrong and a right scan."""
    with floor.database.writing() as session:
        for _ in range(2):
            build.order(session, warehouse, {"MUG": 3, "LAMP": 1})
        session.commit()
    wave = floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, None)
    work = floor.writer.perform(warehouse.actor("picker"), assignment.next_work, ["pick"])
    for text in ("LOC-NOWHERE", "TOTE-1"):
        scan = scans.ScanIn(str(uuid.uuid4()), text)
        scans.judge_scans(floor.writer, warehouse.actor("picker"), work.id, [scan])
    return wave, work


@pytest.mark.parametrize("path", ["/board", "/board/panels", "/desk", "/desk/orders", "/desk/people"])
@pytest.mark.parametrize("role", ["picker", "packer", "dispatcher"])
def test_workers_do_not_see_the_supervisors_pages(sits, path, role):
    sits(role).see(path, 403)


def test_nobody_is_sent_to_the_sign_in(app, warehouse):
    answer = app.test_client().get("/board")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_until_its_script_knows_more_the_board_says_only_when_it_was_drawn(desk, shift):
    word = re.search(r'id="contact".*?>([^<]*)<', desk.see("/board"), re.DOTALL)[1]
    assert re.fullmatch(r"As of \d\d:\d\d:\d\d", word)


def test_the_board_shows_waves_pickers_and_mistakes(desk, shift):
    wave, work = shift
    drawn = desk.panels()
    assert set(drawn) == set(panels.PANELS)
    assert wave.number in drawn["waves"]["html"]
    assert "<b>0</b>/4" in drawn["waves"]["html"]
    assert "<b>0</b>/8" in drawn["waves"]["html"]
    assert "Picker" in drawn["people"]["html"]
    assert work.number in drawn["people"]["html"]
    assert "NOWHERE" in drawn["mistakes"]["html"]
    assert "Picker" in drawn["mistakes"]["html"]
    assert "data-until" in drawn["departures"]["html"]


def test_only_panels_that_changed_are_sent(desk, shift, floor, redraw):
    tags = {name: each["tag"] for name, each in desk.panels().items()}
    assert desk.panels(**tags) == {}
    floor.writer.perform(
        panels_actor(),
        lambda tx: tx.db.add(Alert(code="alert.help", params={"person": "Ann", "work": "P-1"})),
    )
    redraw()
    assert set(desk.panels(**tags)) == {"waiting"}


def panels_actor():
    from floor.core.transaction import SYSTEM

    return SYSTEM


def test_a_panel_is_drawn_once_for_all_boards_of_a_language(sits, shift, monkeypatch):
    drawn = []
    draw = panels._draw
    monkeypatch.setattr(
        panels,
        "_draw",
        lambda name, language, wall: (drawn.append((name, language)), draw(name, language, wall))[1],
    )
    english, chinese = sits("supervisor"), sits("admin", "zh-Hans")
    monkeypatch.setattr(panels, "FRESH_SECONDS", 60.0)
    threads = [threading.Thread(target=browser.panels) for browser in (english, chinese) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == sorted(
        (name, language) for name in panels.PANELS for language in ("en", "zh-Hans")
    )


def test_what_is_older_than_a_second_is_drawn_again():
    once, count = panels.Once(), iter(range(9))
    assert [once.get(("a",), lambda: str(next(count))).html for _ in range(3)] == ["0", "0", "0"]
    old = once.drawn["a",]
    once.drawn["a",] = panels.Drawn(old.html, old.tag, old.began - 1.1, old.good_for)
    assert once.get(("a",), lambda: str(next(count))).html == "1"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_page_is_drawn_in_every_language(sits, shift, floor, warehouse, language):
    wave, work = shift
    with floor.database.writing() as session:
        held = build.order(session, warehouse, {"MUG": 1}, status="held")
        session.add(Alert(code="alert.locked_out", params={"badge": "1001", "device": "gate"}))
        params = {"order": "N1", "order_id": "1", "missing": [{"sku": "MUG", "name": "Mug", "units": 2}]}
        session.add(
            Approval(work_id=work.id, kind="missing", params=params, asked_by=warehouse.people["packer"].id)
        )
        session.commit()
    browser = sits("supervisor", language)
    pages = ["/board", "/desk", "/desk/orders?stage=held", f"/desk/orders/{held.id}", "/desk/waves"]
    pages += [f"/desk/waves/{wave.id}", f"/desk/work/{work.id}", "/desk/people", "/desk/stock?q=loc-bin-1"]
    for path in pages:
        text = browser.see(path)
        assert f'lang="{language}"' in text
        assert "board." not in text.replace("board.css", "").replace("board.js", "")
        assert ">desk." not in text


def test_nothing_that_people_typed_becomes_html(desk, shift, floor, warehouse):
    with floor.database.writing() as session:
        for noun in (session.merge(warehouse.skus["MUG"]), session.merge(warehouse.people["picker"])):
            noun.name = NASTY
        made = build.order(session, warehouse, {"MUG": 1}, number=NASTY, note=NASTY, status="held")
        made.ship_to = dict.fromkeys(made.ship_to, NASTY)
        session.add(Alert(code="alert.help", params={"person": NASTY, "work": NASTY}))
        session.add(Carrier(code="NASTY", name=NASTY))
        session.commit()
    _, work = shift
    scan = scans.ScanIn(str(uuid.uuid4()), NASTY)
    scans.judge_scans(floor.writer, warehouse.actor("picker"), work.id, [scan])
    pages = [
        "/board",
        "/desk",
        "/desk/orders",
        f"/desk/orders/{made.id}",
        f"/desk/work/{work.id}",
        "/desk/people",
    ]
    for path in [*pages, "/desk/stock?q=BIN-1", f"/desk/stock?q={NASTY}", f"/desk/orders?number={NASTY}"]:
        text = desk.see(path)
        assert NASTY not in text
        assert "&lt;script&gt;" in text


def test_the_wall_view_ends_the_sign_in_and_can_only_be_read(desk, shift, floor):
    answer = desk.send("/wall")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wall")
    assert "Today" in desk.see("/wall")
    for path in ("/board", "/desk", "/desk/orders"):
        desk.see(path, 403)
    for path in (
        "/desk/waves",
        "/desk/alerts/1",
        "/desk/approvals/1",
        f"/desk/work/{shift[1].id}/reassign",
        "/wall",
    ):
        assert desk.client.post(path, data={"csrf_token": csrf_of(desk)}).status_code == 403
    desk.client.set_cookie(SESSION_COOKIE, desk.csrf)  # the sign-in that was there before
    assert desk.client.get("/board").status_code == 303


def csrf_of(browser):
    page = browser.see("/wall")
    return page.split('name="csrf-token" content="')[1].split('"')[0]


def test_the_wall_says_how_the_day_stands_and_who_needs_help_where_and_names_nobody_beside_a_mistake(
    desk, shift, floor, warehouse
):
    floor.writer.perform(
        panels_actor(),
        lambda tx: tx.db.add(Alert(code="alert.locked_out", params={"badge": "B-77", "device": "gate"})),
    )
    scan = scans.ScanIn(str(uuid.uuid4()), "CMD-HELP")
    scans.judge_scans(floor.writer, warehouse.actor("picker"), shift[1].id, [scan])
    desk.send("/wall")
    drawn = desk.panels("wall")
    assert set(drawn) == set(panels.ON_WALL)
    assert "<b>BIN-1</b> <span>Picker</span>" in drawn["waiting"]["html"]
    assert "NOWHERE" not in str(drawn)
    assert "B-77" not in str(drawn)
    assert not any(word in each["html"] for each in drawn.values() for word in ("<button", "<form", "<a "))


def test_taking_the_screen_down_ends_its_token(desk, shift):
    desk.send("/wall")
    token = desk.client.get_cookie(SESSION_COOKIE).value
    answer = desk.client.post("/wall/end", data={"csrf_token": csrf_of(desk)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    desk.client.set_cookie(SESSION_COOKIE, token)
    assert desk.client.get("/wall").status_code == 303


def test_a_wall_keeps_the_language_of_who_opened_it(sits, shift):
    browser = sits("supervisor", "zh-Hant")
    browser.send("/wall")
    assert 'lang="zh-Hant"' in browser.see("/wall")
