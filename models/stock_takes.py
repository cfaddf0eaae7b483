"""The stock-take of a hall: every bin of it is counted, and somebody answers for the result."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now
from models.refused import Refused


class StockTake(Base):
    """All bins of a zone, or of an aisle of it; empty is every one. They are frozen until each is counted."""

    __tablename__ = "stock_takes"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    zone: Mapped[str] = mapped_column(default="")
    aisle: Mapped[str] = mapped_column(default="")
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    begun_at: Mapped[datetime] = mapped_column(default_factory=now)
    signed_by: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime | None] = mapped_column(default=None)

    def sign(self, name: str, left: int, at: datetime) -> None:
        """Somebody answers for the result, once, when no bin is `left` to count or to decide.

        Raises `Refused`: count.signed_already, count.bins_left.
        """
        if self.signed_at is not None:
            raise Refused("count.signed_already", person=self.signed_by)
        if left:
            raise Refused("count.bins_left", left=left)
        self.signed_by, self.signed_at = name, at
