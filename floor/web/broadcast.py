"""Sends one message to many sockets at once, and lets none of them take a thread.

The library queues a packet for each socket, wakes a thread for each to send it, and has three more that read, and that
wait until the next ping. Here the frame is made once and handed to the kernel for one socket after the other, waiting
for none; `websockets.py` reads them all.

What Floor knows of the insides of Socket.IO and Engine.IO is in this file alone; tests/test_insides.py names it.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from engineio.exceptions import EngineIOError
from engineio.packet import PING
from engineio.packet import Packet as EnginePacket
from engineio.socket import Socket as EngineSocket
from socketio import Manager, packet
from wsproto.utilities import RemoteProtocolError

from floor.web.websockets import WebSocket, WebSockets, frame_of

ENGINE_MESSAGE = "4"  # what Engine.IO writes before every packet of Socket.IO
GUNICORN, WERKZEUG = "gunicorn.socket", "werkzeug.socket"  # where each server leaves a request's connection


class Outbox:
    """Stands where a connection of Engine.IO has its queue: what is put into it has gone already."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket

    def put(self, said: EnginePacket | None) -> None:
        if said is None:
            self.websocket.say_goodbye()
        else:
            self.websocket.send(frame_of(said.encode()))

    def join(self) -> None:
        """Nothing waits in it."""


class Broadcast(Manager):
    """A client manager whose connections are WebSockets without threads, and whose `emit` goes to all at once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.websockets = WebSockets()
        self._open: dict[str, WebSocket] = {}  # by the id of the connection

    def set_server(self, server: Any) -> None:
        super().set_server(server)
        engine = server.eio
        engine._async = {
            **engine._async,
            "websocket": lambda handler, _engine: partial(self._take, handler.__self__),
        }
        engine.start_background_task = partial(self._begin, engine.start_background_task)

    def _begin(self, start: Callable[..., Any], target: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Starts what the library wants to have in a thread, but for a ping to come."""
        if getattr(target, "__func__", None) is not EngineSocket._send_ping:
            return start(target, *args, **more)
        self.websockets.after(self.server.eio.ping_interval, partial(_ping, target.__self__))  # type: ignore[attr-defined]
        return None

    def _take(self, connection: Any, environ: Mapping[str, Any], start_response: Any) -> list[bytes]:
        """Takes a connection from the server that has read its request, and is done with it then."""
        websocket = WebSocket(
            environ.get(GUNICORN) or environ[WERKZEUG],
            partial(_receive, connection),
            partial(self._end, connection),
        )
        try:
            websocket.shake_hands(environ)
        except RemoteProtocolError:
            connection.close(wait=False, abort=True)
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
        before, connection.queue = connection.queue, Outbox(websocket)
        while not before.empty():
            connection.queue.put(before.get())
        connection.connected = connection.upgraded = True
        self._open[connection.sid] = websocket
        self.websockets.add(websocket)
        if GUNICORN in environ:
            raise StopIteration  # there is no answer any more
        websocket.closed.wait()
        raise ConnectionError

    def _end(self, connection: Any) -> None:
        self._open.pop(connection.sid, None)
        connection.close(wait=False, abort=True, reason=self.server.eio.reason.TRANSPORT_CLOSE)
        self.server.eio.sockets.pop(connection.sid, None)

    def engine_id_of(self, sid: str) -> str:
        """The id of the connection that a socket came by."""
        engine_id: str = self.eio_sid_from_sid(sid, "/")
        return engine_id

    def engine_ids(self) -> list[str]:
        """The ids of all open connections, of those without a socket too."""
        return list(self.server.eio.sockets)

    def close_connection(self, engine_id: str) -> None:
        self.server.eio.disconnect(engine_id)

    def close_all_connections(self) -> None:
        """Closes every connection and waits for none. To a client that is a network fault: it comes back by itself,
        which a word of parting would tell it not to do."""
        for connection in list(self.server.eio.sockets.values()):
            connection.close(wait=False, abort=True)

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, **options: Any) -> None:
        hearers = self.get_participants(namespace, options.get("to") or room)
        websockets = [there for _sid, engine_id in hearers if (there := self._open.get(engine_id))]
        if websockets:  # most topics have no hearer, and need no frame
            said = packet.Packet(packet.EVENT, namespace=namespace, data=[event, data])
            frame = frame_of(ENGINE_MESSAGE + said.encode())
            for websocket in websockets:
                websocket.send(frame)


def _receive(connection: Any, said: str | bytes) -> None:
    try:
        connection.receive(EnginePacket(encoded_packet=said))
    except (EngineIOError, ValueError):  # nothing that the library says
        connection.close(wait=False, abort=True)


def _ping(connection: Any) -> None:
    if not connection.closing and not connection.closed:
        connection.last_ping = time.time()
        connection.send(EnginePacket(PING))
