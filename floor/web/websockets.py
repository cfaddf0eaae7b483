"""Open WebSockets, all read by one thread: however many listen, none takes a thread from those who scan."""

import contextlib
import logging
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.frame_protocol import CloseReason, FrameProtocol
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

READ = 16 * 1024
MOST_MESSAGE = 64 * 1024
MOST_WAITING = 100  # messages of one socket that nobody has come to yet
HANDLERS = 8  # a message may wait for the database
SEND_SECONDS = 5.0

log = logging.getLogger(__name__)


def frame_of(text: str | bytes) -> bytes:
    return bytes(FrameProtocol(client=False, extensions=[]).send_data(text, fin=True))


class WebSocket:
    """Each of its messages is given to `receive`, one after the other; `ended` is called once, after the last."""

    def __init__(
        self, line: socket.socket, receive: Callable[[str | bytes], None], ended: Callable[[], None]
    ) -> None:
        self.line, self.receive, self.ended = line, receive, ended
        self.inbox: deque[str | bytes | None] = deque()  # None is the end
        self.busy = False
        self.open = True
        self.parted = False  # the closing frame was sent: nothing may follow it
        self.turn = threading.RLock()  # TLS lets nobody write while somebody reads
        self.closed = threading.Event()
        self._protocol = WSConnection(ConnectionType.SERVER)
        self._said: list[str | bytes] = []
        self._length = 0
        self._when_closed: list[Callable[[], None]] = []

    def shake_hands(self, environ: Mapping[str, Any]) -> None:
        """Answers the request for a WebSocket. Raises OSError and RemoteProtocolError, for one that is none."""
        headers = [
            (name[5:].replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in environ.items()
            if name.startswith("HTTP_")
        ]
        self._protocol.initiate_upgrade_connection(headers, environ.get("PATH_INFO", "/"))
        self.line.settimeout(SEND_SECONDS)
        self.line.sendall(self._protocol.send(AcceptConnection()))
        self.line.setblocking(False)

    def read(self) -> list[str | bytes]:
        """The messages that are whole by now. Raises OSError when the other side has gone, or must go."""
        with self.turn:
            try:
                data = self.line.recv(READ)
                while isinstance(self.line, ssl.SSLSocket) and self.line.pending():
                    data += self.line.recv(READ)
            except (BlockingIOError, ssl.SSLWantReadError):
                return []
        if not data:
            raise ConnectionResetError("the other side has gone")
        try:
            self._protocol.receive_data(data)
            return [
                message for event in self._protocol.events() if (message := self._hear(event)) is not None
            ]
        except (RemoteProtocolError, LocalProtocolError) as error:
            raise ConnectionAbortedError(str(error)) from error

    def _hear(self, event: Event) -> str | bytes | None:
        if isinstance(event, Ping):
            self.send(self._protocol.send(event.response()))
        elif isinstance(event, CloseConnection):
            with contextlib.suppress(LocalProtocolError):
                self.send(self._protocol.send(event.response()), last=True)
            raise ConnectionResetError("the other side says goodbye")
        elif isinstance(event, TextMessage | BytesMessage):
            self._said.append(event.data if isinstance(event, TextMessage) else bytes(event.data))
            self._length += len(event.data)
            if self._length > MOST_MESSAGE:
                raise ConnectionAbortedError("a message that is too long")
            if event.message_finished:
                whole: Any = type(self._said[0])().join(self._said)  # type: ignore[arg-type]
                self._said, self._length = [], 0
                return whole  # type: ignore[no-any-return]
        return None

    def send(self, frame: bytes, last: bool = False) -> None:
        """Hands a whole frame to the kernel, and waits for nobody: a client that has not read for so long that its
        buffer is full is sent away, and comes back and asks anew. After the `last` frame none is sent."""
        with self.turn:
            if self.parted:
                return
            self.parted = last
            try:
                if self.line.send(frame) == len(frame):
                    return
            except (BlockingIOError, ssl.SSLWantWriteError):
                pass
            except OSError:  # it has gone, and whoever reads from it finds that out
                return
            self.hang_up()

    def say_goodbye(self) -> None:
        self.send(
            bytes(FrameProtocol(client=False, extensions=[]).close(CloseReason.NORMAL_CLOSURE)), last=True
        )
        self.hang_up()

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)

    def when_closed(self, call: Callable[[], None]) -> None:
        """Calls it after the end, at once where that was before."""
        with self.turn:
            if self.open:
                self._when_closed.append(call)
                return
        call()

    def end(self) -> None:
        try:
            self.ended()
        finally:
            with self.turn:
                self.open = False
                self.line.close()
            for call in self._when_closed:
                call()
            self.closed.set()


class WebSockets:
    """All of this process. `after` calls something later, in the thread that reads: it must wait for nothing."""

    def __init__(self) -> None:
        self._to_do: deque[Callable[[], object]] = deque()
        self._later: deque[tuple[float, Callable[[], None]]] = deque()
        self._lines: dict[socket.socket, WebSocket] = {}
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def of(self, line: socket.socket) -> WebSocket | None:
        """The open WebSocket on this line."""
        return self._lines.get(line)

    def add(self, websocket: WebSocket) -> None:
        self._lines[websocket.line] = websocket
        self._do(lambda: self._selector.register(websocket.line, selectors.EVENT_READ, websocket))

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """The same number of seconds for all."""
        self._later.append((time.monotonic() + seconds, call))
        self._begin()

    def _begin(self) -> None:
        with self._turn:
            if self._thread is None:
                self._selector = selectors.DefaultSelector()
                self._waker, self._woken = socket.socketpair()
                self._waker.setblocking(False)
                self._selector.register(self._woken, selectors.EVENT_READ)
                self._handlers = ThreadPoolExecutor(HANDLERS, thread_name_prefix="messages")
                self._thread = threading.Thread(target=self._run, name="websockets", daemon=True)
                self._thread.start()

    def _do(self, call: Callable[[], object]) -> None:
        self._to_do.append(call)
        self._begin()
        with contextlib.suppress(OSError):  # full: it wakes all the same
            self._waker.send(b"\0")

    def stop(self) -> None:
        """Ends what is open, and the thread with it."""
        with self._turn:
            thread, self._stopping = self._thread, True
        if thread is not None:
            self._do(lambda: None)
            thread.join()

    def _run(self) -> None:
        while not self._stopping:
            for key, _events in self._selector.select(1.0):
                if key.data is None:
                    self._woken.recv(4096)
                else:
                    self._read(key.data)
            while self._to_do:
                self._safely(self._to_do.popleft())
            while self._later and self._later[0][0] <= time.monotonic():
                self._safely(self._later.popleft()[1])
        while self._to_do:
            self._safely(self._to_do.popleft())
        for websocket in list(self._lines.values()):
            websocket.hang_up()
            self._read(websocket)
        self._handlers.shutdown()
        for each in (self._selector, self._waker, self._woken):
            each.close()

    def _safely(self, call: Callable[[], object]) -> None:
        try:
            call()
        except Exception:
            log.exception("websockets")

    def _read(self, websocket: WebSocket) -> None:
        try:
            websocket.inbox.extend(websocket.read())
            if len(websocket.inbox) > MOST_WAITING:
                websocket.inbox.clear()
                raise ConnectionAbortedError("more messages than anybody needs")
        except OSError:
            if self._lines.pop(websocket.line, None) is None:
                return
            self._selector.unregister(websocket.line)
            websocket.hang_up()
            websocket.inbox.append(None)
        if websocket.inbox and not websocket.busy:
            websocket.busy = True
            self._handlers.submit(self._handle, websocket)

    def _handle(self, websocket: WebSocket) -> None:
        try:
            while websocket.inbox:
                message = websocket.inbox.popleft()
                websocket.end() if message is None else websocket.receive(message)
        except Exception:
            log.exception("a message could not be understood")
            websocket.hang_up()
        finally:
            websocket.busy = False
        if websocket.inbox:  # it came in between
            self._do(lambda: self._read(websocket))
