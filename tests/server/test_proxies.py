"""Two processes behind each of the proxies of docs/deploy.md, with the lines that stand there, on a port of its own."""

import contextlib
import re
import shutil
import socket
import subprocess
import time

import pytest
import requests
import socketio

from floor.server import addresses
from tests import services
from tests.client import Caller
from tests.served import ROOT, Served, at_work

LINES = (ROOT / "docs" / "deploy.md").read_text("utf-8")
PIN = "471147"
MODULES = (
    "mpm_event",
    "authz_core",
    "proxy",
    "proxy_http",
    "proxy_balancer",
    "slotmem_shm",
    "lbmethod_byrequests",
)


@pytest.fixture(scope="module")
def processes(tmp_path_factory, postgres_server, redis_url, worker_id):
    home = tmp_path_factory.mktemp("home")
    with services.postgres_database(postgres_server, f"floor_proxies_{worker_id}") as url:
        both = [Served(home, url, redis_url) for _process in range(2)]
        both[0].command("init")
        both[0].add_person("9001", "supervisor", pin=PIN)
        with at_work(both):
            yield both


def configuration(proxy, port, processes):
    """The lines of docs/deploy.md with the ports of this test."""
    lines = re.search(rf"```{proxy.partition(' ')[0]}\n(.*?)```", LINES, re.DOTALL)[1]
    if proxy == "nginx open":
        more = re.search(r"```nginx open\n(.*?)```", LINES, re.DOTALL)[1].splitlines()
        beside, within = "\n".join(more[:2]), "\n".join(more[2:])
        lines = lines.replace("upstream floor {", f"{beside}\nupstream floor {{")
        lines = lines.replace("server {", f"server {{\n{within}", 1)
    for written, real in (("8080", port), ("8000", processes[0].port), ("8001", processes[1].port)):
        assert written in lines
        lines = lines.replace(written, str(real))
    return lines


def command(proxy, folder, lines):
    """How the proxy is run in front, as it is in Debian, with everything that it writes in the folder."""
    file = folder / "lines"
    if proxy.startswith("nginx"):
        file.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
            f"http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};\n{lines}}}\n"
        )
        return ["nginx", "-c", file, "-e", folder / "errors"]
    if proxy == "haproxy":
        file.write_text(lines)
        return ["haproxy", "-db", "-f", file]
    loaded = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES]
    own = [
        f"ServerName floor.example\nPidFile {folder}/pid\nErrorLog {folder}/errors\nDefaultRuntimeDir {folder}"
    ]
    file.write_text("\n".join([*loaded, *own, lines]))
    return ["apache2", "-DFOREGROUND", "-f", file]


@pytest.fixture(params=["nginx", "nginx open", "haproxy", "apache"])
def address(request, tmp_path, processes):
    """Where the proxy listens."""
    port = services.free_port()
    words = command(request.param, tmp_path, configuration(request.param, port, processes))
    assert shutil.which(words[0], path="/usr/sbin:/usr/bin"), f"apt-get install {request.param}"
    words[0] = shutil.which(words[0], path="/usr/sbin:/usr/bin")
    with (tmp_path / "log").open("w") as log:
        proxy = subprocess.Popen(services.child(words, None), stdout=log, stderr=log)
    try:
        wait_for(port, proxy, tmp_path)
        yield f"http://127.0.0.1:{port}"
    finally:
        proxy.terminate()
        proxy.wait(30)


def wait_for(port, proxy, folder):
    give_up = time.monotonic() + 30
    while proxy.poll() is None and time.monotonic() < give_up:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError([file.read_text() for file in folder.iterdir() if file.name in ("log", "errors")])


@contextlib.contextmanager
def browser(address):
    """A supervisor's, signed in; with the token of its pages."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.headers["Origin"] = address
        browser.headers["X-CSRF-Token"] = csrf(browser.get(f"{address}/sign-in"))
        signed = browser.post(f"{address}/api/v1/login", json={"badge": "9001", "pin": PIN})
        assert signed.status_code == 201
        browser.headers["X-CSRF-Token"] = csrf(browser.get(f"{address}/board"))
        yield browser


def next_hint(board):
    """Beside hints a page is told the version of the server."""
    while True:
        event, said = board.receive(timeout=5)
        if event == "changed":
            return said


def csrf(page):
    return re.search(r'name="csrf-token" content="([^"]+)"', page.text)[1]


def test_hints_of_both_processes_come_through_and_devices_find_the_way(address, processes):
    with browser(address) as supervisor:
        page = {"csrf": supervisor.headers["X-CSRF-Token"]}
        cookie = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in supervisor.cookies)}
        with socketio.SimpleClient(websocket_extra_options={"origin": address}) as board:
            board.connect(address, headers=cookie, auth=page, transports=["websocket"])
            assert board.call("watch", {"topics": ["devices"]})["topics"] == ["devices"]
            for number, process in enumerate(processes):
                there = Caller(process.url)
                there.token = there.post("/login", {"badge": "9001", "pin": PIN, "device": "x"})["token"]
                there.post("/devices", {"name": f"{address} {number}"[7:]})
                there.close()
                assert next_hint(board)["topic"] == "devices"
        supervisor.headers["Origin"] = "http://floor.invalid:8443"
        shown = supervisor.post(f"{address}/desk/devices", data={"name": address[7:]}).text
        assert "http://floor.invalid:8443/pair" in shown
        assert "got no answer at http://floor.invalid:8443/pair" in shown
    assert addresses.answers(f"{address}/pair")
    assert not addresses.answers(f"http://127.0.0.1:{services.free_port()}/pair")
