"""What suppliers send: the receipt of a delivery, its lines as they were announced and as they were counted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypedDict, cast

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Facts
from models.goods import Sku
from models.places import Place
from models.refused import Refused
from models.spelling import fold
from models.stock import MOST_UNITS
from models.undo_receiving import InHand
from models.work import Work

LONGEST_REASON = 100  # characters


class AnnouncedLine(TypedDict):
    """A line as it was announced: `expiry` in ISO 8601 or "", as are `lot` and `sscc` where nobody said one."""

    sku: str
    quantity: int
    lot: str
    expiry: str
    sscc: str


class Announced(TypedDict):
    """A delivery in the shape in which it is announced."""

    supplier: str
    number: str
    lines: list[AnnouncedLine]


class KnownGoods(TypedDict):
    """What GoodsOf says, as a line keeps it."""

    id: int
    code: str
    name: str
    track: str
    shelf_life_days: int | None
    min_days_left: int | None
    too_short: str
    codes: list[str]
    pack_factors: dict[str, int]
    picture: str


@dataclass(frozen=True, slots=True)
class GoodsOf:
    """What a receipt knows of the goods of one SKU, by the names of `Sku`. Fixed when their line was made, so that no
    scan need read them again."""

    id: int
    code: str
    name: str
    track: str
    shelf_life_days: int | None
    min_days_left: int | None
    too_short: str
    codes: list[str]
    pack_factors: dict[str, int]
    picture: str

    @classmethod
    def of(cls, sku: Sku) -> "GoodsOf":
        return cls(**{name: getattr(sku, name) for name in cls.__slots__})

    @property
    def named(self) -> Facts:
        return {"sku": self.code, "name": self.name}

    @property
    def known(self) -> KnownGoods:
        return cast(KnownGoods, asdict(self))


class GoodsReceipt(Work):
    """What one supplier sends under one number, received by one person at a time.

    `dock` is where the truck or its goods stand, `straight` that it is a cross-dock; `container` the tote, pallet or
    lane that goods go into now.
    `content` is a digest of what was announced, `proposal` other content that came under the same name and waits
    for a supervisor. A `blind` one was not announced: nothing is expected, and all that comes is right. `asked` names
    the question that the next same scan answers with yes; `closing`: all is counted but what differs, and why is asked.
    """

    __mapper_args__ = {"polymorphic_identity": "receive"}
    letter = "R"
    roles = ("receiver", "picker")
    supplier: Mapped[str | None] = mapped_column(nullable=True, default=None)
    delivery: Mapped[str | None] = mapped_column(nullable=True, index=True, default=None)
    content: Mapped[str | None] = mapped_column("announced", nullable=True, default=None)
    proposal: Mapped[Announced | None] = mapped_column(
        "announced_anew", JSON(none_as_null=True), default=None
    )
    blind: Mapped[bool | None] = mapped_column(nullable=True, default=False)
    dock_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), init=False, nullable=True, use_existing_column=True
    )
    dock: Mapped[Place | None] = relationship(default=None, foreign_keys=[dock_id])
    straight: Mapped[bool | None] = mapped_column(nullable=True, default=False)
    container_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), index=True, init=False, nullable=True
    )
    container: Mapped[Place | None] = relationship(default=None, foreign_keys=[container_id])
    container_code: Mapped[str | None] = mapped_column(nullable=True, default="")
    hand: Mapped[InHand | None] = mapped_column(JSON(none_as_null=True), default=None)
    asked: Mapped[str | None] = mapped_column(nullable=True, default="")
    closing: Mapped[bool | None] = mapped_column(nullable=True, default=False)
    closed_because: Mapped[str | None] = mapped_column(nullable=True, default=None)
    lines: Mapped[list["GoodsReceiptLine"]] = relationship(
        default_factory=list, order_by="GoodsReceiptLine.position", cascade="all, delete-orphan"
    )

    @property
    def named(self) -> Facts:
        return {"work": self.number, "supplier": self.supplier or "", "number": self.delivery or ""}

    @property
    def units(self) -> tuple[int, int]:
        """The units that came, and those that are to come in all."""
        came = sum(line.came for line in self.lines)
        return came, max(came, sum(max(line.expected, line.came) for line in self.lines))

    @property
    def differences(self) -> list["GoodsReceiptLine"]:
        """The lines of which not just what was announced came, whole."""
        return [line for line in self.lines if line.differs and not (self.blind and not line.damaged)]

    def check_open(self) -> None:
        """Whether goods may still be received on it. Raises `Refused`: receive.closed, and those of `Work`."""
        if self.state == "done":
            raise Refused("receive.closed", **self.named)
        super().check_open()

    def lines_for(self, sku_id: int, lot: str) -> list["GoodsReceiptLine"]:
        """The lines that units of this SKU and lot may be counted on, the fittest first: those of the SSCC that is
        being unpacked, those of this very lot, those that still want some."""
        here = self.container_code
        found = [line for line in self.lines if line.sku_id == sku_id and line.takes(lot)]
        return sorted(
            found, key=lambda line: (not line.left, line.sscc != here, line.lot != lot, line.position)
        )

    def goods_of(self, sku_id: int) -> GoodsOf | None:
        """What is known of the goods of a SKU that has a line."""
        return next((line.goods for line in self.lines if line.sku_id == sku_id), None)

    def stand_at(self, dock: Place | None) -> None:
        """It is received here, whatever dock or lane it is."""
        self.dock, self.straight = dock, bool(dock and dock.cross_dock)

    def fill(self, container: Place | None) -> None:
        """Goods go into this container from now on."""
        self.container, self.container_code = container, container.code if container else ""

    def add_line(self, goods: GoodsOf, lot: str = "") -> "GoodsReceiptLine":
        """A line for what was not announced."""
        last = max((line.position for line in self.lines), default=0)
        line = GoodsReceiptLine(position=last + 1, lot=lot, more=True, snapshot=goods.known)
        line.sku_id = goods.id
        self.lines.append(line)
        return line

    def count(self, sku_id: int, lot: str, units: int) -> list[list[int]]:
        """Counts units on the lines that want them, and what is too many on the fittest one; negative ones off the
        lines again. Answers the id of each line, and its units.

        Raises `Refused`: receive.too_many (more than anything holds).
        """
        lines = self.lines_for(sku_id, lot)
        if sum(line.counted for line in lines) + units > MOST_UNITS:
            raise Refused("receive.too_many", most=MOST_UNITS)
        parts = _shared(lines, units) if units > 0 else _taken(lines, -units)
        for line, part in parts:
            line.counted += part
        return [[line.id, part] for line, part in parts]

    def spoil(self, sku_id: int, lot: str, units: int, reason: str) -> list[list[int]]:
        """So many of the units that were counted are damaged. Answers the id of each line, and its units."""
        parts = _as_far_as(units, {line: line.counted for line in self.lines_for(sku_id, lot)})
        for line, part in parts:
            line.counted -= part
            line.damaged += part
            line.because = [*line.because, reason]
        return [[line.id, part] for line, part in parts]

    def too_many(self, sku_id: int, lot: str, units: int) -> int:
        """How many of so many units nobody has announced or agreed to."""
        lines = self.lines_for(sku_id, lot)
        return 0 if any(line.more for line in lines) else max(0, units - sum(line.left for line in lines))


Parts = list[tuple["GoodsReceiptLine", int]]


def _shared(lines: list["GoodsReceiptLine"], units: int) -> Parts:
    wanted = {line: line.left for line in lines}
    wanted[lines[0]] += max(0, units - sum(wanted.values()))
    return _as_far_as(units, wanted)


def _taken(lines: list["GoodsReceiptLine"], units: int) -> Parts:
    given_back = _as_far_as(units, {line: line.counted for line in reversed(lines)})
    return [(line, -part) for line, part in given_back]


def _as_far_as(units: int, most: Mapping["GoodsReceiptLine", int]) -> Parts:
    parts: Parts = []
    for line, units_there in most.items():
        if part := min(units, units_there):
            parts.append((line, part))
        units -= part
    return parts


class GoodsReceiptLine(Base):
    """Units of one SKU that were announced, and what came of them: `counted` whole, `damaged` not.

    `lot`, `expiry` and `sscc` as they were announced, empty where they were not. `more`: whoever receives has agreed to
    more units than `expected`, or to goods that nobody announced. `because`: what is wrong with the damaged ones, as
    codes or in somebody's own words. `snapshot` is their GoodsOf.
    """

    __tablename__ = "goods_receipt_lines"
    __table_args__ = (
        CheckConstraint("expected >= 0 AND counted >= 0 AND damaged >= 0", name="units"),
        Index("ix_goods_receipt_lines_sscc", "sscc"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    position: Mapped[int]
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True, init=False)
    sku: Mapped[Sku] = relationship(default=None)
    lot: Mapped[str] = mapped_column(default="")
    expiry: Mapped[date | None] = mapped_column(default=None)
    sscc: Mapped[str] = mapped_column(default="")
    expected: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    more: Mapped[bool] = mapped_column(default=False)
    because: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    snapshot: Mapped[KnownGoods] = mapped_column(JSON, server_default="{}")

    @property
    def goods(self) -> GoodsOf:
        return GoodsOf(**self.snapshot)

    @property
    def came(self) -> int:
        return self.counted + self.damaged

    @property
    def left(self) -> int:
        """Units that are still to come."""
        return max(0, self.expected - self.came)

    def takes(self, lot: str) -> bool:
        return not lot or not self.lot or fold(self.lot) == fold(lot)

    @property
    def differs(self) -> bool:
        return self.came != self.expected or self.damaged > 0


Index("uq_works_delivery", GoodsReceipt.supplier, GoodsReceipt.delivery, unique=True)
