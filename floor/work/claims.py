"""The stretches of time in which somebody held a work."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from floor.core.transaction import ALERTS, Transaction
from models import Alert, Claim, Work
from models.alerts import HELP

Stretch = tuple[datetime, datetime | None]


def end_claims(tx: Transaction, work: Work, *, same_hands: bool = False) -> None:
    """Nobody holds the work any more, and so calls for help from it end; not where it only goes on on another device of
    the `same_hands`."""
    statement = (
        update(Claim).where(Claim.work_id == work.id, Claim.ended_at.is_(None)).values(ended_at=tx.now)
    )
    tx.db.execute(statement)
    if not same_hands:
        calls = select(Alert).where(Alert.work_id == work.id, Alert.code == HELP, Alert.solved_at.is_(None))
        for call in tx.db.scalars(calls):
            call.solved_at = tx.now
            tx.changed(ALERTS)


def covered_hours(stretches: Iterable[Stretch], start: datetime, end: datetime) -> float:
    """Hours between `start` and `end` in which at least one of the stretches ran; one without an end still runs."""
    total, covered = timedelta(), start
    for began, ended in sorted(stretches, key=lambda stretch: stretch[0]):
        began, ended = max(began, covered), min(ended or end, end)
        if ended > began:
            total += ended - began
            covered = ended
    return total / timedelta(hours=1)
