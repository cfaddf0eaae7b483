"""Clients that send slowly, or nothing, or never end: they wait for their own sake, and nobody else does."""

import contextlib
import json
import re
import selectors
import socket
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
import websocket
from gunicorn.config import Config
from gunicorn.util import write

from floor.server import worker as worker_module
from tests.client import Caller
from tests.served import Secure, served
from tests.stopwatch import stopwatch

HEAD = b"POST /api/v1/login HTTP/1.1\r\nHost: floor\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("home")) as server:
        server.add_person("9001", "supervisor")
        server.start()
        yield server


def line_to(server):
    return socket.create_connection(("127.0.0.1", server.port), 10)


@contextlib.contextmanager
def lines_to(server, count, sent=b""):
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(line_to(server)) for _ in range(count)]
        for line in lines:
            line.sendall(sent)
        yield lines


def seconds_for_a_request(server):
    with stopwatch() as seconds, requests.Session() as session:
        session.trust_env = False
        assert session.get(f"{server.url}/api/v1/openapi.json", timeout=60).status_code == 200
        return seconds()


def answer_on(line):
    """The status, the headers by lower-case name and the body, as one answer and the end of the line give them."""
    got = b""
    while more := line.recv(65536):
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    return (
        int(first.split()[1]),
        {name.lower(): value for name, value in (each.split(": ", 1) for each in rest)},
        body,
    )


def threads_of(server):
    return int(re.search(r"Threads:\s+(\d+)", Path(f"/proc/{server.worker}/status").read_text())[1])


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: fl",
        HEAD + b"Content-Length: 100\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
    ],
    ids=["nothing", "half a head", "half a body", "half a chunk"],
)
def test_hundreds_who_send_half_of_a_request_hold_up_nobody(server, sent):
    seconds_for_a_request(server)
    with lines_to(server, 500, sent):
        assert max(seconds_for_a_request(server) for _ in range(5)) < 1.0


def test_open_sockets_take_no_thread_from_those_who_scan(server):
    caller = Caller(server.url)
    token = caller.post("/login", {"badge": "9001", "pin": "471147", "device": "x"})["token"]
    caller.close()
    seconds_for_a_request(server)
    before = threads_of(server)
    with contextlib.ExitStack() as stack:
        sockets = [websocket.WebSocket() for _ in range(400)]
        for each in sockets:
            each.connect(f"{server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket")
            stack.callback(each.shutdown)
            each.send("40" + json.dumps({"token": token}))
        for each in sockets:
            while not each.recv().startswith("40"):
                pass
        assert threads_of(server) < before + 80  # of gunicorn's 64, and those that answer messages
        assert seconds_for_a_request(server) < 1.0


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (
            b"GET /api/v1/" + b"x" * 9000 + b" HTTP/1.1\r\nHost: floor\r\n\r\n",
            414,
            "request.address_too_long",
        ),
        (b"GET /" + b"x" * 9000, 414, "request.address_too_long"),
        (b"GET / HTTP/1.1\r\nHost: floor\r\nX: " + b"x" * 40_000, 431, "request.head_too_large"),
        (b"GET / HTTP/1.1\r\nHost: floor\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431, "request.head_too_large"),
        (HEAD + b"Content-Length: 99999999\r\n\r\n", 413, "request.too_large"),
        (HEAD + b"Content-Length: five\r\n\r\n", 400, "request.bad"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "request.bad"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n", 400, "request.bad"),
        (HEAD + b"Transfer-Encoding: rot13\r\n\r\n", 501, "request.bad"),
        (b"nonsense\r\n\r\n", 400, "request.bad"),
        (b"GET / HTTP/9.9\r\nHost: floor\r\n\r\n", 400, "request.bad"),
    ],
)
def test_what_the_server_itself_refuses_is_a_problem_document(server, sent, status, code):
    with line_to(server) as line:
        line.sendall(sent)
        told, headers, body = answer_on(line)
    assert (told, headers["content-type"]) == (status, "application/problem+json")
    said = json.loads(body)
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"].endswith(".")


def test_it_is_said_in_the_language_of_the_caller(server):
    with line_to(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\nAccept-Language: zh-TW\r\nX: " + b"x" * 40_000)
        assert "請求標頭過大" in answer_on(line)[2].decode()


def test_who_sends_too_slowly_is_told_so(server):
    with stopwatch() as seconds, line_to(server) as line:
        line.settimeout(60)
        line.sendall(b"GET / HTTP/1.1\r\n")
        for _second in range(5):
            time.sleep(1)
            line.sendall(b"X-Drop: by drop\r\n")
        told, _headers, body = answer_on(line)
        assert seconds() < 15
    assert (told, json.loads(body)["code"]) == (408, "request.too_slow")


@pytest.mark.parametrize("pieces", [1, 3, 50])
def test_a_request_in_pieces_is_answered_like_any_other(server, pieces):
    body = json.dumps({"badge": "9001", "pin": "471147", "device": "pieces"}).encode()
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (body[:7], body[7:])) + b"0\r\n\r\n"
    sized = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    for sent in (sized, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks):
        with line_to(server) as line:
            size = len(sent) // pieces + 1
            for begin in range(0, len(sent), size):
                line.sendall(sent[begin : begin + size])
                time.sleep(0.002)
            assert b"201 CREATED" in line.recv(65536)


def test_two_requests_at_once_and_one_after_the_other_are_both_answered(server):
    asked = b"GET /sign-in HTTP/1.1\r\nHost: floor\r\n\r\n"
    with line_to(server) as line:
        line.sendall(asked + asked[:20])
        time.sleep(0.2)
        line.sendall(asked[20:] + asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        got = b""
        while more := line.recv(65536):
            got += more
    assert got.count(b"HTTP/1.1 200 OK") == 3


def test_who_waits_to_be_told_to_go_on_is_told(server):
    with line_to(server) as line:
        line.sendall(HEAD + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"{}")
        got = b""
        while b"request.invalid" not in got:
            got += line.recv(65536)
    assert b"HTTP/1.1 422" in got


def test_when_all_places_are_taken_the_oldest_who_says_nothing_makes_room(tmp_path):
    with served(tmp_path) as server:
        config = ["--config", "python:floor.server.gunicorn_settings", "--worker-connections", "80"]
        server.run([sys.executable, "-m", "gunicorn", *config])
        seconds_for_a_request(server)
        with lines_to(server, 120) as lines:
            assert seconds_for_a_request(server) < 2
            lines[0].settimeout(5)
            assert lines[0].recv(1) == b""


def test_one_address_gets_no_more_than_its_share(monkeypatch):
    """But for this machine's own, which may be a proxy's."""
    monkeypatch.setattr(worker_module, "MOST_FROM_ONE", 3)
    monkeypatch.setattr(worker_module, "_here", lambda address: address != "127.0.0.1")
    worker = worker_module.Worker(1, 1, [], None, 30, Config(), None)
    worker.tmp.close()
    with selectors.DefaultSelector() as worker.poller, socket.create_server(("127.0.0.1", 0)) as listener:
        lines = []
        for _ in range(5):
            lines.append(socket.create_connection(listener.getsockname(), 5))
            worker.accept(listener)
        assert [len(worker.waiting), worker.nr_conns, worker.from_one["127.0.0.1"]] == [3, 3, 3]
        assert [line.recv(1) for line in lines[3:]] == [b"", b""]
        first = next(iter(worker.waiting))
        lines[0].sendall(b"x" * 9000)
        worker._arrive(first)  # it is refused, and let go soon, whether it hangs up or not
        first.until = 0.0
        worker.murder_pending()
        assert [len(worker.waiting), worker.nr_conns, worker.from_one["127.0.0.1"]] == [2, 2, 2]
        worker.alive = False
        worker.murder_pending()
        assert (worker.nr_conns, worker.from_one) == (0, {})
        for line in lines:
            line.close()


def test_who_takes_an_answer_byte_by_byte_holds_a_thread_for_no_longer(monkeypatch):
    """The limit is for the whole of it: each byte that is taken gives no new time."""
    monkeypatch.setattr(worker_module, "ANSWER_SECONDS", 0.3)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker_module.Connection(SimpleNamespace(cfg=Config()), ours, None, None).init()
        stop = threading.Event()

        def sip():
            while not stop.wait(0.02):
                theirs.recv(1000)

        reader = threading.Thread(target=sip)
        reader.start()
        with stopwatch() as seconds, pytest.raises(TimeoutError):
            write(ours, bytes(10_000_000))
        stop.set()
        reader.join()
    assert seconds() < 2


def test_the_same_with_tls(tmp_path):
    server = Secure(tmp_path)
    server.command("init")
    server.start()
    try:
        with lines_to(server, 300), lines_to(server, 300, b"\x16\x03\x01"), stopwatch() as seconds:
            answer = requests.get(f"{server.url}/api/v1/openapi.json", verify=server.trust(), timeout=60)
            assert answer.status_code == 200
            assert seconds() < 2
    finally:
        server.stop()
