"""A reader that speaks LLRP, for tests: it says what a captured one said, or the same by the standard where those bytes
are not at hand, and misbehaves as told.

Each connection takes the next of `moods`, and after the last one goes on well. What it was about to report when a
connection ended is reported in the next one: the tags are still before its antennas.
"""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from floor.radio import llrp
from floor.radio.llrp import Message, Stream

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "rfid" / "llrp_captured"
GREETED_AT = 1594174805_166053 + 1_000_000  # microseconds; a second after the last captured report
EPCS = [
    "3000ABCDEF00000000000003",
    "3000ABCDEF00000000000005",
    "301430A55C0AC30000000009",
    "301430A55C0AC40000000000",
    "3000ABCDEF00000000000002",
    "3000ABCDEF00000000000001",
    "301430A55C0AC30000000005",
    "301430A55C0AC30000000006",
    "3000ABCDEF00000000000004",
]
GOODBYE = struct.pack("!HHHHQHH", 246, 4 + 12 + 4, 128, 12, GREETED_AT, 257, 4)
OK = struct.pack("!HHHH", 287, 8, 0, 0)
REFUSED = struct.pack("!HHHH", 287, 8 + 7, 100, 7) + b"No way."


@dataclass(frozen=True)
class Mood:
    """How one connection goes. `pieces`: bytes sent at once; `drop_after`: reports until the line breaks in the middle
    of one; `stall_after`: reports until nothing is sent any more; `goodbye_after`: until it says goodbye."""

    silent: bool = False
    busy: bool = False
    garbage: bool = False
    refuses: bool = False
    pieces: int = 65536
    drop_after: int | None = None
    stall_after: int | None = None
    goodbye_after: int | None = None


@dataclass
class Emulator:
    reports: Sequence[bytes]
    moods: Sequence[Mood] = ()
    keepalive_seconds: float = 0.1
    port: int = 0
    connections: int = 0
    asked: list[int] = field(default_factory=list)
    acknowledged: int = 0
    reported: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:  # closed: the test is over
                return
            mood = self.moods[self.connections] if self.connections < len(self.moods) else Mood()
            self.connections += 1
            with line, contextlib.suppress(OSError):
                self._talk(line, mood)

    def _talk(self, line: socket.socket, mood: Mood) -> None:
        if mood.silent:
            line.recv(1)  # until the other side has had enough
            return
        if mood.garbage:
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        self._send(line, mood, llrp.READER_EVENT_NOTIFICATION, greeting(1 if mood.busy else 0))
        line.settimeout(0.001)
        stream, enabled, sent, alive = Stream(), False, 0, time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                data = line.recv(65536)
                if not data:
                    return
                for message in stream.feed(data):
                    enabled |= self._answer(line, mood, message)
            if sent == mood.stall_after:
                continue
            if time.monotonic() > alive + self.keepalive_seconds:
                alive = time.monotonic()
                self._send(line, mood, llrp.KEEPALIVE)
            if enabled and not self._report(line, mood, sent):
                return
            sent += enabled

    def _answer(self, line: socket.socket, mood: Mood, message: Message) -> bool:
        """Whether this was what sets the reader to work."""
        if message.type == llrp.KEEPALIVE_ACK:
            self.acknowledged += 1
            return False
        self.asked.append(message.type)
        body = REFUSED if mood.refuses else OK
        self._send(line, mood, message.type + llrp.RESPONSE, body, message.id)
        return message.type == llrp.ENABLE_ROSPEC

    def _report(self, line: socket.socket, mood: Mood, sent: int) -> bool:
        """Sends the next report. False where the connection is to end."""
        if self.reported == len(self.reports):
            self.done.set()
            return True
        report = Message(llrp.RO_ACCESS_REPORT, 0, self.reports[self.reported]).encode()
        if sent == mood.drop_after:
            line.sendall(report[: len(report) // 2])
            return False
        if sent == mood.goodbye_after:
            self._send(line, mood, llrp.READER_EVENT_NOTIFICATION, GOODBYE)
            return False
        self._pieces(line, mood, report)
        self.reported += 1
        return True

    def _send(self, line: socket.socket, mood: Mood, kind: int, body: bytes = b"", number: int = 0) -> None:
        self._pieces(line, mood, Message(kind, number, body).encode())

    def _pieces(self, line: socket.socket, mood: Mood, data: bytes) -> None:
        line.settimeout(5)
        for at in range(0, len(data), mood.pieces):
            line.sendall(data[at : at + mood.pieces])
        line.settimeout(0.001)


@contextlib.contextmanager
def emulator(reports: Sequence[bytes], *moods: Mood) -> Iterator[Emulator]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        there = Emulator(reports, moods, port=listener.getsockname()[1])
        thread = threading.Thread(target=there.serve, args=(listener,), daemon=True)
        thread.start()
        yield there
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def greeting(status: int) -> bytes:
    """A READER_EVENT_NOTIFICATION: the time, and how the attempt to connect went."""
    attempt = struct.pack("!HHH", 256, 6, status)
    return struct.pack("!HHHHQ", 246, 4 + 12 + len(attempt), 128, 12, GREETED_AT) + attempt


def report(*tags: str, antenna: int = 1, rssi: int = -50, seconds: float = 0.0) -> bytes:
    """A report of these EPCs of 96 bits, seen so many seconds after the greeting."""
    at = GREETED_AT + int(seconds * 1e6)
    seen = struct.pack("!BHBbBQ", 0x81, antenna, 0x86, rssi, 0x82, at)
    return b"".join(
        struct.pack("!HHB", 240, 5 + 12 + len(seen), 0x8D) + bytes.fromhex(tag) + seen for tag in tags
    )


CAPTURED = [path.read_bytes() for path in sorted(BESIDE.glob("roAccessReports/ROAccessReport-*.bytes"))]
REPORTS = CAPTURED or [report(epc) for epc in EPCS]
