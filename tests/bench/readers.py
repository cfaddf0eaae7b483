"""How many tags a second go through the endpoint for readers: four readers at once, a hundred reads a message."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import orjson
import urllib3

from tests.bench.parts import Row
from tests.build import GTIN
from tests.radio.tags import sgtin_tag
from tests.served import Served, served

READERS, MESSAGES, READS = 4, 60, 100


def reads(folder: Path) -> Iterator[Row]:
    """Tags that come by for the first time, each a row; then the same ones seen again and again."""
    with served(folder / "readers") as server:
        token = server.command("token", "add", "bench", "--scope", "reads").strip()
        for number in range(READERS):
            server.command("reader", "add", f"tunnel-{number}", "--kind", "tunnel")
        server.start()
        new = rate(server, token, lambda reader, message, read: message * READS + read)
        cpu = server.cpu_seconds()
        again = rate(server, token, lambda _reader, message, read: (message % 2) * READS + read)
        cpu = (server.cpu_seconds() - cpu) / (READERS * MESSAGES * READS) * 1000
    yield at_least("tags that come by for the first time, a second", new, 1000)
    yield at_least("reads of tags that stay in sight, a second", again, 1000)
    yield Row("  server CPU for such a read, ms", f"{cpu:.3f}")


def at_least(what: str, value: float, least: float) -> Row:
    return Row(what, f"{value:.0f}", f">= {least:g}", value >= least)


def rate(server: Served, token: str, serial: Callable[[int, int, int], int]) -> float:
    """Reads a second, over all readers. RuntimeError where one message is not taken."""
    http = urllib3.PoolManager(maxsize=READERS, headers={"Authorization": f"Bearer {token}"})

    def send(reader: int) -> None:
        for message in range(MESSAGES):
            tags = [sgtin_tag(GTIN["MUG"], 1 + serial(reader, message, read)) for read in range(READS)]
            now = datetime.now(UTC)
            body = orjson.dumps([{"epcHex": tag, "antennaPort": 1, "lastSeenTime": now} for tag in tags])
            answer = http.request("POST", f"{server.url}/api/v1/readers/tunnel-{reader}/reads", body=body)
            if answer.status != 200 or orjson.loads(answer.data)["tags"] != READS:
                raise RuntimeError(answer.data.decode())

    started = time.perf_counter()
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(send, range(READERS)))
    return READERS * MESSAGES * READS / (time.perf_counter() - started)
