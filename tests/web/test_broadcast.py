"""One hint for many sockets: who listens hears it, who has stopped reading holds up nobody."""

import socket

import pytest
from socketio.packet import Packet

from floor.web.broadcast import Broadcast

UPGRADED = {"HTTP_UPGRADE": "websocket"}
HINT = ("changed", {"topic": "board", "version": 41})


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


class Library:
    """What stands behind the manager for sockets that are not plugged in."""

    packet_class = Packet

    def __init__(self):
        self.sent = []

    def _send_eio_packet(self, engine_id, packet):
        self.sent.append((engine_id, packet.encode()))


def speaker_in_a_room(*names):
    speaker, library = Broadcast(), Library()
    speaker.set_server(library)
    for name in names:
        speaker.basic_enter_room(name, "/", "board", eio_sid=f"engine of {name}")
        speaker.basic_enter_room(name, "/", name, eio_sid=f"engine of {name}")
    return speaker, library


def test_a_plugged_in_socket_hears_one_websocket_frame(line):
    ours, theirs = line
    speaker, library = speaker_in_a_room("wall")
    speaker.plug_in("wall", UPGRADED | {"gunicorn.socket": ours})
    speaker.emit(*HINT, namespace="/", room="board")
    said = b'42["changed",{"topic":"board","version":41}]'
    assert theirs.recv(1000) == bytes([0x81, len(said)]) + said
    assert library.sent == []


@pytest.mark.parametrize("environ", [{}, {"gunicorn.socket": object()} | UPGRADED, UPGRADED])
def test_a_connection_that_is_no_plain_websocket_stays_with_the_library(line, environ):
    ours, theirs = line
    speaker, library = speaker_in_a_room("wall", "phone")
    speaker.plug_in("wall", UPGRADED | {"gunicorn.socket": ours})
    speaker.plug_in("phone", environ)
    speaker.emit(*HINT, namespace="/", room="board")
    assert theirs.recv(1000)
    assert [engine_id for engine_id, _packet in library.sent] == ["engine of phone"]


def test_polling_before_an_upgrade_is_not_written_into(line):
    ours, _theirs = line
    speaker, library = speaker_in_a_room("phone")
    speaker.plug_in("phone", {"gunicorn.socket": ours})
    speaker.emit(*HINT, namespace="/", room="board")
    assert len(library.sent) == 1


def test_a_client_that_has_stopped_reading_is_sent_away_and_holds_up_nobody(line):
    ours, _theirs = line
    speaker, _library = speaker_in_a_room("asleep", "awake")
    speaker.plug_in("asleep", UPGRADED | {"gunicorn.socket": ours})
    awake, far_end = socket.socketpair()
    with awake, far_end:
        speaker.plug_in("awake", UPGRADED | {"gunicorn.socket": awake})
        heard = 0
        for _n in range(100_000):
            speaker.emit(*HINT, namespace="/", room="board")
            heard += bool(far_end.recv(1000))
            try:
                if ours.recv(1, socket.MSG_DONTWAIT) == b"":  # shut down
                    break
            except BlockingIOError:
                continue
        else:
            pytest.fail("a socket that nobody reads was kept for ever")
        assert heard > 1
        speaker.emit(*HINT, namespace="/", room="board")
        assert far_end.recv(1000)


def test_an_unplugged_socket_gets_nothing_more(line):
    ours, theirs = line
    speaker, library = speaker_in_a_room("wall")
    speaker.plug_in("wall", UPGRADED | {"gunicorn.socket": ours})
    speaker.unplug("wall")
    speaker.emit(*HINT, namespace="/", room="board")
    assert len(library.sent) == 1
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)
