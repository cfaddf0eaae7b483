"""Photos of damaged goods: what a scan says is damaged, as somebody saw it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now

MOST_PHOTOS = 4  # of one scan


class Photo(Base):
    """One photo of what a scan reported: `name` is the file of its picture."""

    __tablename__ = "photos"
    __table_args__ = (UniqueConstraint("scan_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    scan_id: Mapped[str] = mapped_column(ForeignKey("receipts.id"))
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
