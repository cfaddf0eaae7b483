"""A script that did not arrive, or cannot run: no form sends what only the script may, and a person is told."""

from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from floor.core import messages
from floor.core.languages import LANGUAGES
from floor.web.access import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.browser.people import Someone
from tests.client import Handheld

TOGETHER = 8
SECRET = "471001"


@pytest.fixture
def stranger(chromium, server):
    """stranger(): somebody with a browser of their own, without the worker that would have kept the scripts."""
    contexts = []

    def stranger():
        contexts.append(chromium.new_context(base_url=server.url, service_workers="block"))
        return Someone(contexts[-1])

    yield stranger
    for context in contexts:
        context.close()


@pytest.fixture
def picker(stranger, server):
    """picker(): the same, signed in with a pick that has begun."""
    with closing(Handheld(server.url, "9001", "479001", "DESK")) as supervisor:
        supervisor.sign_in()
        supervisor.post("/waves", {"max_orders": 1, "release": True})

    def picker():
        someone = stranger()
        with closing(Handheld(server.url, "1001", "471001", "HH-7")) as handheld:
            token = handheld.sign_in()["token"]
            handheld.next_work("pick")
        someone.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": server.url}])
        return someone

    return picker


def each_blocked(somebody, path):
    """{script: somebody}: the page is open without one of its scripts, which did not arrive; and without any.

    A few pages at once, as most of the time is spent waiting for what does not come.
    """
    asked, first = [], somebody()
    first.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    first.page.goto(path)
    first.page.wait_for_load_state("networkidle")
    scripts = [*sorted({path for path in asked if path.endswith(".js")}), "*.js"]
    for at in range(0, len(scripts), TOGETHER):
        opened = {script: somebody() for script in scripts[at : at + TOGETHER]}
        lost = {script: block(someone, f"*{script.lstrip('*')}") for script, someone in opened.items()}
        for someone in opened.values():
            someone.page.goto(path, wait_until="commit")
        for script, someone in opened.items():
            someone.page.wait_for_load_state("networkidle")
            assert lost[script], script
        yield opened
        for someone in opened.values():
            someone.context.close()


def block(someone, address):
    """Lets the browser itself block it, as Playwright asks about every request. Fills with what did not arrive."""
    network = someone.context.new_cdp_session(someone.page)
    network.send("Network.enable")
    network.send("Network.setBlockedURLs", {"urls": [address]})
    lost = []
    someone.page.on("requestfailed", lambda request: lost.append(request.url))
    return lost


def sent_by(someone):
    """Fills with what the page asks for from now on: address and body."""
    sent = []
    someone.page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    return sent


@pytest.mark.parametrize(("path", "fields"), [("/sign-in", ["#badge", "#pin"]), ("/pair", ["#pairing-code"])])
def test_what_is_typed_never_gets_into_the_address_or_the_network(stranger, path, fields):
    for opened in each_blocked(stranger, path):
        sent = {script: sent_by(someone) for script, someone in opened.items()}
        for someone in opened.values():
            for field in fields:
                someone.page.locator(field).fill(SECRET)
                someone.page.locator(field).press("Enter")
        someone.page.wait_for_timeout(300)
        for script, someone in opened.items():
            assert SECRET not in someone.page.url, script
            # a script that came after all asks the API, and nothing else
            assert [each for each in sent[script] if SECRET in each and "/api/v1/" not in each] == [], script


def test_whoever_signs_out_at_the_entrance_is_signed_out(picker):
    for opened in each_blocked(picker, "/"):
        for script, someone in opened.items():
            signs_out(someone, script)


def test_a_scan_that_no_script_reads_loads_no_page_and_whoever_signs_out_is_signed_out(picker):
    for opened in each_blocked(picker, "/pick?work=1"):
        loads = {script: loads_of(someone) for script, someone in opened.items()}
        for someone in opened.values():
            line = someone.page.locator("#scan-form input")
            line.evaluate("line => { line.focus(); line.value = 'LOC-01-04-B'; }")
            line.press("Enter")
        someone.page.wait_for_timeout(300)
        assert loads == {script: [] for script in opened}
        for script, someone in opened.items():
            signs_out(someone, script)


def signs_out(someone, script):
    someone.page.locator("#sign-out button").press("Enter")  # a verdict may lie over it
    expect(someone.page.locator("#badge"), script).to_be_visible()
    assert someone.context.request.get("/api/v1/work/1").status == 401, script


def loads_of(someone):
    """Fills with the addresses of the pages that are loaded from now on."""
    loads = []
    someone.page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    return loads


@pytest.mark.parametrize(
    "lacking", ["delete Array.prototype.flatMap", "delete HTMLScriptElement.prototype.noModule"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_that_is_too_old_is_told_so_in_its_language(stranger, server, lacking, language):
    someone = stranger()
    someone.page.add_init_script(lacking)
    someone.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": server.url}])
    someone.page.goto("/sign-in")
    found = "Chrome " + someone.context.browser.version.split(".")[0]
    body = someone.page.locator("body")
    expect(body).to_contain_text(messages.text("page.too_old", language))
    expect(body).to_contain_text(messages.text("page.too_old_hint", language, {"found": found}))
    expect(someone.page.locator("form")).to_have_count(0)
