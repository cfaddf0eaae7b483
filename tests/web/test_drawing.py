"""How pages write times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from floor.web import drawing


@pytest.mark.parametrize(("moment", "written"), [
    (datetime(2026, 3, 1, 16, tzinfo=UTC), "00:00"),  # midnight in Shanghai
    (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), "23:59"),
    (datetime(2026, 3, 2, 16, tzinfo=UTC), "03-03 00:00"),
    (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), "03-01 23:59"),
    (None, "–"),
])  # fmt: skip
def test_a_time_has_its_day_where_it_is_not_today(monkeypatch, moment, written):
    monkeypatch.setattr(drawing, "now", lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert drawing.words("en", ZoneInfo("Asia/Shanghai"))["clock"](moment) == written
