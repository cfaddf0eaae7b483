"""How the day goes, hour by hour: lines picked and parcels closed, against what it still needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from floor.supervision.pickers import LINE_DONE
from floor.supervision.today import HERE, is_late
from floor.work.kinds import done_by
from models import Carrier, Claim, Order, OrderLine, Parcel, Receipt, Warehouse, Work

HOUR = timedelta(hours=1)
TO_PICK = ("held", "ready", "allocated", "waved", "picking")
TO_PACK = tuple(status for status in HERE if status not in ("packed", "staged"))


@dataclass(frozen=True, slots=True)
class Pace:
    """`what` was done in the hours since `start` (aware, in the warehouse's zone), one count for each hour up to the
    last one of the day; `left` is still to do today, by `until`, the day's last cut-off, None where there is none."""

    what: str
    start: datetime
    counts: Sequence[int]
    left: int
    until: datetime | None
    at: datetime

    @property
    def done(self) -> int:
        return sum(self.counts)

    @property
    def need(self) -> int | None:
        """How many an hour it takes from now on; None where there is no time, or less than a quarter of an hour."""
        if self.until is None or self.until - self.at < HOUR / 4:
            return None
        return -(-self.left * HOUR // (self.until - self.at))

    @property
    def over(self) -> bool:
        """Whether the last cut-off has passed."""
        return self.until is not None and self.until <= self.at

    @property
    def hours(self) -> list[tuple[datetime, int, bool]]:
        """Each hour's beginning, its count, and whether it is still to come or runs now."""
        begins = [self.start + HOUR * number for number in range(len(self.counts))]
        return [
            (begin, count, begin + HOUR > self.at) for begin, count in zip(begins, self.counts, strict=True)
        ]

    @property
    def highest(self) -> int:
        return max(*self.counts, self.need or 0, 1)


def paces(session: Session, at: datetime) -> list[Pace]:
    """That of picking and that of packing."""
    here = Warehouse.of(session)
    local = here.local(at)
    midnight = here.midnight(local.date())
    until = _last_cutoff(session, midnight)
    today = is_late(midnight + timedelta(days=1))
    lines = select(func.count()).select_from(OrderLine).join(Order).where(today, Order.status.in_(TO_PICK))
    lines = lines.where(OrderLine.picked + OrderLine.short_approved < OrderLine.quantity)
    parcels = select(func.count()).where(today, Order.status.in_(TO_PACK))
    counts = {
        "lines": (
            _by_hour(session, Receipt.at, _lines_done(midnight, session), midnight),
            session.scalar(lines) or 0,
        ),
        "parcels": (
            _by_hour(session, Parcel.closed_at, _closed(midnight), midnight),
            session.scalar(parcels) or 0,
        ),
    }
    last = max(local.hour, here.local(until).hour - 1 if until else 0)
    begun = [hour for each, _left in counts.values() for hour, count in enumerate(each) if count]
    first = min([local.hour, *begun])
    start = midnight + HOUR * first
    still = until if until and until > at else None
    return [
        Pace(what, start, each[first : last + 1], left, still, at) for what, (each, left) in counts.items()
    ]


def _last_cutoff(session: Session, midnight: datetime) -> datetime | None:
    """The day's last one of any carrier."""
    texts = [carrier.cutoffs.get(str(midnight.weekday())) for carrier in session.scalars(select(Carrier))]
    return max(
        (
            datetime.combine(midnight.date(), time.fromisoformat(text), midnight.tzinfo)
            for text in texts
            if text
        ),
        default=None,
    )


def _lines_done(midnight: datetime, session: Session) -> ColumnElement[bool]:
    """By those who picked today: their receipts are found by an index, and not among all that ever were."""
    held = select(Claim.person_id).join(Work).where(Work.kind.in_(done_by("picker")))
    people = set(session.scalars(held.where(or_(Claim.ended_at.is_(None), Claim.ended_at > midnight))))
    mine = Receipt.person_id.in_(people) & (Receipt.at >= midnight)
    return mine & (Receipt.code == LINE_DONE) & Receipt.undone.is_(False)


def _closed(midnight: datetime) -> ColumnElement[bool]:
    return (Parcel.closed_at >= midnight) & (Parcel.state != "cancelled")


def _by_hour(
    session: Session, moment: InstrumentedAttribute[Any], where: ColumnElement[bool], midnight: datetime
) -> list[int]:
    hours = [midnight + HOUR * number for number in range(24)]
    counts = [func.count().filter(and_(moment >= hour, moment < hour + HOUR)) for hour in hours]
    return list(session.execute(select(*counts).where(where)).one())
