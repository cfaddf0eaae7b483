"""One scan is to be followed in few files, with few jumps between them: see tests/crossings.py for what is counted."""

from pathlib import Path

import pytest

from tests import crossings

MOST_FILES, MOST_CHANGES = 18, 60


@pytest.mark.parametrize("which", [0, -1], ids=["barcode", "label"])
def test_a_picked_unit_leads_through_few_files(sqlite_url: str, tmp_path: Path, which: int) -> None:
    app = crossings.installed(tmp_path / "home", sqlite_url)
    try:
        _first, second, third = crossings.three_units(app, which)
    finally:
        app.extensions["floor"].stop()
    for chain in (second, third):  # the line goes on, and the line is done
        assert ("floor/picking/picking.py", "judge") in chain.calls
        assert len(chain.files) <= MOST_FILES, sorted(chain.files)
        assert chain.changes <= MOST_CHANGES, chain.stretches
