"""The pages before and around the work: who gets in, in which language, and that no other site can act for them."""

import re

import pytest

from floor.web.access import BROWSER_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE
from floor.web.redirects import local
from models import Person
from tests.callers import PIN

KINDS = {
    "pick": {"picker"}, "pack": {"packer"}, "load": {"dispatcher"}, "putaway": {"picker"}, "move": {"picker"},
    "replenish": {"picker"}, "count": {"picker"}, "receive": {"receiver", "picker"},
    "assemble": {"picker", "packer"},
}  # fmt: skip


@pytest.fixture
def browser(app, warehouse):
    return app.test_client()


def csrf(browser, path="/sign-in"):
    page = browser.get(path).get_data(as_text=True)
    return re.search(r'name="csrf-token" content="([\w-]+)"', page).group(1)


def enter(browser, badge, token=None):
    headers = {"X-CSRF-Token": csrf(browser) if token is None else token}
    return browser.post("/api/v1/login", json={"badge": badge, "pin": PIN, "device": "b"}, headers=headers)


def test_a_browser_signs_in_works_and_signs_out(browser):
    assert browser.get("/pick").location == "/sign-in?next=/pick"
    answer = enter(browser, "1001")
    assert answer.status_code == 201
    cookie = browser.get_cookie(SESSION_COOKIE)
    assert (cookie.value, cookie.http_only, cookie.same_site) == (answer.json["token"], True, "Lax")
    assert "Picker" in browser.get("/").get_data(as_text=True)
    token = csrf(browser, "/pick")
    assert browser.post("/api/v1/logout", headers={"X-CSRF-Token": token}).status_code == 204
    assert browser.get_cookie(SESSION_COOKIE) is None
    assert browser.get("/pick").status_code == 303


def test_the_form_alone_signs_out_too(browser):
    enter(browser, "1001")
    assert browser.post("/sign-out", data={"csrf_token": "wrong"}).status_code == 403
    left = browser.post("/sign-out", data={"csrf_token": csrf(browser, "/pick")})
    assert (left.status_code, left.location) == (303, "/sign-in")
    assert browser.get_cookie(SESSION_COOKIE) is None
    assert browser.get("/pick").status_code == 303


def test_a_proxy_that_asks_for_a_password_locks_nobody_out(browser):
    password = {"Authorization": "Basic cHJveHk6c2VjcmV0"}
    assert browser.get("/sign-in", headers=password).status_code == 200
    enter(browser, "1001")
    assert browser.get("/pick", headers=password).status_code == 200


def test_a_program_that_signs_in_gets_no_cookie(browser):
    answer = browser.post("/api/v1/login", json={"badge": "1001", "pin": PIN})
    assert answer.status_code == 201
    assert browser.get_cookie(SESSION_COOKIE) is None


@pytest.mark.parametrize("token", ["wrong", "é"])
def test_another_site_can_neither_sign_in_nor_act(browser, token):
    assert (answer := enter(browser, "1001", token)).status_code == 403
    assert answer.json["code"] == "auth.csrf"
    enter(browser, "1001")
    for headers in ({}, {"X-CSRF-Token": token}):
        answer = browser.post("/api/v1/work/next", json={"kinds": ["pick"]}, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "auth.csrf")
    right = csrf(browser, "/pick")
    answer = browser.post("/api/v1/work/next", json={"kinds": ["pick"]}, headers={"X-CSRF-Token": right})
    assert answer.status_code == 204


def test_each_browser_and_each_sign_in_has_its_own_token(app, browser):
    other = app.test_client()
    before = csrf(browser)
    assert before == csrf(browser)
    assert before != csrf(other)
    enter(browser, "1001")
    assert csrf(browser) != before
    assert browser.get_cookie(BROWSER_COOKIE).http_only


@pytest.mark.parametrize("kind", KINDS)
def test_a_station_is_for_its_role_and_for_supervisors(app, warehouse, kind):
    for role, badge in (
        ("picker", "1001"),
        ("packer", "1002"),
        ("dispatcher", "1003"),
        ("supervisor", "1004"),
        ("receiver", "1006"),
    ):
        browser = app.test_client()
        enter(browser, badge)
        answer = browser.get(f"/{kind}")
        page = answer.get_data(as_text=True)
        if role in KINDS[kind] | {"supervisor"}:
            assert answer.status_code == 200
            assert f'data-kind="{kind}"' in page
            assert '"station.' in page
        else:
            assert answer.status_code == 403
            assert "<h1>" in page


def test_no_page_has_a_script_or_a_style_of_its_own(app, browser):
    enter(browser, "1004")
    for path in ("/", "/pick", "/sign-in", "/nothing"):
        page = browser.get(path).get_data(as_text=True)
        inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag]
        assert [tag for tag in inline if "application/json" not in tag] == []
        assert "<style" not in page
        assert not re.search(r"\s(?:on\w+|style)=", page)


def test_a_name_is_text_and_never_markup(app, browser, warehouse):
    with app.extensions["floor"].database.writing() as session:
        session.get(Person, warehouse.people["picker"].id).name = "<img src=x onerror=alert(1)>"
        session.commit()
    enter(browser, "1001")
    page = browser.get("/").get_data(as_text=True)
    assert "<img" not in page
    assert "&lt;img" in page


def choose(browser, language, to="/sign-in", token=None):
    form = {
        "language": language,
        "next": to,
        "csrf_token": csrf(browser, "/sign-in") if token is None else token,
    }
    return browser.post("/language", data=form)


@pytest.mark.parametrize(("asked", "got"), [("zh-CN", "zh-Hans"), ("zh-HK", "zh-Hant"), ("zh-TW", "zh-Hant"),
                                            ("de", "en"), ("fr;q=0.9, zh-SG;q=0.8", "zh-Hans")])  # fmt: skip
def test_a_browser_is_answered_in_its_language(browser, asked, got):
    page = browser.get("/sign-in", headers={"Accept-Language": asked}).get_data(as_text=True)
    assert f'<html lang="{got}">' in page


def test_a_chosen_language_stays_with_the_browser_and_with_the_person(app, browser):
    assert choose(browser, "zh-Hant").location == "/sign-in"
    assert browser.get_cookie(LANGUAGE_COOKIE).value == "zh-Hant"
    assert 'lang="zh-Hant"' in browser.get("/sign-in").get_data(as_text=True)
    enter(browser, "1001")
    assert '<html lang="en">' in browser.get("/").get_data(as_text=True)  # the person's own
    assert choose(browser, "zh-Hans", "/pick?work=3").location == "/pick?work=3"
    elsewhere = app.test_client()
    assert enter(elsewhere, "1001").json["person"]["language"] == "zh-Hans"
    assert '<html lang="zh-Hans">' in elsewhere.get("/").get_data(as_text=True)


def test_a_language_of_nobody_or_from_another_site_is_refused(browser):
    assert choose(browser, "tlh").status_code == 400
    assert choose(browser, "en", token="").status_code == 403


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example",
                                     "javascript:alert(1)", "/a\r\nSet-Cookie: x=y", "//[", "", "evil"])  # fmt: skip
def test_nobody_is_sent_to_another_site(address):
    assert local(address) == "/"


def test_an_address_of_nothing_is_a_page_and_not_a_trace(browser):
    answer = browser.get("/nothing", headers={"Accept-Language": "zh-TW"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert '<html lang="zh-Hant">' in answer.get_data(as_text=True)


def test_an_error_page_comes_without_the_database(app, browser, monkeypatch):
    def broken():
        raise RuntimeError("a secret of the machine room")

    monkeypatch.setattr("floor.web.context._training", broken)
    answer = browser.get("/sign-in")
    assert answer.status_code == 500
    assert b"secret" not in answer.data
    assert b"<h1>" in answer.data
