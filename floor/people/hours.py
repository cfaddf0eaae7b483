"""How long people were here: from sign-in to sign-out, and with work in hand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from floor.web.access import SIGN_IN_LASTS
from floor.work.claims import Stretch, covered_hours
from models import Claim, SignIn, Warehouse

DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one person, in hours; `first` and `last` are the moments of the first sign-in and the last sign-out,
    which is None while somebody is signed in."""

    day: date
    first: datetime
    last: datetime | None
    signed_in: float
    in_hand: float


def hours_today(session: Session, people: Sequence[int], at: datetime) -> dict[int, float]:
    """By person: hours signed in since midnight in the warehouse's zone."""
    here = Warehouse.of(session)
    midnight = here.midnight(here.today(at))
    stretches = _signed_in(session, people, midnight)
    return {person: covered_hours(own, midnight, at) for person, own in stretches.items()}


def days_of(session: Session, person_id: int, at: datetime) -> list[Day]:
    """The last days on which the person was here, the newest first."""
    here = Warehouse.of(session)
    today = here.today(at)
    since = here.midnight(today - timedelta(DAYS - 1))
    signed_in = _signed_in(session, [person_id], since).get(person_id, [])
    held = select(Claim.started_at, Claim.ended_at).where(Claim.person_id == person_id)
    claims = [(began, ended) for began, ended in session.execute(held.where(_since(Claim.ended_at, since)))]
    days = []
    for back in range(DAYS):
        start = here.midnight(today - timedelta(back))
        end = min(here.midnight(start.date() + timedelta(1)), at)
        own = [
            (began, ended) for began, ended in signed_in if began < end and (ended is None or ended > start)
        ]
        if own:
            ends = [ended for _began, ended in own]
            last = None if None in ends else min(max(each for each in ends if each), end)
            first = max(min(began for began, _ended in own), start)
            hours = covered_hours(own, start, end), covered_hours(claims, start, end)
            days.append(Day(start.date(), first, last, *hours))
    return days


def _signed_in(session: Session, people: Iterable[int], since: datetime) -> dict[int, list[Stretch]]:
    """Who never signed out was here no longer than a sign-in lasts."""
    query = select(SignIn.person_id, SignIn.started_at, SignIn.ended_at).where(
        SignIn.person_id.in_(people),
        SignIn.started_at > since - SIGN_IN_LASTS,
        _since(SignIn.ended_at, since),
    )
    found = defaultdict(list)
    for person_id, began, ended in session.execute(query):
        found[person_id].append((began, ended))
    return found


def _since(column: InstrumentedAttribute[datetime | None], since: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column > since)
