"""Carriers, their cut-off times, and the rules that choose one."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Carrier(Base):
    """A carrier, who fetches parcels. `cutoffs`: weekday ("0" Monday … "6" Sunday) → "HH:MM" in the warehouse's time
    zone."""

    __tablename__ = "carriers"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    cutoffs: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)


def next_cutoff(cutoffs: Mapping[str, str], at: datetime, zone: ZoneInfo) -> datetime | None:
    """The first cut-off at or after the aware time `at`, in UTC; None where no weekday has one.

    Cut-offs are wall-clock times in the warehouse, also on the days when its clocks change.
    """
    today = at.astimezone(zone).date()
    for days in range(8):
        day = today + timedelta(days=days)
        text = cutoffs.get(str(day.weekday()))
        if text:
            moment = datetime.combine(day, time.fromisoformat(text), zone).astimezone(UTC)
            if moment >= at:
                return moment
    return None


class CarrierRule(Base):
    """One row of the rule table, tried by `position`; an empty field fits everything. Weight in grams."""

    __tablename__ = "carrier_rules"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    position: Mapped[int]
    carrier: Mapped[str] = mapped_column(ForeignKey("carriers.code"))
    service: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    max_weight_g: Mapped[int | None] = mapped_column(default=None)

    def fits(self, service: str, country: str, weight_g: int) -> bool:
        return (
            self.service in ("", service)
            and self.country in ("", country)
            and (self.max_weight_g is None or weight_g <= self.max_weight_g)
        )
