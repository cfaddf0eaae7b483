"""What a device keeps, whoever writes it: several tabs, reloads, a clock set back, and the version before."""

import sqlite3
from collections import Counter
from itertools import chain

import pytest
from playwright.sync_api import expect

from tests.browser.people import claim, release_wave, until
from tests.browser.test_offline import kept, worker_ready

BURST = 40
# Wrong places, as fast as a page can read them; at the end the page is left, in the same breath.
READ = """([texts, reload, back]) => {
  const line = document.querySelector("#scan-form input");
  texts.forEach((text, at) => {
    if (back && at === 10) { const now = Date.now; Date.now = () => now() - back; }
    line.value = text;
    line.dispatchEvent(new InputEvent("input", { bubbles: true }));
    line.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  });
  if (reload) location.reload();
}"""
ON_DISK = """() => new Promise((done) => {
  indexedDB.open("floor").onsuccess = ({ target: { result: db } }) => {
    db.transaction("scans").objectStore("scans").getAll().onsuccess = ({ target }) => {
      db.close();
      done(target.result);
    };
  };
})"""
# As version 2 had it: by place, which is the time in ms.
AS_BEFORE = """(scans) => new Promise((done) => {
  indexedDB.deleteDatabase("floor").onsuccess = () => {
    const opening = indexedDB.open("floor", 2);
    opening.onupgradeneeded = () => {
      const db = opening.result;
      db.createObjectStore("scans", { keyPath: "seq", autoIncrement: true }).createIndex("id", "id", { unique: true });
      db.createObjectStore("works", { keyPath: "id" });
    };
    opening.onsuccess = ({ target: { result: db } }) => {
      const transaction = db.transaction("scans", "readwrite");
      for (const scan of scans) transaction.objectStore("scans").put(scan);
      transaction.oncomplete = () => { db.close(); done(); };
    };
  };
})"""


@pytest.fixture
def ada(already_in):
    """A picker at her first bin."""
    release_wave(already_in("9001", 1920, 1080), orders=1)
    ada = already_in("1001", 360, 640, keeps_pages=True)
    claim(ada)
    ada.scan("TOTE-0007")
    ada.asked("station.go_to", "01-02-A")
    ada.settled()
    return ada


def wrong(tab, first, last):
    return [f"LOC-{tab}-{number}" for number in range(first, last)]


def nothing_on_disk(someone):
    until(someone.page, f"async () => (await ({ON_DISK})()).length === 0")


def received(server):
    """How often the server has each of the wrong places."""
    with sqlite3.connect(f"file:{server.home / 'floor.db'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT scan FROM receipts WHERE scan LIKE 'LOC-TAB%' ORDER BY seq"
        ).fetchall()
    return [scan for (scan,) in rows]


def test_bursts_in_three_tabs_across_reloads_and_a_clock_set_back_are_neither_lost_nor_doubled(ada, server):
    worker_ready(ada)
    tabs = [ada.page, ada.context.new_page(), ada.context.new_page()]
    for page in tabs[1:]:
        page.goto(ada.page.url)
        expect(page.locator("#scan-form.ready")).to_be_visible()
        expect(page.locator("#progress .number")).to_be_visible()
    ada.lose_network()
    made = [wrong(f"TAB{number}", 0, BURST) for number in range(3)]
    for number, page in enumerate(tabs):
        page.evaluate(READ, [made[number], False, 3_600_000 * number])
    for page in tabs:
        expect(page.locator("body")).to_have_attribute("data-kept", str(BURST))
    stored = ada.page.evaluate(ON_DISK)
    assert Counter(scan["scan"] for scan in stored) == Counter(chain(*made))
    tabs[0].reload()
    kept(ada, 3 * BURST)  # those of the others, too
    more = wrong("TABX", 0, BURST)
    tabs[1].evaluate(READ, [more, True, 0])  # and left at once
    expect(tabs[1].locator("body")).to_have_attribute("data-kept", str(4 * BURST))
    ada.find_network()
    for page in tabs:
        expect(page.locator("body")).to_have_attribute("data-waiting", "0")
    assert Counter(received(server)) == Counter(chain(*made, more))
    nothing_on_disk(ada)
    for texts in (*made[1:], more):
        assert [scan for scan in received(server) if scan in texts] == texts  # each tab's in its order


def test_scans_that_the_version_before_has_kept_are_carried_over(ada, server):
    page = ada.page
    texts = wrong("TAB", 0, 5)
    ada.lose_network()
    page.evaluate(READ, [texts, False, 0])
    kept(ada, 5)
    stored = page.evaluate(ON_DISK)
    address = page.url
    page.goto("about:blank")  # nothing has the database open
    ada.find_network()
    ada.context.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto("/api/v1/openapi.json")  # of the same origin, and without a script
    page.evaluate(AS_BEFORE, stored)
    page.goto(address)
    expect(page.locator("body")).to_have_attribute("data-waiting", "0")
    expect(page.locator("#progress .number")).to_be_visible()
    assert received(server) == texts
    nothing_on_disk(ada)


def test_where_nothing_outlives_the_page_nothing_says_that_it_is_kept(ada):
    ada.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    ada.page.reload()
    ada.ready()
    expect(ada.page.locator("#kept")).to_contain_text(ada.says("station.not_durable"))
    ada.lose_network()
    ada.scan("HELLO")  # amber: only the server knows
    expect(ada.verdict).to_have_text(ada.says("station.checking"))
    expect(ada.page.locator("#kept")).to_contain_text("Scans waiting in this window: 1")
    kept(ada, 0)
    expect(ada.page.locator("body")).not_to_contain_text("kept", ignore_case=True)


@pytest.mark.parametrize(
    ("promised", "verdict", "banner"),
    [
        (False, "station.checking", "Scans waiting in this window: 1"),  # as a private window answers
        (True, "station.kept", "Scans kept: 1"),
    ],
)
def test_only_where_the_browser_promises_it_scans_are_said_to_be_kept(ada, promised, verdict, banner):
    answer = f"async () => {str(promised).lower()}"
    ada.context.add_init_script(f"navigator.storage.persist = {answer}")
    ada.page.reload()
    ada.ready()
    ada.lose_network()
    ada.scan("HELLO")
    expect(ada.verdict).to_have_text(ada.says(verdict))
    expect(ada.page.locator("#kept")).to_contain_text(banner)
    kept(ada, 1)
    expect(ada.page.locator("body").get_by_text("kept")).to_have_count(2 if promised else 0)
