"""The http port beside https answers nothing but the help that makes a device trust the server."""

import logging
import socket

import pytest
import requests
from werkzeug.test import Client

from floor.core.settings import Settings
from floor.server.http_redirect import HttpRedirect, only_help
from tests.services import free_port


def app(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the floor"]


@pytest.fixture
def writer():
    return Client(only_help(app, 8443))


@pytest.mark.parametrize(
    "path", ["/certificate", "/certificate/floor-ca.crt", "/certificate/check", "/static/1/shared/floor.css"]
)
def test_help_is_served(writer, path):
    assert writer.get(path).data == b"the floor"


@pytest.mark.parametrize(("asked", "there"), [
    ("/pick?work=3", "/pick?work=3"), ("/api/v1/login", "/api/v1/login"), ("/certificates", "/certificates"),
    ("/certificate-x", "/certificate-x"), ("/static", "/static"), ("/service-worker.js", "/service-worker.js"),
    ("/a%3Fb%0D%0Ac", "/a%3Fb%0D%0Ac"),
])  # fmt: skip
def test_everything_else_is_sent_on_to_https(writer, asked, there):
    for method in ("GET", "POST"):
        answer = writer.open(asked, method=method, base_url="http://192.168.7.5:8523")
        assert (answer.status_code, answer.location) == (307, f"https://192.168.7.5:8443{there}")


def test_who_comes_without_a_path_is_helped(writer):
    assert writer.get("/").location == "/certificate"


def test_the_port_opens_and_closes(tmp_path):
    settings = Settings(home=tmp_path, database_url="", port=free_port() - 80)
    writer = HttpRedirect(app, settings)
    writer.start()
    address = f"http://127.0.0.1:{settings.http_port}/certificate"
    assert requests.get(address, timeout=10).text == "the floor"
    writer.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=10)


def test_a_port_that_is_taken_is_told_and_https_goes_on(tmp_path, caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(home=tmp_path, database_url="", port=taken.getsockname()[1] - 80)
        writer = HttpRedirect(app, settings)
        with caplog.at_level(logging.ERROR):
            writer.start()
        writer.stop()
    assert f"no http on port {settings.http_port}" in caplog.text
