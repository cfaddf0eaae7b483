"""Printers of the warehouse, and what each is asked to print: once, and never again unless a person says so."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.places import Place
from models.transitions import next_state

WAYS = ("tcp", "cups")
FORMS = ("zpl", "pdf")
DPIS = (203, 300, 600)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=1)

PRINT_TRANSITIONS = {
    ("waiting", "send"): "sending",
    ("waiting", "cancel"): "cancelled",
    ("sending", "print"): "printed",
    ("sending", "wait"): "waiting",
    ("sending", "doubt"): "unclear",
    ("sending", "cancel"): "cancelled",
    ("unclear", "send_again"): "waiting",
    ("unclear", "confirm"): "printed",
}


class Printer(Base):
    """`way`: tcp (raw, `address` is host or host:port, 9100 by itself) or cups (`address` is a queue of CUPS).

    Parcels closed at `station` are labelled here. `trouble` is the code of what was wrong the last time, "" when it
    was well; after a trouble nothing is tried before `next_try_at`. `seen_at`: when it last answered.
    """

    __tablename__ = "printers"
    __table_args__ = (
        CheckConstraint("way IN ('tcp', 'cups')", name="way"),
        CheckConstraint("form IN ('zpl', 'pdf')", name="form"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(unique=True)
    way: Mapped[str]
    address: Mapped[str]
    form: Mapped[str] = mapped_column(default="zpl")
    dpi: Mapped[int] = mapped_column(default=203)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), unique=True, init=False)
    station: Mapped[Place | None] = relationship(default=None)
    trouble: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)

    def answered(self, at: datetime) -> None:
        self.trouble, self.failures, self.next_try_at, self.seen_at = "", 0, None, at

    def failed(self, trouble: str, at: datetime) -> None:
        """Later and later, but at least once a minute: somebody stands before it and has put paper in."""
        self.trouble = trouble
        self.next_try_at = at + min(FIRST_WAIT * 2 ** min(self.failures, 10), LONGEST_WAIT)
        self.failures += 1


class PrintJob(Base):
    """Labels to be printed as one: `kind` as in floor.printing.label_facts or "parcel", and the `codes` of those.

    It is `sending` from before the first byte leaves until the outcome is known. Where that stays `unclear` (bytes
    were on their way, and then the line broke or the server stopped), a person looks whether the label is there.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (Index("ix_print_jobs_queue", "printer_id", "state", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    printer_id: Mapped[int] = mapped_column(ForeignKey("printers.id"), init=False)
    printer: Mapped[Printer] = relationship()
    kind: Mapped[str]
    codes: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(default="en")
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    trouble: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    def do(self, action: str, at: datetime, trouble: str = "") -> None:
        self.state = next_state(PRINT_TRANSITIONS, "printer", self.state, action)
        self.trouble = trouble
        self.ended_at = at if self.state in ("printed", "cancelled") else None
