"""Who is picking now, and how it goes: a tile for each picker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from floor.work.claims import Stretch, covered_hours
from floor.work.kinds import done_by
from models import Claim, Person, PickLine, PickTask, Receipt, Work

RATE_OVER = timedelta(minutes=60)
RATE_FROM = timedelta(minutes=10)
SHOWN_FOR = timedelta(hours=2)  # how long somebody who ended their last work stays on the board
STALLED_AFTER = timedelta(minutes=5)
LINE_DONE = "pick.line_done"


@dataclass(frozen=True, slots=True)
class Tile:
    """One picker. `rate`: lines an hour, None before there is anything to divide by; `work_id` None: hands free."""

    person_id: int
    name: str
    work_id: int | None
    number: str
    kind: str
    place: str
    done: int
    total: int
    rate: float | None
    last_scan: datetime | None
    stalled: bool


def tiles(session: Session, at: datetime) -> list[Tile]:
    """Everybody with picking in hand, or who had some lately; the stalled ones first, then by name."""
    stretches = _stretches(session, at - max(SHOWN_FOR, RATE_OVER))
    works = _works_in_hand(session)
    people = session.scalars(select(Person).where(Person.id.in_({*stretches, *works})))
    lines = _lines_done(session, stretches, at - RATE_OVER)
    progress = _progress(session, [work.id for work in works.values()])
    last = _last_scans(session, stretches)
    found = []
    for person in people:
        work = works.get(person.id)
        done, total = progress.get(work.id, (0, 0)) if work else (0, 0)
        hours = covered_hours(stretches.get(person.id, ()), at - RATE_OVER, at)
        # whoever receives or puts away has no lines that could be few
        counts = person.id in lines or isinstance(work, PickTask)
        place = work.at_place if isinstance(work, PickTask) else None
        found.append(
            Tile(
                person_id=person.id,
                name=person.name,
                work_id=work.id if work else None,
                number=work.number if work else "",
                kind=work.kind if work else "",
                place=place.code if place else "",
                done=done,
                total=total,
                rate=lines_per_hour(lines.get(person.id, 0), hours) if counts else None,
                last_scan=last.get(person.id),
                stalled=work is not None and is_stalled(work, at),
            )
        )
    return sorted(found, key=lambda tile: (not tile.stalled, tile.work_id is None, tile.name))


def is_stalled(work: Work, at: datetime) -> bool:
    """Open work in somebody's hands, and five minutes without an accepted scan since they took it."""
    moments = [moment for moment in (work.claimed_at, work.last_scan_at) if moment is not None]
    return work.state == "open" and bool(moments) and at - max(moments) >= STALLED_AFTER


def lines_per_hour(lines: int, hours: float) -> float | None:
    """None for less than ten minutes of work: two lines in two minutes say nothing of an hour."""
    return lines / hours if hours >= RATE_FROM / timedelta(hours=1) else None


def _works_in_hand(session: Session) -> dict[int, Work]:
    """By person: the work taken up last."""
    query = (
        select(Work)
        .where(Work.state == "open", Work.person_id.is_not(None), Work.kind.in_(done_by("picker")))
        .order_by(Work.claimed_at)
    )
    works = {work.person_id: work for work in session.scalars(query) if work.person_id}
    tasks = select(PickTask).where(PickTask.id.in_([work.id for work in works.values()]))
    session.scalars(tasks.options(joinedload(PickTask.at_place))).all()
    return works


def _stretches(session: Session, since: datetime) -> dict[int, list[Stretch]]:
    query = (
        select(Claim.person_id, Claim.started_at, Claim.ended_at)
        .join(Work)
        .where(or_(Claim.ended_at.is_(None), Claim.ended_at > since), Work.kind.in_(done_by("picker")))
    )
    found: dict[int, list[Stretch]] = {}
    for person_id, started, ended in session.execute(query):
        found.setdefault(person_id, []).append((started, ended))
    return found


def _lines_done(session: Session, people: Iterable[int], since: datetime) -> dict[int, int]:
    query = (
        select(Receipt.person_id, func.count())
        .where(Receipt.person_id.in_(people), Receipt.at > since)
        .where(Receipt.code == LINE_DONE, Receipt.undone.is_(False))
        .group_by(Receipt.person_id)
    )
    return {person_id: count for person_id, count in session.execute(query) if person_id}


def _last_scans(session: Session, people: Iterable[int]) -> dict[int, datetime]:
    """One look at the end of the index for each, instead of a walk through all that they ever scanned."""
    found = {}
    for person_id in people:
        last = select(Receipt.at).where(Receipt.person_id == person_id, Receipt.accepted.is_(True))
        at = session.scalar(last.order_by(Receipt.at.desc()).limit(1))
        if at is not None:
            found[person_id] = at
    return found


def _progress(session: Session, work_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    query = (
        select(PickLine.task_id, func.count().filter(PickLine.state.in_(("done", "short"))), func.count())
        .where(PickLine.task_id.in_(work_ids), PickLine.state != "cancelled")
        .group_by(PickLine.task_id)
    )
    return {task_id: (done, total) for task_id, done, total in session.execute(query)}
