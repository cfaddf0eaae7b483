"""gunicorn's worker of threads, of which none waits for somebody slow: a request gets one when all of it is there, and
an open WebSocket holds none. What Floor knows of gunicorn's insides is in this file; tests/test_insides.py names it."""

import contextlib
import errno
import ipaddress
import selectors
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

from gunicorn.http import get_parser
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, UnsupportedTransferCoding
from gunicorn.http.errors import ParseException as Unreadable
from gunicorn.workers.gthread import TConn, ThreadWorker

from floor.core.languages import negotiate
from floor.server import arrival
from floor.server.arrival import Arrival
from floor.server.refusals import answer

IDLE_SECONDS = 30.0  # for a first byte: browsers open connections before they know what for
HANDSHAKE_SECONDS = 10.0
ANSWER_SECONDS = 20.0  # for an answer to be taken, however it is taken: a thread waits for that
LEAVE_SECONDS = 2.0
MOST_FROM_ONE = (
    1024  # connections from one address that is not this machine: one may be a proxy, or a whole building
)
MOST_LARGE = 128 * 1024 * 1024  # bytes of large requests that are on their way, all together
READ = 256 * 1024
KEPT = object()


class Connection(TConn):  # type: ignore[misc]
    """One client's. `until` is when it is given up, while no thread has it."""

    def __init__(self, worker: "Worker", line: socket.socket, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, line, client, server)
        self.worker, self.address = worker, client[0] if client else ""
        self.arrival = Arrival()
        self.until = 0.0
        self.initialized = True  # what gunicorn would wait for in a thread is done before

    def init(self) -> None:
        """Called in a thread, before the request is read and answered."""
        self.sock.settimeout(ANSWER_SECONDS)

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.worker.take_leave(self)
        else:
            self.worker.forget(self)
            super().close()


class Worker(ThreadWorker):  # type: ignore[misc]
    """`send_away` closes the open sockets; gunicorn_settings.py sets it, and `websocket_of`, which knows who has become
    one."""

    send_away: Callable[[], None] | None = None
    websocket_of: Callable[[Any], Any] = staticmethod(lambda _line: None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.from_one: Counter[str] = Counter()
        self.waiting: dict[Connection, None] = {}  # in the order of their coming
        self.large = 0  # bytes

    # --- coming

    def accept(self, listener: Any) -> None:
        try:
            line, client = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        connection = Connection(self, line, client, listener.getsockname())
        self.nr_conns += 1
        self.from_one[connection.address] += 1
        if self.from_one[connection.address] > MOST_FROM_ONE and not _here(connection.address):
            self._give_up(connection)
            return
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        if self.cfg.is_ssl:
            context = self.cfg.ssl_context(self.cfg, None)
            try:
                connection.sock = context.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
            except OSError:  # it has gone already
                self._give_up(connection)
            else:
                self._watch(connection, self._shake_hands, HANDSHAKE_SECONDS)
        else:
            self._begin(connection)

    def _shake_hands(self, connection: Connection) -> None:
        try:
            connection.sock.do_handshake()
        except ssl.SSLWantReadError:
            return
        except OSError:
            self._give_up(connection)
        else:
            self._unwatch(connection)
            self._begin(connection)

    def _begin(self, connection: Connection) -> None:
        connection.parser = get_parser(self.cfg, connection.sock, connection.client)
        self._watch(connection, self._arrive, IDLE_SECONDS)

    def enqueue_req(self, conn: Connection) -> None:
        """Called by gunicorn when a kept connection sends again, and where more than one request came at once."""
        conn.sock.setblocking(False)
        if already := conn.parser.unreader.take_buffered():
            self._took(conn, already)
        else:
            self._arrive(conn)

    def _arrive(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(READ)
            while self.cfg.is_ssl and connection.sock.pending():
                data += connection.sock.recv(READ)
        except (BlockingIOError, ssl.SSLWantReadError):
            self._watch(connection, self._arrive, IDLE_SECONDS)
            return
        except OSError:
            data = b""
        if data:
            self._took(connection, data)
        else:
            self._give_up(connection)

    def _took(self, connection: Connection, data: bytes) -> None:
        came = connection.arrival
        self._count(connection, -1)
        came.take(data)
        self._count(connection, 1)
        if came.refused:
            self._refuse(connection, came.refused)
        elif self.large > MOST_LARGE and came.large and not came.whole:
            self._refuse(connection, arrival.NO_ROOM)
        elif came.whole:
            self._unwatch(connection)
            connection.parser.unreader.unread(bytes(came.data))
            super().enqueue_req(connection)
        else:
            self._watch(connection, self._arrive, IDLE_SECONDS)
            connection.until = came.until
            if came.expects:
                came.expects = False
                with contextlib.suppress(OSError):
                    connection.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    # --- in a thread

    def handle(self, conn: Connection) -> Any:
        going_on = super().handle(conn)
        websocket = self.websocket_of(conn.sock)
        if websocket is None:
            return going_on
        websocket.when_closed(lambda: self.method_queue.defer(self._give_up, conn))
        return KEPT

    def finish_request(self, conn: Connection, fs: Any) -> None:
        self._count(conn, -1)
        conn.arrival = Arrival()
        if fs.cancelled() or fs.exception() or fs.result() is not KEPT:
            super().finish_request(conn, fs)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """What gunicorn itself refuses, said as everything else is."""
        status = 400
        for kind, other in (
            (LimitRequestLine, 414),
            (LimitRequestHeaders, 431),
            (UnsupportedTransferCoding, 501),
        ):
            if isinstance(exc, kind):
                status = other
        if not isinstance(exc, Unreadable):
            self.log.exception("Error handling request %s", getattr(req, "uri", ""))
            status = 500
        languages = dict(req.headers).get("ACCEPT-LANGUAGE", "") if req else ""
        with contextlib.suppress(OSError):
            client.sendall(answer(status, negotiate(languages)))

    # --- going

    def _refuse(self, connection: Connection, status: int) -> None:
        with contextlib.suppress(OSError):
            connection.sock.send(answer(status, negotiate(connection.arrival.language)))
        self._unwatch(connection)
        self.nr_conns -= 1
        connection.close(graceful=True)

    def _give_up(self, connection: Connection) -> None:
        self._unwatch(connection)
        self.nr_conns -= 1
        connection.close()

    def take_leave(self, connection: Connection) -> None:
        """What the client still sends is let go by for a moment: cut off at once, it would not see our last answer."""
        try:
            connection.sock.setblocking(False)
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            connection.close()
        else:
            self._count(connection, -1)
            connection.arrival = Arrival()
            self.nr_conns += 1
            self._watch(connection, self._hear_out, LEAVE_SECONDS)

    def _hear_out(self, connection: Connection) -> None:
        with contextlib.suppress(OSError):
            if connection.sock.recv(READ):
                return
        self._give_up(connection)

    def forget(self, connection: Connection) -> None:
        self._count(connection, -1)
        connection.arrival = Arrival()
        self.from_one[connection.address] -= 1
        if not self.from_one[connection.address]:
            del self.from_one[connection.address]

    def murder_pending(self) -> None:
        """Called by gunicorn once a second: whoever took too long is told so. At the end nobody waits for those who
        have sent nothing."""
        now = time.monotonic()
        for connection in list(self.waiting):
            began = connection.arrival.began
            if not self.alive and not began:
                self._give_up(connection)
            elif connection.until <= now:
                self._refuse(connection, arrival.TOO_SLOW) if began else self._give_up(connection)

    def _make_room(self) -> None:
        """All places are taken: the oldest of those who wait and say nothing goes, or who has said nothing more."""
        silent = next((each for each in self.waiting if not each.arrival.began), None)
        if silent is not None:
            self._give_up(silent)
        elif self.keepalived_conns:
            kept = self.keepalived_conns.popleft()
            self.poller.unregister(kept.sock)
            self._give_up(kept)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Asked to end: accepts nobody any more, then sends the pages away, which come back to the next server."""
        super().handle_exit(sig, frame)
        if self.send_away:  # in a thread of its own: this is a signal's handler, which may wait for nothing
            threading.Thread(target=self.send_away, daemon=True).start()

    # --- who is waited for

    def _watch(self, connection: Connection, readable: Callable[[Connection], None], seconds: float) -> None:
        if connection not in self.waiting:
            connection.until = time.monotonic() + seconds
            self.waiting[connection] = None
            self.poller.register(connection.sock, selectors.EVENT_READ, lambda _line: readable(connection))

    def _unwatch(self, connection: Connection) -> None:
        if connection in self.waiting:
            del self.waiting[connection]
            self.poller.unregister(connection.sock)

    def _count(self, connection: Connection, sign: int) -> None:
        if connection.arrival.large:
            self.large += sign * len(connection.arrival.data)


def _here(address: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(address).is_loopback
    return True  # a socket of this machine's that has no address
