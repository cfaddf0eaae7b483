"""Files beside the pages: kept for a year under an address that changes with them, and small on the way."""

import re
import zlib
from posixpath import normpath

import pytest

from floor.core.settings import ROOT
from floor.web.static_files import current_version, imported, version_of
from floor.work.kinds import KINDS


def get(app, address, **headers):
    return app.test_client().get(address, headers=headers, buffered=True)


def addresses(page):
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', page)


def test_a_page_names_its_files_with_their_version(app):
    found = addresses(get(app, "/sign-in").get_data(as_text=True))
    assert {address.rsplit("/", 1)[1] for address in found} >= {"floor.css", "page.js", "sign_in.js"}
    for address in found:
        answer = get(app, address)
        assert answer.status_code == 200
        assert answer.cache_control.max_age > 300 * 86400
        assert answer.cache_control.immutable
        assert not {"Set-Cookie", "ETag", "Last-Modified"} & set(answer.headers.keys())


BEFORE = "/static/elder"


@pytest.mark.parametrize(
    "name", ["shared/favicon.svg", "favicon.svg", "camera.css", "vendor/socket.io.min.js"]
)
def test_a_page_from_before_an_update_gets_what_is_there_now_and_asks_each_time(app, name):
    """Also by the names from when all files lay side by side."""
    answer = get(app, f"{BEFORE}/{name}")
    assert answer.status_code == 200
    assert answer.data == next((ROOT / "static").rglob(name)).read_bytes()
    assert answer.cache_control.max_age in (0, None)
    assert not answer.cache_control.immutable
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["station/camera.js", "camera.js", "eyes.js", "no/more.js"])
def test_a_script_of_before_an_update_is_answered_with_one_that_loads_the_page_anew(app, name):
    """With the names that it had, where it is still there: what imports them must be able to begin."""
    answer = get(app, f"{BEFORE}/{name}")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-store"
    (address,) = re.findall(r'^import "(.*)";$', answer.text, re.MULTILINE)
    assert address == f"/static/{current_version()}/shared/load_anew.js"
    assert get(app, address).text == script("shared/load_anew.js")
    assert ("export let openCamera;" in answer.text) == name.endswith("camera.js")


def test_each_answer_says_the_version_that_its_page_would_load(app):
    for path in ("/sign-in", "/nothing", "/api/v1/carriers"):
        headers = get(app, path).headers
        assert headers["Floor-Version"] == current_version(), path
        said = [name.lower() for name, _value in headers]
        assert len(said) == len(set(said)), path
    assert addresses(get(app, "/sign-in").text)[0].split("/")[2] == current_version()


def test_nothing_outside_the_folder_is_served(app):
    now = current_version()
    for address in (
        "/static/x/../setup.cfg",
        "/static/x/%2e%2e/setup.cfg",
        f"/static/{now}/%2e%2e/setup.cfg",
        "/static/x/nothing.css",
        f"/static/{now}/nothing.js",
        f"/static/{now}/camera.js",
        "/static/favicon.svg",
    ):
        assert get(app, address).status_code == 404, address


def test_files_and_pages_are_sent_small(app):
    asked = {"Accept-Encoding": "deflate"}
    plain = get(app, f"/static/{current_version()}/station/station.js").data
    small = get(app, f"/static/{current_version()}/station/station.js", **asked)
    assert small.headers["Content-Encoding"] == "deflate"
    assert zlib.decompress(small.data) == plain
    assert len(small.data) < len(plain) / 2
    assert get(app, "/sign-in", **asked).headers["Content-Encoding"] == "deflate"


def test_the_version_is_that_of_the_content(tmp_path):
    (tmp_path / "a.js").write_text("1")
    before = version_of(tmp_path)
    assert version_of(tmp_path) == before
    (tmp_path / "a.js").write_text("2")
    assert version_of(tmp_path) != before


STATION = "station/station.js"
FIRST = 60 * 1024  # bytes of our own scripts, unpacked, that a station's first screen may cost
SENT = 27_500  # bytes of them on the wire
ALL = 112_000  # bytes unpacked with what comes behind the first screen, before any tap


def script(name):
    return (ROOT / "static" / name).read_text("utf-8")


def size_of(modules):
    return sum(len(script(module).encode()) for module in modules)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_screen_of_a_station_is_light_and_asks_for_all_its_scripts_at_once(app, desk, kind):
    listed = [address for address in addresses(desk.see(f"/{kind}")) if address.endswith(".js")]
    scripts = {address.split("/", 3)[3] for address in listed}
    assert scripts >= {STATION, f"station/steps_{kind}.js"}
    for name in scripts:
        beside = re.findall(r'^.* from "(\..*)";$', script(name), re.MULTILINE)
        assert {normpath(f"{name}/../{address}") for address in beside} <= scripts, name
    assert size_of(scripts) <= FIRST
    sent = [get(app, address, **{"Accept-Encoding": "gzip"}).data for address in set(listed)]
    assert sum(map(len, sent)) <= SENT


def test_what_comes_behind_the_first_screen_comes_all_at_once_and_is_not_much():
    """What is brought by name, and what that imports: nothing may wait for a second round trip before it can judge."""
    lists = re.findall(r"\[([^\]]*)\]\.map\(bring\)", script(STATION))
    verdicts = {normpath(f"station/{name}.js") for name in re.findall(r'"([\w./]+)"', lists[0])}
    assert set(imported(*verdicts)) <= {*verdicts, *imported(STATION)}
    behind = ("station/steps_pick.js", "shared/page.js", "station/commands.js", "shared/live.js", *verdicts)
    assert size_of(imported(STATION, *behind)) <= ALL
