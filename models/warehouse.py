"""The warehouse itself: the few settings that people change, one row."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import false, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class Warehouse(Base):
    """`company_prefix` is the GS1 company prefix of the SSCCs; weights in grams; `timezone` an IANA name.

    `training` marks a demo warehouse: its pages and labels say TRAINING. `supervisor_pin_digits`: how many digits a PIN
    of a supervisor or admin needs at least, whenever one is set. `pack_list`: packers see which units are still to be
    scanned; else they count blind.

    `zero_check`: a picker who took the last unit by the book is asked whether the bin is empty. Two equal counts that
    differ from the book by at most `count_pass_units` units, worth at most `count_pass_value` (whole units of the
    currency), need no supervisor. By plan `count_bins_a_day` bins are counted a day (0: none), and each
    within `count_within_days`; `counts_planned_on` is the day for which that was done last.

    `cover_days`: for how many days stock should last, where a SKU has no minimum of its own; 0 where nobody minds.
    `adjustment_units`: a correction of more needs a second supervisor.
    """

    __tablename__ = "warehouse"
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(default="Warehouse")
    timezone: Mapped[str] = mapped_column(default="Europe/London")
    company_prefix: Mapped[str] = mapped_column(default="9521321")
    weight_tolerance_g: Mapped[int] = mapped_column(default=50)
    weight_tolerance_percent: Mapped[int] = mapped_column(default=5)
    training: Mapped[bool] = mapped_column(default=False)
    supervisor_pin_digits: Mapped[int] = mapped_column(default=4, server_default=text("4"))
    pack_list: Mapped[bool] = mapped_column(default=False, server_default=false())
    zero_check: Mapped[bool] = mapped_column(default=False, server_default=false())
    count_pass_units: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    count_pass_value: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    count_bins_a_day: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    count_within_days: Mapped[int] = mapped_column(default=90, server_default=text("90"))
    counts_planned_on: Mapped[date | None] = mapped_column(default=None)
    cover_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    adjustment_units: Mapped[int] = mapped_column(default=20, server_default=text("20"))

    @classmethod
    def of(cls, session: Session) -> "Warehouse":
        """The warehouse of this database; one with the first settings while it has none yet."""
        return session.get(cls, 1) or cls()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def today(self, at: datetime) -> date:
        return self.local(at).date()

    def midnight(self, day: date) -> datetime:
        """When the day began, or begins, here."""
        return datetime.combine(day, time(), self.zone)
