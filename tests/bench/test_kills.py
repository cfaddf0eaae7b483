"""kill -9 of the server under 16 scanning handhelds: no answered scan is lost, none counts twice."""

from pathlib import Path

from tests.bench.kills import kill_under_scans


def test_nothing_is_lost_and_nothing_counts_twice(tmp_path: Path) -> None:
    aftermath = kill_under_scans(tmp_path, kills=5)
    assert aftermath.answered > 100
    assert aftermath.accepted_units == aftermath.server_units
    assert aftermath.told_otherwise == 0
    assert aftermath.check == "everything adds up"
