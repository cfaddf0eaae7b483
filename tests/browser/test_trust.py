"""A device learns to trust a server with https of its own making, and then keeps the pages for the time without a
network. Trust is given to the browser at its start here: nobody can press the buttons of its settings."""

import base64
import hashlib
import shutil

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import expect

from floor.server.tls import Pair
from tests.browser.conftest import CHROMIUM, FLAGS, with_fonts
from tests.browser.people import Someone, screen
from tests.browser.test_devices import HANDHELD, invite
from tests.browser.test_states import faults
from tests.served import Secure


@pytest.fixture
def server(loaded_home, tmp_path):
    shutil.copytree(loaded_home, tmp_path / "home")
    server = Secure(tmp_path / "home")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def trusting(chromium, server, tmp_path_factory):
    """A browser that trusts this server's key, and no other that it does not know."""
    leaf = Pair.read(server.home / "tls" / "server.pem").certificate
    key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    mark = base64.b64encode(hashlib.sha256(key).digest()).decode()
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*FLAGS, f"--ignore-certificate-errors-spki-list={mark}"],
        env=with_fonts(tmp_path_factory),
    )
    yield browser
    browser.close()


def test_a_device_that_does_not_trust_the_server_is_shown_how(chromium, server):
    device = Someone(screen(chromium, server.http_url, *HANDHELD))
    device.page.goto("/")
    steps = device.page.locator("details[open] li")
    expect(steps).not_to_have_count(0)
    device.page.locator('[data-system="android"] summary').click()
    device.picture("certificate")
    device.page.locator("#test").click()
    expect(device.page.locator("#untrusted")).to_be_visible()
    assert list(faults(device)) == []
    device.page.locator('[lang="zh-Hant"]').click()
    expect(device.page.locator("h1")).to_have_text("讓此裝置信任 Floor")
    with device.page.expect_download() as download:
        steps.locator(".button").first.click()
    assert download.value.suggested_filename == "floor-ca.crt"
    device.context.close()


def test_a_device_that_trusts_it_goes_on_from_the_code_to_the_work(trusting, server):
    supervisor, device = (
        Someone(screen(trusting, server.url, 1024, 768)),
        Someone(screen(trusting, server.url, *HANDHELD)),
    )
    supervisor.sign_in("9001")
    code = invite(supervisor, "Handheld 7").replace("-", "")
    device.page.goto(f"{server.http_url}/certificate#{code}")
    expect(device.page.locator("#ready")).to_be_visible()
    device.picture("certificate-ready")
    assert list(faults(device)) == []
    device.page.locator("#go-on").click()
    device.press("device.pair_button")
    device.page.locator("#paired a").click()
    device.sign_in("1001")
    device.go("/pick")
    expect(device.page.locator("#connection")).to_have_class("connection live")
    assert device.page.evaluate("navigator.serviceWorker.ready.then((worker) => Boolean(worker.active))")
    assert all(cookie["secure"] for cookie in device.context.cookies())
    device.lose_network()
    device.page.reload()
    expect(device.page.locator("#scan-form")).to_be_visible()
    assert supervisor.complaints + device.complaints == []
