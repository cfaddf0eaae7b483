"""Whose orders this house does not take without a look."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class RefusedAddress(Base):
    """A phone number, an e-mail address or a street address, as somebody wrote it, and the `mark` that is the same
    however it is spelt."""

    __tablename__ = "refused_addresses"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    mark: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
