"""Stock that may not be promised: held by SKU, lot, bin or delivery, or where all that a hold names meet."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    and_,
    exists,
    func,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Facts, now
from models.goods import Lot, Sku
from models.goods_receipts import GoodsReceipt
from models.people import Person
from models.places import Place
from models.refused import Refused
from models.stock import Move, Quant

_OPEN = text("ended_at IS NULL")


class StockHold(Base):
    """What lies in `place`, is of `sku` or of `lot`, or is such as came with `receipt`, and may not be promised to an
    order until the hold ends; of several that are named, all must fit. A lot is named with its SKU. One that names no
    place stops its goods everywhere, also those that were picked.

    Units of one SKU and lot cannot be told apart: a delivery's hold covers all that is of the SKUs and lots that came
    with it. `expired`: made by Floor itself when the lot's last day was over; `reason` is empty then.
    """

    __tablename__ = "stock_holds"
    __table_args__ = (
        CheckConstraint("place_id IS NOT NULL OR sku_id IS NOT NULL OR receipt_id IS NOT NULL", name="named"),
        CheckConstraint("lot_id IS NULL OR sku_id IS NOT NULL", name="lot"),
        Index("ix_stock_holds_open", "sku_id", "place_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku | None] = relationship(default=None)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), init=False)
    receipt: Mapped[GoodsReceipt | None] = relationship(default=None)
    reason: Mapped[str] = mapped_column(default="")
    expired: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None, foreign_keys=[person_id])
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), init=False)
    ended_by: Mapped[Person | None] = relationship(default=None, foreign_keys=[ended_by_id])

    @property
    def everywhere(self) -> bool:
        """Whether it stops its goods wherever they are."""
        return self.place is None

    @property
    def what(self) -> str:
        """What is held, by its codes: "MILK · LOT-M1 · 03-02-A"."""
        named = (
            self.sku and self.sku.code,
            self.lot and f"LOT-{self.lot.code}",
            self.receipt and f"{self.receipt.number} {self.receipt.supplier} {self.receipt.delivery}",
            self.place and self.place.code,
        )
        return " · ".join(part for part in named if part)

    @property
    def named(self) -> Facts:
        """As events name it: its number, and the codes of what it holds."""
        return {
            "hold": str(self.id),
            "sku": self.sku.code if self.sku else None,
            "lot": self.lot.code if self.lot else None,
            "place": self.place.code if self.place else None,
            "receipt": self.receipt.number if self.receipt else None,
        }

    def end(self, by: Person | None, at: datetime) -> None:
        """The stock may be promised again, as far as no other hold covers it. Raises `Refused`: quarantine.ended."""
        if self.ended_at is not None:
            raise Refused("quarantine.ended", what=self.what)
        self.ended_by, self.ended_at = by, at

    def goods(self, noun: Any) -> list[ColumnElement[bool]]:
        """For a query: which pick lines or parcel lines are of the goods that this hold names, wherever they came
        from."""
        named = [noun.sku_id == self.sku_id] if self.sku_id else []
        named += [noun.lot_id == self.lot_id] if self.lot_id else []
        return [*named, _came_with(noun, self.receipt_id)] if self.receipt_id else named


def _came_with(noun: Any, receipt_id: Any) -> ColumnElement[bool]:
    same_lot = func.coalesce(Move.lot_id, 0) == func.coalesce(noun.lot_id, 0)
    return exists().where(
        Move.work_id == receipt_id, Move.sku_id == noun.sku_id, same_lot, Move.why == "receive"
    )


def held_quants(*among: ColumnElement[bool], hold_id: int | None = None) -> CompoundSelect[int]:
    """For a query: the ids of the quants that open holds cover, or those of one hold whether it is open or not; of all
    quants, or of those `among` which they are looked for. Each kind of hold is looked for by what it names, so that a
    hall with many quants and few holds is not read."""
    which = (StockHold.ended_at.is_(None) if hold_id is None else StockHold.id == hold_id, *among)
    lot = or_(StockHold.lot_id.is_(None), StockHold.lot_id == Quant.lot_id)
    place = or_(StockHold.place_id.is_(None), StockHold.place_id == Quant.place_id)
    receipt = or_(StockHold.receipt_id.is_(None), _came_with(Quant, StockHold.receipt_id))
    no_sku = StockHold.sku_id.is_(None)
    goods = (
        select(Quant.id).join(StockHold, StockHold.sku_id == Quant.sku_id).where(*which, lot, place, receipt)
    )
    places = select(Quant.id).join(StockHold, StockHold.place_id == Quant.place_id)
    came = and_(Move.work_id == StockHold.receipt_id, Move.why == "receive")
    same = and_(Quant.sku_id == Move.sku_id, func.coalesce(Quant.lot_id, 0) == func.coalesce(Move.lot_id, 0))
    deliveries = select(Quant.id).select_from(StockHold).join(Move, came).join(Quant, same)
    return union(
        goods,
        places.where(*which, no_sku, receipt),
        deliveries.where(*which, no_sku, StockHold.place_id.is_(None)),
    )
