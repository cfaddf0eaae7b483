"""Corrections of the book without a count: why, by whom, and who agreed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import Lot, Sku
from models.people import Person
from models.places import Place
from models.refused import Refused
from models.transitions import next_state

MISSING = "adjustment.missing"  # the reason where goods that were to be put away were not in their tote
ADJUSTMENT_TRANSITIONS = {("open", "approve"): "done", ("open", "refuse"): "refused"}
_OPEN = text("state = 'open'")


class StockAdjustment(Base):
    """Units of a SKU (and lot) that are more, or with a minus fewer, in a bin, tote or pallet than the book says;
    `reason` is what was written, or MISSING. state: open until a second supervisor decides, done, refused. Small ones
    are done at once, and nobody decides."""

    __tablename__ = "stock_adjustments"
    __table_args__ = (
        CheckConstraint("units <> 0", name="units"),
        Index("ix_stock_adjustments_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place] = relationship(default=None)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    units: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    at: Mapped[datetime] = mapped_column(default_factory=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None, foreign_keys=[person_id])
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), init=False)
    decided_by: Mapped[Person | None] = relationship(default=None, foreign_keys=[decided_by_id])

    def decide(self, decision: str, by: Person | None, at: datetime) -> None:
        """approve or refuse, never one's own. Raises `Refused`: adjustment.own, adjustment.not_allowed (it was decided
        already)."""
        if by is None or self.person is by:
            raise Refused("adjustment.own")
        self.state = next_state(ADJUSTMENT_TRANSITIONS, "adjustment", self.state, decision)
        self.decided_by, self.decided_at = by, at
