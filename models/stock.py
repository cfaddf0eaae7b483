"""What lies where, and how it came there: quants, the ledger of moves, allocations, serials."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, now
from models.goods import Lot, Sku
from models.places import Place
from models.refused import Refused
from models.spelling import Folded, plain

BigId = BigInteger().with_variant(Integer, "sqlite")

MOST_UNITS = 1_000_000  # more than anything holds


class Quant(Base):
    """Units of one SKU × lot in one place. The database itself refuses less than zero and overselling.

    `counting`: a short was met here, or the bin is being counted; nothing more is allocated until the count is in.
    """

    __tablename__ = "quants"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("allocated >= 0 AND allocated <= on_hand", name="allocated"),
        Index("uq_quants_key", "place_id", "sku_id", func.coalesce(text("lot_id"), 0), unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True, init=False)
    sku: Mapped[Sku] = relationship(default=None)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place] = relationship(default=None)
    on_hand: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    counting: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime] = mapped_column(default_factory=now, index=True)

    @property
    def free(self) -> int:
        """Units that are promised to nobody."""
        return self.on_hand - self.allocated

    @property
    def available(self) -> int:
        return 0 if self.counting else self.free

    def allocate(self, units: int) -> None:
        """Promises units to an order. Raises `Refused`: stock.not_available."""
        if units > self.available:
            raise Refused("stock.not_available", wanted=units, available=self.available)
        self.allocated += units

    def release(self, units: int) -> None:
        """Gives back units that were promised. Raises `Refused`: stock.not_allocated."""
        if units > self.allocated:
            raise Refused("stock.not_allocated", wanted=units, allocated=self.allocated)
        self.allocated -= units

    def take(self, units: int, allocated: int = 0) -> None:
        """Units leave; `allocated` of them were promised to the one who takes them.

        Raises `Refused`: stock.not_available.
        """
        if units > self.on_hand or self.on_hand - units < self.allocated - allocated:
            raise Refused(
                "stock.not_available", wanted=units, available=self.on_hand - self.allocated + allocated
            )
        self.on_hand -= units
        self.allocated -= allocated


def choose(quants: Iterable[Quant], units: int, today: date) -> list[tuple[Quant, int]]:
    """Which quants give how many units: first expired first out, never an expired lot; where people pick before the
    reserve; else first in first out. A bin that covers the whole line goes before its equals. May give less than
    `units`, never more."""

    def by_age(quant: Quant) -> tuple[date, bool, datetime, int]:
        return (
            quant.lot.expiry if quant.lot and quant.lot.expiry else date.max,
            bool(quant.place and quant.place.reserve),
            quant.received_at,
            quant.id or 0,
        )

    usable = sorted(
        (q for q in quants if q.available > 0 and not (q.lot and q.lot.expired(today))), key=by_age
    )
    chosen: list[tuple[Quant, int]] = []
    while usable and units:
        equals = [q for q in usable if by_age(q)[:2] == by_age(usable[0])[:2]]
        quant = next((q for q in equals if q.available >= units), usable[0])
        usable.remove(quant)
        chosen.append((quant, min(units, quant.available)))
        units -= chosen[-1][1]
    return chosen


_NUMBERED = text("serial IS NOT NULL")


class Move(Base):
    """One line of the ledger: units that went from one place to another, and why. Never changed, never deleted."""

    __tablename__ = "moves"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("from_id <> to_id", name="places"),
        Index("ix_moves_serial", "serial", sqlite_where=_NUMBERED, postgresql_where=_NUMBERED),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id", ondelete="RESTRICT"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id", ondelete="RESTRICT"))
    from_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"), index=True)
    quantity: Mapped[int]
    why: Mapped[str]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"), default=None)
    work_id: Mapped[int | None] = mapped_column(
        ForeignKey("works.id", ondelete="RESTRICT"), default=None, index=True
    )
    order_line_id: Mapped[int | None] = mapped_column(
        ForeignKey("order_lines.id", ondelete="RESTRICT"), default=None
    )
    serial: Mapped[str | None] = mapped_column(default=None)


class Allocation(Base):
    """Units of a quant that are promised to an order line and not yet picked."""

    __tablename__ = "allocations"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    quant_id: Mapped[int] = mapped_column(ForeignKey("quants.id"), index=True, init=False)
    quant: Mapped[Quant] = relationship(default=None)
    quantity: Mapped[int]


class Serial(Base):
    """One numbered unit of a serial-tracked SKU, and where it is."""

    __tablename__ = "serials"
    __table_args__ = (
        UniqueConstraint("sku_id", "code"),
        Index("ix_serials_code_folded", "sku_id", Folded(text("code"))),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    code: Mapped[str] = mapped_column(index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)

    @validates("code")
    def _keep_plain(self, _name: str, code: str) -> str:
        return plain(code)
