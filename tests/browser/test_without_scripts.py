"""A script that did not arrive, or cannot run: no form sends what only the script may, and a person is told."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from floor.core import messages
from floor.core.languages import LANGUAGES
from floor.web.access import LANGUAGE_COOKIE
from tests.browser.people import Someone, make_wave
from tests.browser.test_offline import claim

SECRET = "471001"


@pytest.fixture
def stranger(chromium, server):
    context = chromium.new_context(base_url=server.url, service_workers="block")
    yield Someone(context)
    context.close()


def scripts_of(someone, path):
    """The addresses of all scripts that a page loads, from the first to the last."""
    asked = []
    someone.page.on("request", lambda request: asked.append(request.url))
    someone.page.goto(path)
    someone.page.wait_for_load_state("networkidle")
    return sorted({urlsplit(url).path for url in asked if urlsplit(url).path.endswith(".js")})


def each_blocked(someone, path):
    """Opens the page once for each of its scripts, which does not arrive; and once without any."""
    for script in (*scripts_of(someone, path), "*.js"):
        block = f"**/{script.lstrip('/')}"
        someone.page.route(block, lambda route: route.abort())
        someone.page.goto(path)
        someone.page.wait_for_load_state("networkidle")
        yield script
        someone.page.unroute(block)


@pytest.mark.parametrize(("path", "fields"), [("/sign-in", ["#badge", "#pin"]), ("/pair", ["#pairing-code"])])
def test_what_is_typed_never_gets_into_the_address_or_the_network(stranger, path, fields):
    sent = []
    for script in each_blocked(stranger, path):
        stranger.page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
        for field in fields:
            stranger.page.locator(field).fill(SECRET)
            stranger.page.locator(field).press("Enter")
        stranger.page.wait_for_timeout(300)
        assert SECRET not in stranger.page.url, script
        # a script that came after all asks the API, and nothing else
        assert [each for each in sent if SECRET in each and "/api/v1/" not in each] == [], script


@pytest.mark.parametrize("path", ["/", "/pick?work=1"])
def test_whoever_signs_out_is_signed_out(enter, stranger, server, path):
    make_wave(enter("9001", 1920, 1080), orders=1)
    claim(enter("1001", 360, 640))
    stranger.sign_in("1001")
    for script in each_blocked(stranger, path):
        stranger.page.locator("#sign-out button").click()
        expect(stranger.page.locator("#badge"), script).to_be_visible()
        assert stranger.context.request.get("/api/v1/work/1").status == 401, script
        stranger.page.unroute_all()
        stranger.sign_in("1001")


def test_a_scan_that_no_script_reads_loads_no_page(enter, stranger):
    make_wave(enter("9001", 1920, 1080), orders=1)
    claim(enter("1001", 360, 640))
    stranger.sign_in("1001")
    for script in each_blocked(stranger, "/pick?work=1"):
        loads = []
        stranger.page.on(
            "request",
            lambda request, loads=loads: request.is_navigation_request() and loads.append(request.url),
        )
        line = stranger.page.locator("#scan-form input")
        line.evaluate("line => { line.focus(); line.value = 'LOC-01-04-B'; }")
        line.press("Enter")
        stranger.page.wait_for_timeout(300)
        assert loads == [], script


@pytest.mark.parametrize(
    "lacking", ["delete Array.prototype.flatMap", "delete HTMLScriptElement.prototype.noModule"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_that_is_too_old_is_told_so_in_its_language(stranger, server, lacking, language):
    stranger.page.add_init_script(lacking)
    stranger.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": server.url}])
    stranger.page.goto("/sign-in")
    found = "Chrome " + stranger.context.browser.version.split(".")[0]
    body = stranger.page.locator("body")
    expect(body).to_contain_text(messages.text("page.too_old", language))
    expect(body).to_contain_text(messages.text("page.too_old_hint", language, {"found": found}))
    expect(stranger.page.locator("form")).to_have_count(0)
