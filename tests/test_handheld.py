"""Browsers in a bad network, and tabs that are killed: a short run of what `make bench-handheld` measures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import handheld
from tests.bench.parts import Row


def missed(rows: Iterator[Row]) -> list[str]:
    """Milliseconds are for a quiet machine; what is lost or doubled is for any."""
    return [row.line() for row in rows if row.met is False and " ms" not in row.what]


@pytest.mark.parametrize("part", ["network", "kills"])
def test_no_scan_is_lost_and_none_counts_twice(tmp_path: Path, part: str) -> None:
    short = {
        "network": lambda: handheld.network(tmp_path, browsers=1, gap=40, cut_seconds=2),
        "kills": lambda: handheld.kills(tmp_path, times=1),
    }
    assert missed(short[part]()) == []
