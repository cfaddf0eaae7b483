"""Printers at a port of their own, good and bad: what each was sent is kept by connection."""

import socket
import struct
import threading
from collections.abc import Callable

READY = b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
PAPER_OUT = READY.replace(b"030,0,0", b"030,1,0", 1)
HEAD_OPEN = READY.replace(b"\x02000,0,0,0", b"\x02000,0,1,0", 1)
PAUSED = READY.replace(b"030,0,0", b"030,0,1", 1)
RIBBON_OUT = READY.replace(b"\x02000,0,0,0", b"\x02000,0,0,1", 1)


class PortPrinter:
    """`status` answers ~HS ("" stays silent). `behave` gets each connection after that; the default takes all."""

    def __init__(self, status: bytes = READY) -> None:
        self.status, self.behave = status, self.take
        self.got: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def labels(self) -> list[bytes]:
        """What would have come out: whole formats alone."""
        return [each for each in self.got if each[:1] in b"^%" and each.rstrip().endswith((b"^XZ", b"%%EOF"))]

    def _serve(self) -> None:
        while True:
            line, _ = self._listener.accept()
            with line:
                line.settimeout(5)
                try:
                    first = line.recv(5)
                    if first == b"QUIT!":
                        return
                    if first.startswith(b"~HS"):
                        if self.status:
                            line.sendall(self.status)
                        first = first[5:] + line.recv(65536)
                    if first:
                        self.behave(line, first)
                except OSError:
                    pass

    def take(self, line: socket.socket, first: bytes) -> None:
        got = first
        while more := line.recv(65536):
            got += more
        self.got.append(got)

    def break_off(self, line: socket.socket, first: bytes) -> None:
        """Takes some, and then the cable is pulled."""
        self.got.append(first[:1000])
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def once(self, behave: Callable[[socket.socket, bytes], None]) -> None:
        def first_time(line: socket.socket, first: bytes) -> None:
            self.behave = self.take
            behave(line, first)

        self.behave = first_time

    def off(self) -> None:
        with socket.create_connection(self._listener.getsockname()) as line:
            line.sendall(b"QUIT!")
        self._thread.join(20)
        self._listener.close()
