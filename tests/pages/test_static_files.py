"""Files beside the pages: kept for a year under an address that changes with them, and small on the way."""

import re
import zlib

from floor.settings import ROOT
from floor.static_files import version_of


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
    answer = get(app, "/static/elder/api.js")
    assert answer.status_code == 200
    assert answer.cache_control.max_age in (0, None)
    assert not answer.cache_control.immutable
    assert "immutable" not in answer.headers["Cache-Control"]


def test_nothing_outside_the_folder_is_served(app):
    for address in (
        "/static/x/../setup.cfg",
        "/static/x/%2e%2e/setup.cfg",
        "/static/x/nothing.js",
        "/static/page.js",
    ):
        assert get(app, address).status_code == 404


def test_files_and_pages_are_sent_small_and_answers_to_programs_as_they_are(app):
    asked = {"Accept-Encoding": "deflate"}
    plain = get(app, "/static/x/station.js").data
    small = get(app, "/static/x/station.js", **asked)
    assert small.headers["Content-Encoding"] == "deflate"
    assert zlib.decompress(small.data) == plain
    assert len(small.data) < len(plain) / 2
    assert get(app, "/sign-in", **asked).headers["Content-Encoding"] == "deflate"
    assert "Content-Encoding" not in get(app, "/api/v1/openapi.json", **asked).headers


def test_the_version_is_that_of_the_content(tmp_path):
    (tmp_path / "a.js").write_text("1")
    before = version_of(tmp_path)
    assert version_of(tmp_path) == before
    (tmp_path / "a.js").write_text("2")
    assert version_of(tmp_path) != before


LIGHT = 60_000  # bytes of our own scripts on the wire, for a picker's or packer's handheld
PARSED = 100_000  # bytes that it must parse then


def imports_of(name):
    """A module and all that it imports at once, and so on; what is imported only when needed does not count."""
    found, todo = set(), [name]
    while todo:
        module = todo.pop()
        if module not in found:
            found.add(module)
            text = (ROOT / "static" / module).read_text("utf-8")
            todo += re.findall(r'^import .*? from "\./([\w.]+)";', text, re.MULTILINE)
    return found


def test_a_station_is_light_and_asks_for_all_its_scripts_at_once(app):
    modules = imports_of("station.js")
    loaded = modules | imports_of("page.js")
    sent = [get(app, f"/static/x/{module}", **{"Accept-Encoding": "gzip"}).data for module in loaded]
    assert sum(map(len, sent)) <= LIGHT
    assert sum((ROOT / "static" / module).stat().st_size for module in loaded) <= PARSED
    listed = re.search(
        r"for module in \[(.*?)\]", (ROOT / "templates" / "station.html").read_text("utf-8")
    ).group(1)
    assert {f"{module}.js" for module in re.findall(r'"(\w+)"', listed)} == modules
