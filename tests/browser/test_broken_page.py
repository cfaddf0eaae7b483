"""A bug in what judges, draws or tells: the scan is kept and sent all the same, and the screen is red, with words."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import pick_begun
from tests.browser.people import Someone

# a function of each script between a trigger pull and the last word about it
PLACES = {
    "station/judge.js": ("judge", "replay", "fits", "stepsOf"),
    "station/takeover.js": ("takesOver",),
    "station/works.js": ("holds",),
    "station/verdict.js": ("hide", "show", "local", "server", "wrongScan", "sideBySide"),
    "station/scans.js": ("answered", "see", "goOnWhereItFits", "showLast"),
    "station/steps.js": ("drawStep", "fetchPictures"),
    "station/status.js": ("showKept", "drawConnection", "drawBanner", "showProgress", "showNotices"),
    "station/actions.js": ("drawActions",),
    "station/sheet.js": ("closeSheet",),
    "station/expected.js": ("expected",),
    "shared/tones.js": ("sound",),
    "shared/dom.js": ("icon", "fill", "alike"),
    "shared/texts.js": ("say",),
}
# all that the verdict ever said, and in which colour
TOLD = """
  window.told = [];
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("#verdict");
    new MutationObserver(() => box.hidden || window.told.push(`${box.className}: ${box.textContent}`))
      .observe(box, { attributes: true, childList: true });
  });
"""


@pytest.fixture(scope="module")
def begun(chromium, loaded_home, tmp_path_factory):
    """A browser in which a pick is claimed; every scan below is a wrong one, so that the pick stays where it is."""
    with pick_begun(chromium, loaded_home, tmp_path_factory.mktemp("broken")) as (server, _supervisor, ada):
        yield {"base_url": server.url, "storage_state": ada.context.storage_state()}


def breaks(script, name):
    """A route that puts a bug into the first line of a function."""

    def broken(route):
        source = route.fetch().text()
        source, times = re.subn(rf"(function {name}\(.*\) \{{)\n", r'\1\nthrow new Error("a bug");', source)
        assert times == 1, f"{script} has no function {name}"
        route.fulfill(body=source, content_type="text/javascript")

    return broken


@pytest.mark.parametrize("script", PLACES)
def test_no_bug_costs_a_scan(script, begun, chromium):
    for name in PLACES[script]:
        context = chromium.new_context(
            viewport={"width": 360, "height": 640}, service_workers="block", **begun
        )
        ada = Someone(context)
        ada.page.add_init_script(TOLD)
        context.route(f"**/{script}", breaks(script, name))
        ada.page.goto("/pick?work=1")
        with ada.page.expect_response("**/work/1/scans") as answer:
            ada.scan("LOC-01-04-B")
        assert answer.value.json()["code"].startswith("pick."), (script, name)
        red = f"verdict tone-bad: {ada.says('station.broken')}"
        ada.page.wait_for_function("red => window.told.includes(red)", arg=red)
        context.close()


@pytest.mark.parametrize("script", ["judge", "scans"])
def test_a_scan_made_before_a_script_came_is_kept_over_a_reload_and_counts_once(script, begun, chromium):
    context = chromium.new_context(service_workers="block", **begun)
    ada, missing, sent = Someone(context), f"**/station/{script}.js", []
    ada.page.on("request", lambda request: request.url.endswith("/scans") and sent.append(request))
    context.route(missing, lambda route: route.abort())
    ada.page.goto("/pick?work=1")
    ada.scan("LOC-01-04-B")
    expect(ada.verdict).to_have_text(ada.says("station.broken"))  # nobody waits in silence
    ada.page.reload()
    ada.has_keys()
    context.unroute(missing)
    expect(ada.page.locator("#last")).to_contain_text("01-04-B")
    ada.page.reload()
    ada.ready()
    ada.asked("station.take_tote")
    expect(ada.page.locator("#connection")).to_have_class(re.compile("live"))
    assert [request.post_data_json["scan"] for request in sent] == ["LOC-01-04-B"]
    context.close()
