"""Who has given too many wrong answers is not heard for a while: PINs and pairing codes."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.locking import locked
from floor.core.transaction import ALERTS, Transaction
from models import Alert, Limit, now
from models.limits import Patience, check_heard

GUESSING = "alert.guessing"


def check_now(session: Session, subjects: Iterable[str], code: str) -> None:
    """Whether an answer for these is heard now, before anything is computed. Raises `Refused` with this code."""
    check_heard(session.scalars(select(Limit).where(Limit.subject.in_(list(subjects)))), now(), code)


def limits_of(tx: Transaction, subjects: Iterable[str]) -> dict[str, Limit]:
    """The limits of these subjects, locked in one order, made where there are none."""
    names = sorted(subjects)
    query = locked(select(Limit).where(Limit.subject.in_(names)).order_by(Limit.subject))
    found = {limit.subject: limit for limit in tx.db.scalars(query)}
    if len(found) < len(names):
        tx.db.add_all(Limit(subject=name) for name in names if name not in found)
        tx.db.flush()
        found = {limit.subject: limit for limit in tx.db.scalars(query)}
    return found


def count_wrong(tx: Transaction, limits: Mapping[str, Limit], patience: Mapping[str, Patience]) -> list[str]:
    """Counts one wrong answer for each; answers the subjects that have to wait from now on."""
    return [name for name, limit in limits.items() if limit.wrong(tx.now, patience[name])]


def alert_guessing(tx: Transaction, what: str, address: str) -> None:
    """Shows on the board that somebody guesses, and from where; once, until somebody has seen to it."""
    open_ones = tx.db.scalars(select(Alert.params).where(Alert.code == GUESSING, Alert.solved_at.is_(None)))
    params = {"what": what, "address": address or "?"}
    if params not in list(open_ones):
        tx.db.add(Alert(code=GUESSING, params=params, at=tx.now))
        tx.changed(ALERTS)
