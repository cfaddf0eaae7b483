"""What a supervisor has set of the checks that every order goes through."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now

SEVERITIES: Final = ("hold", "warn", "reject", "off")


class OrderCheck(Base):
    """How much a finding of this code weighs; a code without a row weighs as much as when Floor came.

    hold: the order waits for a person; warn: it is shown with the order; reject: the order does not come in; off:
    nobody is told. `most`: from where on it is a finding, in the unit of its check; `minutes`: counted over so many.

    An order that it holds is the `owner`'s, a role. After `hours` it is every supervisor's, after `board_hours` it
    stands on the board. Reasons stand by `place`, where somebody has put them in order.
    """

    __tablename__ = "order_checks"
    __table_args__ = (CheckConstraint("severity IN ('hold', 'warn', 'reject', 'off')", name="severity"),)
    code: Mapped[str] = mapped_column(primary_key=True)
    severity: Mapped[str]
    most: Mapped[int | None] = mapped_column(default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    owner: Mapped[str | None] = mapped_column(default=None)
    hours: Mapped[int | None] = mapped_column(default=None)
    board_hours: Mapped[int | None] = mapped_column(default=None)
    place: Mapped[int | None] = mapped_column(default=None)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    set_at: Mapped[datetime] = mapped_column(default_factory=now)
