"""`floor serve --tls` as it really runs: https that a device trusts, hints over it, and renewal without a restart."""

import ssl
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import socketio
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from floor.server.tls import authority_of
from tests.served import ROOT, Secure

PIN = "471147"
# gunicorn's settings, with certificates that are renewed after three seconds instead of a year
SHORT_LIVED = """
from datetime import timedelta
from floor.server import tls
tls.LEAF_LASTS, tls.RENEW_BEFORE = timedelta(seconds=14), timedelta(seconds=9)
tls.CLOCKS_DIFFER, tls.LOOK_AGAIN_SECONDS = timedelta(seconds=2), 0.2
from floor.server.gunicorn_settings import *
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Secure]:
    server = Secure(tmp_path)
    server.add_person("9001", "supervisor", pin=PIN)
    yield server
    server.stop()


@pytest.fixture
def device() -> requests.Session:
    device = requests.Session()
    device.trust_env = False  # which may name other authorities
    return device


def test_a_device_that_trusts_the_authority_works_over_https_and_hears_hints(server, device):
    server.start()
    device.verify = server.trust()
    said = (server.home / "server.log").read_text()
    assert f"Floor: {server.url}/" in said
    assert f"{server.http_url}/" in said

    page = device.get(f"{server.url}/sign-in")
    assert page.status_code == 200
    assert (
        "Strict-Transport-Security" not in page.headers
    )  # it would lock devices out when the authority is a new one
    token = page.text.partition('name="csrf-token" content="')[2].partition('"')[0]
    body = {"badge": "9001", "pin": PIN}
    signed = device.post(f"{server.url}/api/v1/login", json=body, headers={"X-CSRF-Token": token})
    assert signed.status_code == 201
    assert all(cookie.secure for cookie in device.cookies)
    assert {cookie.name for cookie in device.cookies} == {"floor_session", "floor_browser"}
    hear_hints(server, device, signed.json()["token"])

    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{server.url}/sign-in", timeout=10)
    elsewhere = requests.get(f"{server.http_url}/sign-in", allow_redirects=False, timeout=10)
    assert elsewhere.headers["Location"] == f"{server.url}/sign-in"
    helped = requests.get(f"{server.http_url}/certificate", timeout=10)
    assert "Set-Cookie" not in helped.headers
    assert f"connect-src 'self' {server.url}" in helped.headers["Content-Security-Policy"]
    for query, kind in (("", "application/x-x509-ca-cert"), ("?save", "application/octet-stream")):
        file = requests.get(f"{server.http_url}/certificate/floor-ca.crt{query}", timeout=10)
        assert file.content == authority_of(server.home).public_bytes(Encoding.DER)
        assert file.headers["Content-Type"] == kind


def hear_hints(server: Secure, device: requests.Session, token: str) -> None:
    with socketio.SimpleClient(
        http_session=device, websocket_extra_options={"sslopt": {"ca_certs": device.verify}}
    ) as client:
        client.connect(server.url, auth={"token": token}, transports=["websocket"])
        assert client.receive(timeout=10)[0] == "version"
        assert client.call("watch", {"topics": ["devices"]})["topics"] == ["devices"]
        headers = {"Authorization": f"Bearer {token}"}
        for number in range(3):
            named = device.post(
                f"{server.url}/api/v1/devices", json={"name": f"Handheld {number}"}, headers=headers
            )
            assert named.status_code == 201
        assert named.json()["address"].startswith(f"{server.http_url}/certificate#")
        name, hint = client.receive(timeout=10)
        assert (name, hint["topic"]) == ("changed", "devices")


def serial(server: Secure) -> int:
    """Of the certificate that a new connection is shown. Raises SSLError where it is not trusted."""
    pem = ssl.get_server_certificate(("127.0.0.1", server.port), ca_certs=server.trust())
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


def test_the_certificate_is_renewed_without_a_restart(server, device, tmp_path):
    config = tmp_path / "short_lived.py"
    config.write_text(SHORT_LIVED)
    server.environment["FLOOR_TLS"] = "1"
    server.run(
        [sys.executable, "-m", "gunicorn", "--chdir", ROOT, "--config", config, "--log-level", "warning"]
    )
    device.verify = server.trust()
    assert device.get(f"{server.url}/sign-in").status_code == 200
    worker, first = server.worker, serial(server)
    give_up = time.monotonic() + 20
    while (renewed := serial(server)) == first:
        assert time.monotonic() < give_up
        time.sleep(0.2)
    assert renewed != first
    assert server.worker == worker
    assert device.get(f"{server.url}/sign-in").status_code == 200
