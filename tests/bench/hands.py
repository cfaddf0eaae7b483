"""The load: handhelds and boards in a process of their own, as cheap as can be, since they share the machine.

Every scan is encoded before the clock starts; one thread sends them all and looks at the answers. Run as
`python -m tests.bench.hands`, with a Task as JSON on standard input; prints what came of it as JSON.
"""

import heapq
import json
import selectors
import socket
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

ACCEPTED = b'"accepted":true'


@dataclass
class Hand:
    """One handheld: where it sends to, and its requests in their order."""

    port: int
    requests: list[str]


@dataclass
class Task:
    """What to do: `rate` scans a second in all, or 0 for as fast as answers come, for so many seconds.

    `expected` is what every answer must contain.
    """

    hands: list[Hand]
    seconds: float
    rate: float = 0.0
    expected: str = ACCEPTED.decode()


@dataclass
class Outcome:
    """For each answered scan when it was sent and when answered, by the machine's monotonic clock."""

    sent: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def post(path: str, token: str, body: Any) -> str:
    """A whole HTTP request."""
    data = json.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nHost: floor\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    return f"{head}Authorization: Bearer {token}\r\n\r\n{data}"


def scan(work: str, token: str, text: str) -> str:
    return post(f"/api/v1/work/{work}/scans", token, {"id": str(uuid.uuid4()), "scan": text, "quantity": 1})


class Line:
    """A kept connection, with at most one request under way."""

    def __init__(self, hand: Hand) -> None:
        self.socket = socket.create_connection(("127.0.0.1", hand.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waiting = iter([request.encode() for request in hand.requests])
        self.sent_at = 0.0
        self.read = b""

    def send(self, now: float) -> bool:
        """Sends the next request; False when there is none left."""
        request = next(self.waiting, None)
        if request is None:
            return False
        self.sent_at = now
        self.socket.sendall(request)
        return True

    def answer(self) -> bytes | None:
        """The answer, once all of it is here."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.read += part
        head, _, body = self.read.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length: ")
        if at < 0 or len(body) < int(head[at + 16 :].split(b"\r\n", 1)[0]):
            return None
        self.read = b""
        return head + body


def run(task: Task) -> Outcome:
    outcome, expected = Outcome(), task.expected.encode()
    lines = [Line(hand) for hand in task.hands]
    selector = selectors.DefaultSelector()
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
    start = time.monotonic()
    pause = len(lines) / task.rate if task.rate else 0.0
    due = [(start + at * pause / len(lines), at) for at in range(len(lines))]  # when who scans next
    under_way = 0
    while due or under_way:
        now = time.monotonic()
        while due and due[0][0] <= now and now - start < task.seconds:
            _at, who = heapq.heappop(due)
            under_way += lines[who].send(time.monotonic())
        if now - start >= task.seconds:
            due.clear()
        wait = max(0.0, due[0][0] - time.monotonic()) if due else 1.0
        for key, _events in selector.select(wait):
            line: Line = key.data
            if (answer := line.answer()) is None:
                continue
            under_way -= 1
            now = time.monotonic()
            outcome.sent.append(line.sent_at)
            outcome.answered.append(now)
            if expected not in answer:
                outcome.refused.append(answer.decode(errors="replace")[:600])
            heapq.heappush(due, (line.sent_at + pause if pause else now, lines.index(line)))
    return outcome


def main() -> None:
    given = json.load(sys.stdin)
    given["hands"] = [Hand(**hand) for hand in given["hands"]]
    json.dump(asdict(run(Task(**given))), sys.stdout)


if __name__ == "__main__":
    main()
