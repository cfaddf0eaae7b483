"""Alerts on the live board."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Facts, now

HELP = "alert.help"  # somebody with work in hand calls for a supervisor


class Alert(Base):
    """Something that a supervisor must see: a lockout, a call for help, a blocked bin. A code with its params."""

    __tablename__ = "alerts"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str]
    params: Mapped[Facts] = mapped_column(JSON, default_factory=dict)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    solved_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    solved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
