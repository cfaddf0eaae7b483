"""A device gets a name by a code, changes hands by a badge with its PIN, is watched, and is let go."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Someone, release_wave, screen
from tests.browser.test_states import faults

HANDHELD = (360, 640)


@pytest.fixture
def strange(chromium, server):
    """A browser that nobody has used here before."""
    device = Someone(screen(chromium, server.url, *HANDHELD, keeps_pages=False))
    yield device
    assert device.complaints == []
    device.context.close()


def invite(supervisor, name):
    supervisor.go("/desk/devices")
    supervisor.page.locator('form[action="/desk/devices"][method="post"] [name="name"]').fill(name)
    supervisor.press("device.add")
    return supervisor.page.locator(".typed").inner_text()


def pair(device, code):
    """As after the camera has opened what the QR code says."""
    device.page.goto(f"/pair#{code.replace('-', '')}")
    device.press("device.pair_button")
    expect(device.page.locator("#paired")).to_be_visible()


def card(supervisor, name):
    supervisor.go("/desk/devices")
    return supervisor.page.locator("#devices tbody tr", has_text=name)


def told(device):
    """Its next word of how it is has arrived."""
    with device.page.expect_response("**/devices/me") as answer:
        device.page.reload()
    assert answer.value.status == 204


def test_a_scanned_code_pairs_and_the_supervisor_sees_who_has_the_device(already_in, strange):
    supervisor = already_in("9001", 1024, 768)
    code = invite(supervisor, "Handheld 7")
    supervisor.picture("device-code")
    # by the handheld's own scanner, on the page where people sign in
    strange.page.goto("/sign-in")
    strange._burst(f"http://floor.example/pair#{code.replace('-', '')}")
    expect(strange.page.locator("#pairing-code")).to_have_value(code.replace("-", ""))
    strange.picture("device-pair")
    assert list(faults(strange)) == []
    strange.page.locator("#pairing-code").fill("2222-2222")
    strange.press("device.pair_button")
    expect(strange.page.locator("#problem")).to_be_visible()
    strange.complaints.clear()  # the browser's own, of the 422
    strange.page.locator("#pairing-code").fill(code.lower())
    strange.press("device.pair_button")
    expect(strange.page.locator("#paired")).to_contain_text("Handheld 7")
    assert list(faults(strange)) == []
    expect(supervisor.page.locator("#paired")).to_be_visible()  # by itself
    strange.sign_in("1001")
    told(strange)
    there = card(supervisor, "Handheld 7")
    expect(there).to_contain_text("Ada")
    expect(there.locator('[data-label="Scans to send"]')).to_have_text("0")
    supervisor.picture("devices")


def test_a_badge_and_its_pin_take_the_job_over_on_a_device_that_has_a_name(already_in, strange):
    supervisor = already_in("9001", 1024, 768)
    release_wave(supervisor, orders=1)
    strange.sign_in("1001")
    strange.go("/pick")
    strange.press("station.next_pick")
    strange.asked("station.take_tote")
    strange.scan("BADGE-1002")  # it has none yet
    expect(strange.verdict).to_have_class(re.compile("tone-"))
    pair(strange, invite(supervisor, "Handheld 7"))
    strange.sign_in("1001")
    strange.asked("station.take_tote")
    strange.scan("TOTE-0021")
    strange.asked("station.go_to")
    strange.settled()
    number = strange.page.locator("#progress .number").inner_text()
    strange.scan("BADGE-1002")
    expect(strange.page.locator("#badge")).to_have_value("1002")
    expect(strange.page.locator("main")).to_contain_text("Ada")
    for digit in "471002":
        strange.page.locator(f'#pin-keys [data-key="{digit}"]').click()
    strange.page.locator("#pin-keys .primary").click()
    expect(strange.page.locator("#progress .number")).to_have_text(number)
    expect(strange.page.locator(".who b")).not_to_have_text("Ada")
    strange.language = strange.page.locator("html").get_attribute("lang")
    strange.asked("station.bring_tote")  # with other hands the totes are asked for again
    expect(card(supervisor, "Handheld 7")).not_to_contain_text("Ada")


def test_a_device_that_was_let_go_is_out_at_once_and_says_how_to_come_back(already_in, strange):
    supervisor = already_in("9001", 1024, 768)
    pair(strange, invite(supervisor, "Handheld 7"))
    strange.sign_in("1001")
    with strange.page.expect_websocket() as opened:
        strange.go("/pick")
    expect(strange.page.locator("#connection")).to_have_class(re.compile("live"))
    card(supervisor, "Handheld 7").get_by_role("checkbox").check()
    supervisor.page.get_by_role("button", name="Revoke").click()
    expect(supervisor.page.locator(".reasons")).to_contain_text("usable again only after pairing: 1")
    with opened.value.expect_event("close"):
        supervisor.page.get_by_role("button", name="Revoke").click()
    supervisor.go("/desk/devices")
    expect(supervisor.page.locator("#devices tbody tr")).to_have_count(0)
    strange.page.goto("/pick")
    expect(strange.page.locator(".problem").first).to_contain_text("Handheld 7")
    assert list(faults(strange)) == []
    strange.complaints.clear()  # what asked for work meanwhile was refused
    strange.page.get_by_role("link", name=strange.says("device.have_code")).click()
    expect(strange.page.locator("#pairing-code")).to_be_visible()
