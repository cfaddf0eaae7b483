"""One hint for many sockets: who listens hears it, and who has stopped reading holds up nobody."""

import socket
import threading

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Ping, Pong, Request, TextMessage

from floor.web import websockets
from floor.web.websockets import WebSocket, WebSockets, frame_of


class Page:
    """A client of a WebSocket, and what was heard of it on the other side."""

    def __init__(self, all_of_them, receive=None):
        ours, self.line = socket.socketpair()
        self.line.settimeout(5)
        self.heard, self.ended = [], threading.Event()
        self.protocol = WSConnection(ConnectionType.CLIENT)
        asked = self.protocol.send(Request(host="floor", target="/socket.io/")).decode().split("\r\n")[1:-2]
        headers = dict(each.split(": ", 1) for each in asked)
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        self.websocket = WebSocket(ours, receive or self.heard.append, self.ended.set)
        self.websocket.shake_hands(environ | {"PATH_INFO": "/socket.io/"})
        assert isinstance(self.next(), AcceptConnection)
        all_of_them.add(self.websocket)

    def next(self):
        while True:
            for event in self.protocol.events():
                return event
            self.protocol.receive_data(self.line.recv(4096) or None)

    def say(self, event):
        self.line.sendall(self.protocol.send(event))


@pytest.fixture
def all_of_them():
    all_of_them = WebSockets()
    yield all_of_them
    all_of_them.stop()


@pytest.fixture
def open_page(all_of_them):
    pages = []

    def open_page(**more):
        pages.append(Page(all_of_them, **more))
        return pages[-1]

    yield open_page
    for page in pages:
        page.line.close()
        assert page.websocket.closed.wait(60)


def heard(page, count):
    until = threading.Event()
    for _ in range(6000):
        if len(page.heard) >= count:
            return page.heard
        until.wait(0.01)
    raise AssertionError(page.heard)


def test_messages_come_in_their_order_and_whole(open_page):
    page = open_page()
    for number in range(50):
        page.say(TextMessage(f"{number}"))
    page.say(TextMessage("in two ", message_finished=False))
    page.say(TextMessage("pieces"))
    assert heard(page, 51) == [*map(str, range(50)), "in two pieces"]


def test_a_frame_is_what_a_browser_understands(open_page):
    page = open_page()
    page.websocket.send(frame_of('42["changed",{"topic":"board","version":41}]'))
    assert page.next().data == '42["changed",{"topic":"board","version":41}]'
    page.say(Ping(b"there?"))
    assert page.next() == Pong(b"there?")


def test_hundreds_that_listen_take_no_thread(open_page):
    open_page()
    before = threading.active_count()
    pages = [open_page() for _ in range(200)]
    assert threading.active_count() == before
    pages[150].say(TextMessage("hello"))
    assert heard(pages[150], 1) == ["hello"]
    assert threading.active_count() <= before + websockets.HANDLERS


def test_one_whose_message_takes_long_holds_up_no_other(open_page):
    until = threading.Event()
    slow, quick = open_page(receive=lambda _said: until.wait(60)), open_page()
    slow.say(TextMessage("a question"))
    quick.say(TextMessage("another"))
    assert heard(quick, 1) == ["another"]
    until.set()


def test_a_client_that_has_stopped_reading_is_sent_away_and_holds_up_nobody(open_page):
    asleep, awake = open_page(), open_page()
    frame = frame_of("x" * 1000)
    for _n in range(100_000):
        asleep.websocket.send(frame)
        if asleep.websocket.closed.is_set():
            break
    else:
        pytest.fail("a socket that nobody reads was kept for ever")
    assert asleep.ended.is_set()
    awake.websocket.send(frame)
    assert awake.next().data == "x" * 1000


@pytest.mark.parametrize(
    "sent",
    [b"\x00garbage", frame_of("not masked"), b"GET / HTTP/1.1\r\n\r\n"],
    ids=["bytes", "unmasked", "http"],
)
def test_whoever_speaks_no_websocket_is_sent_away(open_page, sent):
    page = open_page()
    page.line.sendall(sent)
    assert page.ended.wait(60)


def test_a_message_that_is_too_long_or_one_too_many_ends_it(open_page):
    page = open_page()
    page.say(TextMessage("x" * (websockets.MOST_MESSAGE + 1)))
    assert page.ended.wait(60)
    until = threading.Event()
    page = open_page(receive=lambda _said: until.wait(60))
    page.line.sendall(
        b"".join(page.protocol.send(TextMessage("again")) for _ in range(2 * websockets.MOST_WAITING))
    )
    assert page.line.recv(1000) == b""
    until.set()
    assert page.ended.wait(60)


def test_the_end_comes_after_the_last_message_and_once(open_page):
    told = []
    page = open_page(receive=told.append)
    page.websocket.ended = lambda: told.append("the end")
    page.websocket.when_closed(lambda: told.append("closed"))
    for number in range(20):
        page.say(TextMessage(f"{number}"))
    page.line.close()
    assert page.websocket.closed.wait(60)
    page.websocket.when_closed(lambda: told.append("closed"))
    assert told == [*map(str, range(20)), "the end", "closed", "closed"]
