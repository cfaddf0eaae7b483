"""The stretches of time in which somebody held a work."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import update

from floor.core.transaction import Transaction
from models import Claim, Work


def end_claims(tx: Transaction, work: Work) -> None:
    statement = (
        update(Claim).where(Claim.work_id == work.id, Claim.ended_at.is_(None)).values(ended_at=tx.now)
    )
    tx.db.execute(statement)


Stretch = tuple[datetime, datetime | None]


def covered_hours(stretches: Iterable[Stretch], start: datetime, end: datetime) -> float:
    """Hours between `start` and `end` in which at least one of the stretches ran; one without an end still runs."""
    total, covered = timedelta(), start
    for began, ended in sorted(stretches, key=lambda stretch: stretch[0]):
        began, ended = max(began, covered), min(ended or end, end)
        if ended > began:
            total += ended - began
            covered = ended
    return total / timedelta(hours=1)
