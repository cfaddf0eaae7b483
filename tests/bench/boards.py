"""Boards that listen: so many WebSockets in one cheap process, which notes when each hint came.

Run as `python -m tests.bench.boards PORT TOKEN COUNT`: prints "listening", listens until its standard input closes, and
prints as JSON for each version of the topic "board" when the first and when the last socket had heard of it.
"""

import base64
import json
import os
import selectors
import socket
import sys
import time

TOPIC = "board"


class Board:
    """One socket: a WebSocket by hand, as little of it as is needed to hear."""

    def __init__(self, port: int, token: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: floor\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.read = b""
        while b"\r\n\r\n" not in self.read:
            self.read += self.socket.recv(4096)
        head, _, self.read = self.read.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode())
        self.say("40" + json.dumps({"token": token}))
        while not any(text.startswith("40") for text in self.texts()):
            pass
        self.say('420["watch",' + json.dumps({"topics": [TOPIC]}) + "]")
        while not any(text.startswith("430") for text in self.texts()):
            pass

    def say(self, text: str) -> None:
        """A masked text frame; the mask is of zeros."""
        data = text.encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        self.socket.sendall(b"\x81" + size + b"\0\0\0\0" + data)

    def texts(self) -> list[str]:
        """The texts of the frames that are here by now; waits for some bytes. Answers pings itself."""
        part = self.socket.recv(1 << 16)
        if not part:
            raise ConnectionError("the server closed a board's socket")
        self.read += part
        found: list[str] = []
        while len(self.read) >= 2:
            size, start = self.read[1] & 0x7F, 2
            if size == 126:
                size, start = int.from_bytes(self.read[2:4], "big"), 4
            if len(self.read) < start + size:
                break
            found.append(self.read[start : start + size].decode(errors="replace"))
            self.read = self.read[start + size :]
        if "2" in found:
            self.say("3")
        return found


def main() -> None:
    port, token, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    boards = [Board(port, token) for _n in range(count)]
    selector = selectors.DefaultSelector()
    for board in boards:
        selector.register(board.socket, selectors.EVENT_READ, board)
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    print("listening", flush=True)
    heard: dict[int, list[float]] = {}
    while True:
        for key, _events in selector.select():
            if key.data is None:
                json.dump(
                    {version: [len(times), min(times), max(times)] for version, times in heard.items()},
                    sys.stdout,
                )
                return
            for text in key.data.texts():
                if text.startswith('42["changed"'):
                    hint = json.loads(text[2:])[1]
                    if hint["topic"] == TOPIC:
                        heard.setdefault(hint["version"], []).append(time.monotonic())


if __name__ == "__main__":
    main()
