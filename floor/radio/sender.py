"""Sends tag reads to the server as a fixed reader would, signed; what cannot be sent waits, and goes first."""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import urllib3
from standardwebhooks.webhooks import Webhook

from scanners.tags import TagRead

BATCH = 500
GATHER_SECONDS = 0.2
MOST_WAITING = 100_000  # some minutes of a busy door; no later are reads acted on
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
TIMEOUT = urllib3.Timeout(connect=5, read=60)

log = logging.getLogger(__name__)


class Sender:
    """`put` never waits; a thread of its own sends, in order. `trust` is the certificate of the authority that vouches
    for the server, where that is not a public one."""

    def __init__(self, server: str, name: str, secret: str, trust: Path | None = None) -> None:
        self.url = f"{server.rstrip('/')}/api/v1/readers/{name}/reads"
        self.signature = Webhook(secret)
        self.waiting: deque[TagRead] = deque()
        trusted = str(trust) if trust else None
        self._http = urllib3.PoolManager(timeout=TIMEOUT, retries=False, ca_certs=trusted)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reads", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Sends what waits, unless the server is away, and ends."""
        self._stopping.set()
        self._thread.join()

    def put(self, reads: Sequence[TagRead]) -> None:
        if len(self.waiting) < MOST_WAITING:
            self.waiting.extend(reads)
        else:
            log.error("%s: the server is away for too long, reads are dropped", self.url)

    def _run(self) -> None:
        wait = FIRST_WAIT
        while self.waiting or not self._stopping.is_set():
            batch = [self.waiting[at] for at in range(min(BATCH, len(self.waiting)))]
            if not batch:
                time.sleep(GATHER_SECONDS)
            elif self._send(batch):
                for _ in batch:
                    self.waiting.popleft()
                wait = FIRST_WAIT
            elif self._stopping.wait(wait):
                return
            else:
                wait = min(2 * wait, LONGEST_WAIT)

    def _send(self, batch: Sequence[TagRead]) -> bool:
        """False where it is worth trying again. What the server refuses for what it is will never be taken."""
        body, at, name = (
            orjson.dumps([_shape(read) for read in batch]).decode(),
            datetime.now(UTC),
            str(uuid4()),
        )
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self.signature.sign(name, at, body),
        }
        try:
            answer = self._http.request("POST", self.url, body=body.encode(), headers=headers)
        except urllib3.exceptions.HTTPError as error:
            log.warning("%s: %s", self.url, error)
            return False
        if answer.status == 200:
            return True
        log.warning(
            "%s answers %s: %s", self.url, answer.status, answer.data[:500].decode("utf-8", "replace")
        )
        return answer.status in (400, 413, 422)


def _shape(read: TagRead) -> dict[str, Any]:
    return {
        "epcHex": read.epc,
        "antennaPort": read.antenna,
        "peakRssi": read.rssi,
        "lastSeenTime": read.at,
        "seenCount": read.count,
    }
