"""Keeps a connection to one reader that speaks LLRP: starts the inventory, hears its tags, comes back after any end."""

import logging
import random
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from floor.radio import llrp
from floor.radio.llrp import LlrpError, Message, Stream
from scanners.tags import TagRead

CONNECT_SECONDS = 5.0
KEEPALIVE_SECONDS = 5.0
SILENCES = 3  # so many signs of life may be missing before the line is given up
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
MOST_DELAY = timedelta(minutes=1)

log = logging.getLogger(__name__)


class ReaderClient:
    """`deliver` gets the tags of each report, as soon as it is whole, with their times by our clock."""

    def __init__(
        self,
        host: str,
        port: int,
        deliver: Callable[[list[TagRead]], None],
        *,
        keepalive_seconds: float = KEEPALIVE_SECONDS,
        first_wait: float = FIRST_WAIT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.host, self.port, self.deliver = host, port, deliver
        self.keepalive_seconds, self.first_wait, self.sleep = keepalive_seconds, first_wait, sleep
        self._number = 0

    def run(self, going_on: Callable[[], bool] = lambda: True) -> None:
        """Connects again and again while `going_on`, after a while that grows with each failure in a row."""
        wait = self.first_wait
        while going_on():
            heard_before = self._number
            try:
                self.listen(going_on)
            except (OSError, LlrpError) as error:
                log.warning("reader %s:%s: %s", self.host, self.port, error or type(error).__name__)
            if self._number >= heard_before + len(_START):  # it had been listening
                wait = self.first_wait
            if going_on():
                self.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311  so that not all come at once
                wait = min(2 * wait, LONGEST_WAIT)

    def listen(self, going_on: Callable[[], bool] = lambda: True) -> None:
        """One connection, from its beginning to its end. Raises OSError and LlrpError."""
        with socket.create_connection((self.host, self.port), CONNECT_SECONDS) as line:
            line.settimeout(self.keepalive_seconds * SILENCES)
            messages = self._messages(line)
            clock = llrp.check_welcome(next(messages))
            ahead = clock - datetime.now(UTC) if clock else timedelta(0)
            for kind, body in _START:
                self._ask(line, messages, kind, body(self.keepalive_seconds), ahead)
            log.info("reader %s:%s: listening", self.host, self.port)
            for message in messages:
                if not going_on():
                    self._send(line, llrp.CLOSE_CONNECTION)
                    return
                self._hear(line, message, ahead)

    def _hear(self, line: socket.socket, message: Message, ahead: timedelta) -> None:
        if message.type == llrp.KEEPALIVE:
            self._send(line, llrp.KEEPALIVE_ACK)
        elif message.type == llrp.RO_ACCESS_REPORT:
            reads = llrp.tag_reads(message.body)
            self.deliver([replace(read, at=_by_our_clock(read.at, ahead)) for read in reads])
        elif message.type == llrp.ERROR_MESSAGE:
            llrp.check_status(message)
        elif llrp.says_goodbye(message):
            raise LlrpError("the reader ends the connection")

    def _ask(
        self, line: socket.socket, messages: Iterator[Message], kind: int, body: bytes, ahead: timedelta
    ) -> None:
        """Sends a request and waits for its answer; what comes in between is heard all the same."""
        number = self._send(line, kind, body)
        for message in messages:
            if message.type == kind + llrp.RESPONSE and message.id == number:
                llrp.check_status(message)
                return
            self._hear(line, message, ahead)
        raise LlrpError("the reader hung up")

    def _send(self, line: socket.socket, kind: int, body: bytes = b"") -> int:
        self._number += 1
        line.sendall(Message(kind, self._number, body).encode())
        return self._number

    def _messages(self, line: socket.socket) -> Iterator[Message]:
        """Raises LlrpError when the reader hangs up, or is silent for longer than it promised."""
        stream = Stream()
        while True:
            try:
                data = line.recv(65536)
            except TimeoutError as error:
                raise LlrpError("the reader fell silent") from error
            if not data:
                raise LlrpError("the reader hung up")
            yield from stream.feed(data)


def _by_our_clock(at: datetime | None, ahead: timedelta) -> datetime:
    """When the tag was seen. A reader reports at once, so one whose clock jumped since its greeting is not believed."""
    now = datetime.now(UTC)
    seen = at - ahead if at else now
    return seen if abs(now - seen) < MOST_DELAY else now


_START: list[tuple[int, Callable[[float], bytes]]] = [
    (llrp.SET_READER_CONFIG, lambda keepalive: llrp.set_keepalive(int(1000 * keepalive))),
    (llrp.DELETE_ROSPEC, lambda _: llrp.spec_id(0)),
    (llrp.ADD_ROSPEC, lambda _: llrp.add_inventory()),
    (llrp.ENABLE_ROSPEC, lambda _: llrp.spec_id(llrp.SPEC_ID)),
]
"""What sets a reader to work: a sign of life now and then, and one inventory without an end."""
