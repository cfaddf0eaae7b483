"""Machines that lack something, or are wrong: clear words, and nothing is lost or half done."""

import re
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from floor.core import messages
from models import now
from tests.browser.conftest import pick_begun
from tests.browser.people import Someone
from tests.browser.test_settings import open_settings

WRONG = "LOC-01-04-B"  # of a step that wants a tote: refused, and the pick stays where it is
SCANS = "**/work/1/scans"
NOTHING_KEPT = """
  Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("not here", "SecurityError"); } });
  Storage.prototype.setItem = () => { throw new DOMException("not here", "SecurityError"); };
"""
FULL = """
  const full = () => { throw new DOMException("full", "QuotaExceededError"); };
  for (const name of ["put", "add"]) {
    IDBObjectStore.prototype[name] = function () { this.transaction.abort(); full(); };
  }
  Storage.prototype.setItem = full;
  if (window.Cache) Cache.prototype.put = Cache.prototype.addAll = async () => full();
"""
A_DAY_OFF = """
  const Right = Date;
  window.Date = class extends Right {
    constructor(...given) { super(...(given.length ? given : [Date.now()])); }
    static now() { return Right.now() + %d * 86400000; }
  };
"""
# whatever the hour is at which this runs
DEPARTS = """(at) => {
  const line = `<p><time datetime="${at}" data-until></time></p>`;
  document.querySelector(".panels").insertAdjacentHTML("beforeend", line);
}"""


@pytest.fixture(scope="module")
def begun(chromium, loaded_home, tmp_path_factory):
    """A warehouse in which a picker has claimed a pick: the server, and how the pages of that picker begin."""
    with pick_begun(chromium, loaded_home, tmp_path_factory.mktemp("poor")) as (server, supervisor, ada):
        yield server, {"9001": supervisor.context.storage_state(), "1001": ada.context.storage_state()}


@pytest.fixture
def someone(begun, chromium):
    """someone("1001", script): somebody signed in, or nobody yet, on a machine that the script has spoilt."""
    server, signed_in = begun
    contexts = []

    def someone(badge=None, script="", url=server.url, **how):
        state = {"storage_state": signed_in[badge]} if badge else {}
        small = {"viewport": {"width": 360, "height": 640}, "service_workers": "block"}
        contexts.append(chromium.new_context(base_url=url, **small, **state, **how))
        contexts[-1].add_init_script(script)
        return Someone(contexts[-1])

    yield someone
    for context in contexts:
        context.close()


def scanned(person):
    """What the server says of a wrong scan, which is red on the screen; and the scan as it was sent."""
    with person.page.expect_response(SCANS) as answer:
        person.scan(WRONG)
    expect(person.verdict).to_have_class(re.compile("tone-bad"))
    person.verdict.click()
    assert answer.value.json()["code"].startswith("pick.")
    return answer.value.request.post_data_json


@pytest.mark.parametrize("spoilt", [NOTHING_KEPT, FULL], ids=["private", "full"])
def test_a_device_that_keeps_nothing_does_all_its_work_and_says_what_that_costs(someone, spoilt):
    bao = someone(script=spoilt)
    bao.sign_in("1002")
    ada = someone("1001", spoilt)
    ada.go("/pick?work=1")
    scanned(ada)
    expect(ada.page.locator("#kept")).to_contain_text(ada.says("station.not_durable"))
    # a setting holds as long as the page does
    open_settings(ada)
    ada.page.locator('[data-set="light"][value="dark"]').click()
    expect(ada.page.locator('[data-set="light"][value="dark"]')).to_have_attribute("aria-pressed", "true")
    assert ada.page.locator("#dark").evaluate("dark => dark.media") == "all"
    assert ada.complaints + bao.complaints == []


def test_without_a_websocket_pages_say_so_and_ask_by_themselves(someone):
    ada = someone("1001", "delete window.WebSocket")
    ada.go("/pick?work=1")
    expect(ada.page.locator("#connection")).to_have_text(ada.says("station.connection_missing"))
    with ada.page.expect_response("**/api/v1/work/1", timeout=10_000):
        pass
    scanned(ada)
    boss = someone("9001", "delete window.WebSocket")
    boss.page.goto("/board")
    with boss.page.expect_response("**/board/panels?*", timeout=10_000):
        pass
    expect(boss.page.locator("#contact")).to_have_text(boss.says("board.missing"))
    assert ada.complaints + boss.complaints == []


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_a_day_wrong_misleads_nobody(someone, days):
    ada = someone("1001", A_DAY_OFF % days)
    ada.go("/pick?work=1")
    sent = scanned(ada)
    assert round((now().fromisoformat(sent["at"]) - now()).total_seconds() / 86400) == days
    expect(ada.page.locator("body")).to_have_attribute("data-waiting", "0")
    boss = someone("9001", A_DAY_OFF % days)
    boss.page.goto("/board")
    boss.page.evaluate(DEPARTS, (now() + timedelta(minutes=10)).isoformat())
    expect(boss.page.locator("[data-until]").last).to_have_text(re.compile(r"^0 h (9|10) min$"))
    assert ada.complaints + boss.complaints == []


@pytest.mark.parametrize(
    ("badge", "path"),
    [
        *[(None, path) for path in ("/sign-in", "/pair", "/selftest", "/certificate/check")],
        *[("1001", "/pick"), ("9001", "/board")],
    ],
)
def test_with_javascript_off_a_page_says_that_it_needs_it(someone, badge, path):
    person = someone(badge, java_script_enabled=False)
    person.page.goto(path)
    words = person.page.locator("noscript p")
    expect(words).to_have_text(messages.text("page.needs_javascript", "en"))
    for form in ("#sign-in", "#pair", "#scan-form"):
        expect(person.page.locator(f"{form} .primary:enabled, {form} [type=submit]:enabled")).to_have_count(0)
    expect(person.page.locator("#testing")).to_be_hidden()  # nothing claims to go on


def test_a_scan_made_before_its_work_is_heard_of_is_kept_over_a_reload_and_counts_once(someone):
    ada, sent = someone("1001"), []
    ada.page.on("request", lambda request: request.url.endswith("/scans") and sent.append(request))
    ada.context.route("**/api/v1/work/1", lambda route: None)  # an answer that does not come
    ada.context.route(SCANS, lambda route: route.abort())
    ada.page.goto("/pick?work=1")
    ada.scan(WRONG)
    expect(ada.verdict).to_have_text(ada.says("station.early_kept"))
    expect(ada.page.locator("body")).to_have_attribute("data-kept", "1")
    ada.context.unroute("**/api/v1/work/1")
    ada.page.reload()
    ada.asked("station.take_tote")
    ada.context.unroute(SCANS)  # not before: the page that is left would have sent it
    expect(ada.page.locator("#last")).to_contain_text(WRONG.removeprefix("LOC-"))
    ada.asked("station.take_tote")
    expect(ada.page.locator("body")).to_have_attribute("data-waiting", "0")
    assert len({request.post_data_json["id"] for request in sent}) == 1


def test_a_scan_that_is_for_no_work_and_that_nothing_reads_is_said_to_be_lost(someone):
    bao = someone("9001")
    bao.context.route("**/station/judge.js", lambda route: route.abort())
    bao.page.goto("/pick")
    bao.scan(WRONG)
    expect(bao.verdict).to_have_text(bao.says("station.early_lost").replace("{count}", "1"))
    expect(bao.page.locator("body")).to_have_attribute("data-waiting", "0")


def test_what_plain_http_takes_away_is_said_with_what_a_supervisor_can_do(someone, begun):
    """A name that is not this machine's: there browsers give a page no more than plain http."""
    server, _signed_in = begun
    ada = someone(url=f"http://floor.test:{server.port}")
    ada.sign_in("1001")
    ada.page.goto("/")
    assert (
        ada.page.evaluate("[isSecureContext, 'randomUUID' in crypto, 'serviceWorker' in navigator]")
        == [False] * 3
    )
    address = f"http://floor.test:{server.port + 80}/certificate"
    expect(ada.page.locator("#plain-http")).to_contain_text(address)
    ada.go("/pick?work=1")
    assert uuid.UUID(scanned(ada)["id"]).version == 4
    kept = ada.page.locator("#kept")
    expect(kept).to_be_hidden()
    ada.lose_network()
    expect(kept).to_contain_text(ada.says("station.no_reload"))
    asked = []
    ada.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with ada.page.expect_event("dialog"):
        ada.page.evaluate("setTimeout(() => location.reload())")
    assert asked == ["beforeunload"]
    ada.scan(WRONG)  # the page is still there
    expect(ada.page.locator("body")).to_have_attribute("data-kept", "1")
    ada.find_network()
    expect(kept).not_to_contain_text(ada.says("station.no_reload"))
    expect(ada.page.locator("body")).to_have_attribute("data-waiting", "0")
    # where the page is on the machine itself, nothing is taken away
    here = someone("1001")
    here.page.goto("/")
    expect(here.page.locator("#sign-out")).to_be_visible()
    here.page.wait_for_load_state("networkidle")
    expect(here.page.locator("#plain-http")).to_be_hidden()
