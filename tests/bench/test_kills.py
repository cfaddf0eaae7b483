"""kill -9 of the server under 16 scanning handhelds: no answered scan is lost, none counts twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.goods_in import hurt_under_goods_in
from tests.bench.kills import Aftermath, hurt_under_scans


@pytest.mark.parametrize(
    ("hurt", "times", "kinds"),
    [(hurt_under_scans, 3, {"pick"}), (hurt_under_goods_in, 1, {"receive", "putaway", "count"})],
)
def test_nothing_is_lost_and_nothing_counts_twice(
    tmp_path: Path, hurt: Callable[[Path, int], Aftermath], times: int, kinds: set[str]
) -> None:
    aftermath = hurt(tmp_path, times)
    assert aftermath.answered > 100
    assert kinds == {kind for kind, units in aftermath.accepted_units.items() if units}
    assert aftermath.accepted_units == aftermath.server_units
    assert aftermath.told_otherwise == 0
    assert aftermath.check == "everything adds up"
