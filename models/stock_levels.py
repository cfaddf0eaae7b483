"""What was last told of a SKU's stock, and when; whether it runs out."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import Sku

DEMAND_DAYS = 28  # over which the ledger is asked what was picked


class StockLevel(Base):
    """The figures of one SKU as other programs were last told them, in units: `on_hand` wherever they lie, `promised`
    to orders and not picked yet, `available` to new orders, `held` in bins. `at` rises with each telling.

    `demand`: what was picked in DEMAND_DAYS; `low`: fewer than `minimum` are available, and that was told.
    """

    __tablename__ = "stock_levels"
    __table_args__ = (Index("ix_stock_levels_at", "at"), Index("ix_stock_levels_low", "low"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    sku: Mapped[Sku] = relationship(init=False)
    on_hand: Mapped[int] = mapped_column(default=0)
    promised: Mapped[int] = mapped_column(default=0)
    available: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    demand: Mapped[int] = mapped_column(default=0)
    minimum: Mapped[int] = mapped_column(default=0)
    low: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default_factory=now)

    @property
    def id(self) -> int:
        return self.sku_id

    @property
    def days(self) -> int | None:
        """For how many days what is available lasts, as goods go now; None where none go."""
        return self.available * DEMAND_DAYS // self.demand if self.demand else None

    def proposed(self, incoming: int) -> int:
        """How many units to order, beside those that are on their way: up to the minimum and what goes in
        DEMAND_DAYS."""
        return max(self.minimum + self.demand - self.available - incoming, 0)


def minimum_of(own: int | None, demand: int, cover_days: int) -> int:
    """From how few available units on a SKU is low: its own minimum, else what goes in the days that stock should last;
    0, which is never low, where neither is known."""
    return own if own is not None else -(-demand * cover_days // DEMAND_DAYS)
