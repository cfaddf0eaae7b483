"""A handheld without a network, without a server, and after a crash: nothing is lost and nothing counts twice."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from floor.work.kinds import KINDS
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.people import Someone, claim, release_wave, screen, until

MUG, LAMP, TIN = "5012345678900", "4006381333931", "2030289361262"
ROUND = ("TOTE-0007", "LOC-01-02-A", MUG, MUG, MUG, "LOC-01-04-B", LAMP, "LOC-PACK-1")


@pytest.fixture
def supervisor(already_in):
    """Somebody at the desk; one order, of three mugs and a lamp, is released."""
    supervisor = already_in("9001", 1920, 1080)
    release_wave(supervisor, orders=1)
    return supervisor


@pytest.fixture
def ada(supervisor, already_in):
    """A picker who has claimed it."""
    ada = already_in("1001", 360, 640, keeps_pages=True)
    claim(ada)
    return ada


def kept(someone, scans):
    expect(someone.page.locator("body")).to_have_attribute("data-kept", str(scans))


def receipts(supervisor, number="P-000001"):
    """Of a work: what was scanned in which order, and whether it counted."""
    supervisor.go("/desk/waves/1")
    supervisor.page.get_by_role("link", name=number).click()
    supervisor.page.wait_for_url("**/desk/work/*")  # the page before has a table, too
    scans = supervisor.page.locator("tbody tr").all()
    return [(row.inner_text(), "refused" in (row.get_attribute("class") or "")) for row in scans]


def scanned_once(supervisor, scans):
    """Every one of these, each accepted, none more."""
    rows = receipts(supervisor)
    assert [refused for _text, refused in rows] == [False] * len(scans)
    for code in set(scans):
        assert sum(code in text for text, _refused in rows) == scans.count(code), code


def worker_ready(someone):
    """The service worker has the page and all its files."""
    until(
        someone.page,
        """async () => {
      await navigator.serviceWorker.ready;
      const names = await caches.keys();
      const files = names.some((name) => name.startsWith("floor-files-"));
      return files && (await caches.match(location.pathname, { cacheName: "floor-pages" })) !== undefined;
    }""",
    )


def test_a_claimed_pick_is_finished_without_a_server_across_a_reload(ada, supervisor, server):
    worker_ready(ada)
    server.kill()
    for text in ROUND[:4]:
        ada.scan(text)
    ada.asked("station.pick", "1")  # amber since the new tote, but it goes on
    kept(ada, 4)
    expect(ada.page.locator("#kept")).to_contain_text("4")
    ada.page.reload()  # page, files, work and scans come from the device
    ada.asked("station.pick", "1")
    kept(ada, 4)
    for text in ROUND[4:]:
        ada.scan(text)
    ada.asked("station.finishing")
    kept(ada, 8)
    server.start()
    ada.finished()
    ada.settled()
    scanned_once(supervisor, ROUND)
    pages = {"/", *(f"/{name}" for name in KINDS)}  # no answers
    assert {path for path in cached(ada) if not path.startswith("/static/")} <= pages


# One trigger pull; what stands on the screen before the browser has painted.
PULLED = """(text) => {
  const line = document.querySelector("#scan-form input");
  line.value = text;
  line.dispatchEvent(new InputEvent("input", { bubbles: true }));
  line.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  return [!document.querySelector("#verdict").hidden, document.body.dataset.step, document.body.dataset.waiting];
}"""


def test_the_trigger_brings_the_verdict_alone_and_the_next_step_is_drawn_behind_it(ada):
    ada.scan("TOTE-0007")
    ada.settled()
    ada.lose_network()
    assert ada.page.evaluate(PULLED, "LOC-01-02-A") == [True, "location", "1"]
    ada.asked("station.pick", "3")
    expect(ada.page.locator("#kept")).to_contain_text("1")


def test_a_wrong_scan_that_was_tapped_away_does_not_come_back_with_the_network(ada):
    ada.scan("TOTE-0007")
    ada.settled()
    ada.lose_network()
    ada.scan(TIN)
    expect(ada.verdict).to_have_class(re.compile("tone-bad"))
    ada.verdict.click()
    kept(ada, 1)
    ada.find_network()
    expect(ada.page.locator("#last")).to_contain_text(TIN)  # the answer has come
    ada.settled()


def cached(someone):
    """Every path that the browser keeps for when there is no network."""
    return someone.page.evaluate("""async () => {
      const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
      return requests.map(({ url }) => new URL(url).pathname);
    }""")


def test_an_update_leaves_nothing_of_the_elder_version_behind(server, chromium):
    ada = Someone(screen(chromium, server.url, 360, 640))
    ada.page.goto("/static/elder/shared/favicon.svg")
    ada.page.evaluate(
        "async () => (await caches.open('floor-files-elder')).add('/static/elder/shared/page.js')"
    )
    ada.page.goto("/sign-in")
    version = until_one_version(ada)
    # nor does one that was ended before it had tidied up: the next page sees to it
    ada.page.evaluate(f"""async () => {{
      const ours = await caches.open("floor-files-{version}");
      const files = await ours.keys();
      await caches.delete("floor-files-{version}");
      await (await caches.open("floor-files-elder")).add("/static/elder/shared/page.js");
      await (await caches.open("floor-files-{version}")).addAll(files);
      await (await caches.open("floor-pages")).put("/pick", new Response("names /static/elder/station/station.js"));
    }}""")
    ada.page.goto("/selftest")
    assert until_one_version(ada) == version
    assert any(path.endswith("/station.js") for path in cached(ada))
    assert "/pick" not in cached(ada)  # nobody is signed in who could have fetched it anew
    ada.context.close()


def until_one_version(someone):
    """Waits until only files of one version are kept, which it returns."""
    until(
        someone.page,
        """async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith("floor-files-"));
      return names.length === 1 && names[0] !== "floor-files-elder";
    }""",
    )
    (version,) = {path.split("/")[2] for path in cached(someone) if path.startswith("/static/")}
    return version


def test_a_refusal_holds_what_was_scanned_behind_it_until_it_is_put_right(ada, already_in, supervisor):
    release_wave(supervisor, orders=1)
    bao = already_in("1002", 360, 640)
    claim(bao)
    bao.scan("TOTE-0011")
    bao.settled()
    ada.lose_network()
    for text in ("TOTE-0011", *ROUND[1:5]):  # a tote that another picker has
        ada.scan(text)
    kept(ada, 5)
    ada.find_network()
    expect(ada.verdict).to_have_class(re.compile("tone-bad"))
    expect(ada.verdict.locator(".verdict-text")).to_contain_text("Take an empty tote")  # what to do
    kept(ada, 4)
    ada.page.reload()  # also not by a crash
    ada.asked("station.take_tote")
    kept(ada, 4)
    expect(ada.page.locator("#kept")).to_contain_text("wrong scan")
    ada.scan("TOTE-0007")
    ada.asked("station.go_to", "01-04-B")  # the four counted behind it, by themselves
    ada.settled()
    rows = receipts(supervisor)
    assert len([text for text, refused in rows if refused]) == 1
    assert len(rows) == 6


def test_signing_out_asks_first_and_the_scans_go_out_as_those_of_their_maker(ada, supervisor):
    asked = []
    ada.context.route("**/scans", lambda route: route.abort())
    for text in ROUND[:3]:
        ada.scan(text)
    kept(ada, 3)
    answers = iter(("dismiss", "accept"))
    ada.page.on("dialog", lambda dialog: (asked.append(dialog.message), getattr(dialog, next(answers))()))
    ada.page.locator("#sign-out button").click()
    ada.asked("station.pick")
    ada.page.locator("#sign-out button").click()
    expect(ada.page.locator("#badge")).to_be_visible()
    assert len(asked) == 2
    assert "3" in asked[0]
    # the next person on this handheld; the network is back for the scans only now
    ada.sign_in("1002")
    ada.page.goto("/pick")
    ada.ready()
    expect(ada.page.locator("#kept")).to_be_visible()
    ada.context.unroute("**/scans")
    expect(ada.page.locator("#kept")).to_be_hidden()
    rows = receipts(supervisor)
    assert [refused for _text, refused in rows] == [False] * 3
    assert all("Ada" in text for text, _refused in rows)


def test_closing_a_parcel_is_not_even_tried_without_the_network(ada, already_in, supervisor):
    for text in ROUND:
        ada.scan(text)
    ada.finished()
    packer = already_in("2001", 1024, 768)
    packer.go("/pack")
    packer.scan("TOTE-0007")
    for text in ("CTN-BOX-M", "MAT-FRAGILE", LAMP, MUG, MUG, MUG):
        packer.scan(text)
    packer.asked("station.weigh")
    packer.key_in(str(3 * 300 + 1200 + 210))
    packer.asked("station.close_parcel")
    packer.settled()
    packer.lose_network()
    packer.press("station.close_parcel_button")
    expect(packer.verdict).to_contain_text(packer.says("station.close_offline"))
    kept(packer, 0)
    packer.verdict.click()
    packer.find_network()
    packer.press("station.close_parcel_button")
    packer.asked("station.stick_label")


def test_a_browser_that_is_killed_comes_back_with_its_scans(supervisor, server, chromium, tmp_path):
    profile = tmp_path / "profile"

    def start():
        return Someone(
            chromium.browser_type.launch_persistent_context(
                profile, executable_path=CHROMIUM, args=FLAGS, base_url=server.url
            )
        )

    ada = start()
    ada.sign_in("1001")
    claim(ada)
    ada.scan("TOTE-0007")
    ada.settled()
    ada.lose_network()
    for text in ROUND[1:5]:
        ada.scan(text)
    ada.asked("station.go_to", "01-04-B")
    kept(ada, 4)
    kill(profile)
    ada = start()
    ada.sign_in("1001")  # browsers write cookies down later than scans
    ada.asked("station.go_to", "01-04-B")
    kept(ada, 0)
    scanned_once(supervisor, ROUND[:5])
    ada.context.close()


def kill(profile):
    """Every process of the browser with this profile, with no chance to say goodbye."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if ours:
            os.kill(int(process.name), signal.SIGKILL)


def test_over_plain_http_everything_but_the_service_worker_works(supervisor, server, chromium):
    """A name on the LAN is no secure context: there is no service worker, and no crypto.randomUUID."""
    ada = Someone(screen(chromium, f"http://floor.test:{server.port}", 360, 640))
    ada.sign_in("1001")
    claim(ada)
    assert ada.page.evaluate("() => [isSecureContext, 'serviceWorker' in navigator]") == [False, False]
    ada.lose_network()
    for text in ROUND:
        ada.scan(text)
    ada.asked("station.finishing")
    kept(ada, 8)
    ada.find_network()
    ada.finished()
    scanned_once(supervisor, ROUND)
    ada.context.close()
    # the one thing that browsers say of a page without https
    assert ada.complaints == []
