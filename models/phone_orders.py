"""Numbers of orders that came by phone."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now

PHONE: Final = "phone"  # their channel


class PhoneOrder(Base):
    """A number that somebody was given when they began to write an order down; its order may never come."""

    __tablename__ = "phone_orders"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)

    @property
    def number(self) -> str:
        return f"T-{self.id:06d}"
