"""Files beside the pages: kept for a year under an address that changes with them, and small on the way."""

import re
import zlib
from posixpath import dirname, join, normpath

import pytest

from floor.core.settings import ROOT
from floor.web.static_files import version_of


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
        assert "Set-Cookie" not in answer.headers


def test_a_page_from_before_an_update_gets_what_is_there_now_and_asks_each_time(app):
    answer = get(app, "/static/elder/shared/api.js")
    assert answer.status_code == 200
    assert answer.cache_control.max_age in (0, None)
    assert not answer.cache_control.immutable
    assert "immutable" not in answer.headers["Cache-Control"]


def test_nothing_outside_the_folder_is_served(app):
    for address in (
        "/static/x/../setup.cfg",
        "/static/x/%2e%2e/setup.cfg",
        "/static/x/nothing.js",
        "/static/shared/page.js",
    ):
        assert get(app, address).status_code == 404


def test_files_and_pages_are_sent_small(app):
    asked = {"Accept-Encoding": "deflate"}
    plain = get(app, "/static/x/station/station.js").data
    small = get(app, "/static/x/station/station.js", **asked)
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
SENT = 30_000  # bytes of them on the wire
ALL = 100_000  # bytes unpacked with what comes behind the first screen, before any tap


def imports_of(*names):
    """Modules and all that they import at once, and so on; what is imported only when needed does not count."""
    found, todo = set(), list(names)
    while todo:
        module = todo.pop()
        if module not in found:
            found.add(module)
            beside = re.findall(r'^import (?:.*? from )?"(\.[\w./]+)";', script(module), re.MULTILINE)
            todo += [normpath(join(dirname(module), address)) for address in beside]
    return found


def script(name):
    return (ROOT / "static" / name).read_text("utf-8")


def size_of(modules):
    return sum(len(script(module).encode()) for module in modules)


@pytest.mark.parametrize("kind", ["pick", "pack", "load", "putaway"])
def test_the_first_screen_of_a_station_is_light_and_asks_for_all_its_scripts_at_once(app, desk, kind):
    first = imports_of(STATION, f"station/steps_{kind}.js", *["station/dock.js"] * (kind == "load"))
    listed = {address.split("/", 3)[3] for address in addresses(desk.see(f"/{kind}"))}
    scripts = {name for name in listed if name.endswith(".js")}
    assert scripts == first | {
        "shared/appearance.js"
    }  # which stands before the first paint, and is no module
    assert size_of(scripts) <= FIRST
    sent = [get(app, f"/static/x/{name}", **{"Accept-Encoding": "gzip"}).data for name in scripts]
    assert sum(map(len, sent)) <= SENT


def test_what_comes_behind_the_first_screen_comes_all_at_once_and_is_not_much():
    """What is brought by name, and what that imports: nothing may wait for a second round trip before it can judge."""
    lists = re.findall(r"\[([^\]]*)\]\.map\(bring\)", script(STATION))
    judging = {normpath(f"station/{name}.js") for name in re.findall(r'"([\w./]+)"', lists[0])}
    first = imports_of(STATION)
    assert imports_of(*judging) <= judging | first
    behind = ("station/steps_pick.js", "shared/page.js", "station/commands.js", "shared/live.js", *judging)
    assert size_of(imports_of(STATION, *behind)) <= ALL
