"""A browser in a bad network: a short run of what `make bench-handheld` measures."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench import handheld
from tests.bench.parts import Row


def missed(rows: Iterator[Row]) -> list[str]:
    """Milliseconds are for a quiet machine; what is lost or doubled is for any."""
    return [row.line() for row in rows if row.met is False and " ms" not in row.what]


def test_no_scan_is_lost_and_none_counts_twice_in_a_bad_network(tmp_path: Path) -> None:
    """In a thread of its own: where browsers were started before, they hold this one's event loop."""
    with ThreadPoolExecutor(1) as alone:
        measured = alone.submit(lambda: missed(handheld.network(tmp_path, browsers=1, gap=40, cut_seconds=2)))
        assert measured.result() == []
