"""A page that is open while the server is updated: it goes on, loads itself anew, and no scan is lost by that."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import copied
from tests.browser.people import Someone, claim, release_wave, screen
from tests.browser.test_offline import ROUND, kept, scanned_once, worker_ready
from tests.served import ROOT

ON_THE_LAN = "warehouse.test"  # a name over plain http is no secure context: it has no service worker
PROGRAM = ("floor", "models", "scanners", "templates", "static")


@pytest.fixture(scope="session")
def version_before(tmp_path_factory):
    """The same program with another script among its files."""
    before = tmp_path_factory.mktemp("version") / "before"
    for part in PROGRAM:
        shutil.copytree(ROOT / part, before / part)
    shutil.copy(ROOT / "wsgi.py", before)
    script = before / "static" / "shared" / "dom.js"
    script.write_text(script.read_text("utf-8") + "// of the version before\n", "utf-8")
    return before


@pytest.fixture
def server(loaded_home, version_before, tmp_path):
    """Of the version before."""
    with copied(loaded_home, tmp_path) as server:
        server.start_other_program(version_before)
        yield server


def update(server):
    server.kill()
    server.start_as_it_is()


@pytest.fixture(params=["127.0.0.1", ON_THE_LAN])
def ada(request, server, chromium, already_in, everybody):
    """A picker with a claimed pick, on a secure address and on a plain one."""
    release_wave(already_in("9001", 1920, 1080), orders=1)
    ada = Someone(screen(chromium, f"http://{request.param}:{server.port}", 360, 640))
    everybody.append(ada)
    ada.sign_in("1001")
    claim(ada)
    if request.param != ON_THE_LAN:
        worker_ready(ada)
    ada.scan("TOTE-0007")
    ada.settled()
    return ada


def version(someone):
    """That of the page which is open."""
    return someone.page.locator('script[type="module"]').first.get_attribute("src").split("/")[2]


def loaded_anew(someone, before):
    expect(someone.page.locator(f'script[src*="/{before}/"]')).to_have_count(0)
    someone.ready()
    assert version(someone) != before


def test_scans_that_wait_while_the_server_is_updated_are_counted_once_by_the_page_of_the_new_version(
    ada, server, already_in
):
    before = version(ada)
    ada.context.route("**/scans", lambda route: route.abort())
    for text in ROUND[1:5]:
        ada.scan(text)
    kept(ada, 4)
    update(server)
    loaded_anew(ada, before)
    kept(ada, 4)
    ada.asked("station.go_to", "01-04-B")
    ada.context.unroute("**/scans")
    kept(ada, 0)
    for text in ROUND[5:]:
        ada.scan(text)
    ada.finished()
    ada.settled()
    scanned_once(already_in("9001", 1920, 1080), ROUND)


def test_a_page_is_not_loaded_anew_while_something_is_open_in_it(ada, server):
    before = version(ada)
    ada.page.locator("#more").click()
    with ada.page.expect_response("**/load_anew.js", timeout=60_000):
        update(server)
    ada.page.wait_for_timeout(5000)
    expect(ada.page.locator("#sheet")).to_be_visible()
    assert version(ada) == before
    ada.press("station.back")
    loaded_anew(ada, before)
    ada.asked("station.go_to")


def test_a_page_that_has_heard_nothing_loads_itself_anew_instead_of_a_script_of_another_version(ada, server):
    """Where the worker keeps that script, it is of the page's own version, and works."""
    before, kept_script = version(ada), ada.page.evaluate("() => isSecureContext")
    for whatever in ("**/api/**", "**/socket.io/**"):
        ada.page.route(whatever, lambda route: route.abort())
    ada.page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    update(server)
    ada.page.locator("[data-camera]").click()
    if kept_script:
        expect(ada.page.locator("#sheet")).to_contain_text(ada.says("station.camera"))
        assert version(ada) == before
    else:
        loaded_anew(ada, before)


def test_a_page_that_cannot_load_itself_anew_is_led_there_by_the_worker(server, chromium):
    """One from when all files lay side by side: what its worker has kept tells."""
    ada = Someone(screen(chromium, server.url, 360, 640))
    ada.page.goto("/static/flat/favicon.svg")
    ada.page.evaluate("""async () => {
      window.ofBefore = true;
      await (await caches.open("floor-files-flat")).put("/static/flat/page.js", new Response(""));
      await navigator.serviceWorker.register("/service-worker.js");
    }""")
    ada.page.wait_for_function("() => !window.ofBefore")
    ada.context.close()
