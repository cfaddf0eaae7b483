"""Sends one message to many sockets at once.

The library queues a packet for each socket and wakes a thread for each to send it: with 200 boards a hint then costs
more than the scan that it tells of, and the last board hears it late. Here the frame is made once and handed to the
kernel for one socket after the other, waiting for none.

What Floor knows of the insides of Socket.IO and Engine.IO is in this file alone; tests/test_insides.py names it.
"""

import contextlib
import socket
from collections.abc import Mapping
from typing import Any

from socketio import Manager, packet
from wsproto.frame_protocol import FrameProtocol

ENGINE_MESSAGE = "4"  # what Engine.IO writes before every packet of Socket.IO
LINES = (
    "gunicorn.socket",
    "werkzeug.socket",
)  # where each server leaves a request's connection in its environ


class Broadcast(Manager):
    """A client manager whose `emit` takes the short way to plugged-in sockets and the library's to all others."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: dict[str, socket.socket] = {}

    def plug_in(self, sid: str, environ: Mapping[str, Any]) -> None:
        """`environ` is that of the request that opened the connection. One that began with polling, and one with
        TLS, which two threads must not write to at once, stay with the library."""
        line = next((environ[name] for name in LINES if name in environ), None)
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket" and type(line) is socket.socket:
            self.lines[sid] = line

    def unplug(self, sid: str) -> None:
        self.lines.pop(sid, None)

    def engine_id_of(self, sid: str) -> str:
        """The id of the connection that a socket came by."""
        engine_id: str = self.eio_sid_from_sid(sid, "/")
        return engine_id

    def engine_ids(self) -> list[str]:
        """The ids of all open connections, of those without a socket too."""
        return list(self.server.eio.sockets)

    def close_connection(self, engine_id: str) -> None:
        """Closes a connection in the background: a client that does not read is not waited for."""
        self.server.start_background_task(self.server.eio.disconnect, engine_id)

    def close_all_connections(self) -> None:
        """Closes every connection and waits for none. To a client that is a network fault: it comes back by itself,
        which a word of parting would tell it not to do."""
        for connection in list(self.server.eio.sockets.values()):
            connection.close(wait=False, abort=True)

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, **options: Any) -> None:
        hearers = [sid for sid, _engine_id in self.get_participants(namespace, options.get("to") or room)]
        lines = {sid: line for sid in hearers if (line := self.lines.get(sid))}
        beyond = [sid for sid in hearers if sid not in lines]
        if lines:  # most topics have no hearer, and need no frame
            frame = _frame(event, data, namespace)
            for line in lines.values():
                _send(line, frame)
        if beyond:
            super().emit(event, data, namespace, room=beyond)


def _frame(event: str, data: Any, namespace: str) -> bytearray:
    said = packet.Packet(packet.EVENT, namespace=namespace, data=[event, data])
    return FrameProtocol(client=False, extensions=[]).send_data(ENGINE_MESSAGE + said.encode(), fin=True)


def _send(line: socket.socket, frame: bytearray) -> None:
    """A client that has not read for so long that its buffer is full is sent away: it comes back and asks anew."""
    try:
        if line.send(frame, socket.MSG_DONTWAIT) == len(frame):
            return
    except BlockingIOError:
        pass
    except OSError:  # it has gone, and the thread that reads from it finds that out
        return
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
