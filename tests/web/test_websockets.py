"""One WebSocket, between the server's end of a line and a client's."""

import socket

import pytest

from floor.web.websockets import WebSocket, frame_of

ASKED = {
    "HTTP_HOST": "floor",
    "HTTP_UPGRADE": "websocket",
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "PATH_INFO": "/",
}


GOODBYE = bytes.fromhex("880203e8")  # a closing frame of two bytes: 1000
CLIENTS_GOODBYE = bytes.fromhex("88820000000003e8")  # the same from a client, masked


def heard(line):
    """All that came, until the line was hung up."""
    frames = b""
    while data := line.recv(4096):
        frames += data
    return frames


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    websocket = WebSocket(ours, lambda message: None, lambda: None)
    websocket.shake_hands(ASKED)
    assert theirs.recv(4096).startswith(b"HTTP/1.1 101")
    yield websocket, theirs
    ours.close()
    theirs.close()


def test_nothing_follows_a_goodbye(line):
    websocket, theirs = line
    websocket.send(frame_of("a hint"))
    websocket.say_goodbye()
    websocket.send(frame_of("another hint"))
    websocket.say_goodbye()
    assert heard(theirs) == frame_of("a hint") + GOODBYE


def test_nothing_follows_the_answer_to_a_goodbye(line):
    websocket, theirs = line
    theirs.sendall(CLIENTS_GOODBYE)
    with pytest.raises(ConnectionResetError):
        websocket.read()
    websocket.send(frame_of("a hint"))
    websocket.say_goodbye()
    websocket.hang_up()
    assert heard(theirs) == GOODBYE
