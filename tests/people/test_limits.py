"""However many badges, names and addresses somebody tries, few PINs are heard in an hour; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.people.sign_in import Attempt, sign_in
from models import Alert, Limit, Refused

START = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
LAST_COUNTED = select(Limit.tried_at).where(Limit.subject == "server")
HOUR, TRIES, NAMES = timedelta(hours=1), 5_000, 50
TOGETHER = 50  # tries in one transaction: each commit would cost more than the tries


def heard(writer: Writer, attempts, tries: int = TRIES) -> int:
    """How many of so many tries in an hour were judged; each is (its number → an attempt)."""
    judged = 0
    for first in range(0, tries, TOGETHER):
        with writer.transaction(SYSTEM) as tx:
            for number in range(first, first + TOGETHER):
                tx.now = START + HOUR * number / tries
                assert isinstance(sign_in(tx, attempts(number)), Refused)
                judged += tx.db.scalar(LAST_COUNTED) == tx.now
    return judged


@pytest.mark.parametrize(
    "attempts",
    [
        lambda n: Attempt("1004", f"name {n % NAMES}", None, None, "10.0.0.7"),
        lambda n: Attempt("1004", f"name {n % NAMES}", None, None, f"10.0.0.{n % NAMES}"),
        lambda n: Attempt(f"b{n}", f"name {n % NAMES}", None, None, "10.0.0.7"),
        lambda n: Attempt(f"b{n}", f"name {n % NAMES}", None, None, f"10.0.{n % 250}.{n // 250}"),
    ],
    ids=["one badge", "from many addresses", "many badges", "many of both"],
)
def test_few_of_many_tries_are_heard(writer, database, attempts):
    tries = (
        TRIES if database.is_sqlite else TRIES // 10
    )  # the same rule; how it is stored shows in the first tries
    assert 4 < heard(writer, attempts, tries) <= 60
    with database.reading() as session:
        alerts = {alert.code for alert in session.scalars(select(Alert))}
    assert alerts & {"alert.locked_out", "alert.guessing"}


def test_what_was_wrong_is_forgotten_in_time(writer):
    honest = [Attempt("1001", "desk", None, None, "10.0.0.7")] * 3
    with writer.transaction(SYSTEM) as tx:
        for day in range(30):
            tx.now = START + timedelta(hours=3 * day)
            assert [sign_in(tx, attempt).code for attempt in honest] == ["login.wrong_pin"] * 3
