"""What lies on the shelves: SKUs, their barcodes and lots, and the cartons they leave in."""

from datetime import date

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    column,
    exists,
    table,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship, validates

from models.base import Base, Facts
from models.spelling import Folded, fold, natural, plain, sort_key

HANDLING = ("fragile", "liquid", "oversized", "dangerous", "cold")
TRACKING = ("none", "lot", "serial")
TOO_SHORT = ("refuse", "quarantine")


class Sku(Base):
    """One kind of goods. Sizes in mm, weight in g, both of one unit; `handling` is a list out of HANDLING;
    `picture` the name of its picture's file, empty where there is none. `weight_tolerance_percent`: the goods are
    weighed, each unit bears a label that says what it weighs or costs, and by so much it may differ from `weight_g`.
    `home_zone`: the zone of the warehouse where they belong, empty where they belong to none.
    `min_units`: fewer that are available are too few; None where only the days count that stock should last.
    `min_days_left`: so many days its expiry must be away when it comes in, else it is `too_short`, one of TOO_SHORT.
    """

    __tablename__ = "skus"
    __table_args__ = (
        CheckConstraint("track IN ('none', 'lot', 'serial')", name="track"),
        Index("ix_skus_code_folded", Folded(text("code"))),
        Index("ix_skus_name_folded", Folded(text("name"))),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    sort_key: Mapped[str] = sort_key("code")
    name: Mapped[str]
    weight_g: Mapped[int] = mapped_column(default=0)
    length_mm: Mapped[int] = mapped_column(default=0)
    width_mm: Mapped[int] = mapped_column(default=0)
    height_mm: Mapped[int] = mapped_column(default=0)
    handling: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    track: Mapped[str] = mapped_column(default="none")
    shelf_life_days: Mapped[int | None] = mapped_column(default=None)
    picture: Mapped[str] = mapped_column(default="", server_default="")
    weight_tolerance_percent: Mapped[int | None] = mapped_column(default=None)
    home_zone: Mapped[str] = mapped_column(default="", server_default="")
    min_units: Mapped[int | None] = mapped_column(default=None)
    min_days_left: Mapped[int | None] = mapped_column(default=None)
    too_short: Mapped[str] = mapped_column(default="refuse", server_default="refuse")
    barcodes: Mapped[list["Barcode"]] = relationship(
        back_populates="sku", default_factory=list, order_by="Barcode.factor", cascade="all, delete-orphan"
    )

    @validates("code")
    def _keep_plain(self, _name: str, code: str) -> str:
        code = plain(code)
        self.sort_key = natural(code)
        return code

    @classmethod
    def called(cls, typed: str) -> ColumnElement[bool]:
        """For a query: whether the SKU has this code, typed by hand or as its label says it, in either case."""
        return Folded(cls.code) == fold(plain(typed)).removeprefix("sku-")

    @property
    def named(self) -> Facts:
        """What a message says of it: its code, and its name."""
        return {"sku": self.code, "name": self.name}

    @property
    def volume_mm3(self) -> int:
        """Of one unit; 0 where its sizes are not known."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def codes(self) -> list[str]:
        """The plain texts that name this SKU and no other, likeliest first."""
        return [*(b.code for b in self.barcodes if not b.shared), f"SKU-{self.code}"]

    @property
    def pack_factors(self) -> dict[str, int]:
        """The units that one scan counts, for the codes where it is not 1."""
        return {b.code: b.factor for b in self.barcodes if b.factor != 1 and not b.shared}


_SAME_KEY = table("barcodes", column("key"), column("sku_id")).alias("same_key")


class Barcode(Base):
    """A code on the goods or their case; `factor` is the units that it stands for.

    `key` is what lookup searches: the GTIN-14 for a valid GTIN, else the text itself. `shared`, as it was when the
    record was read: another SKU has the same key, so that the code names neither.
    """

    __tablename__ = "barcodes"
    __table_args__ = (UniqueConstraint("key", "sku_id"), CheckConstraint("factor > 0", name="factor"))
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True, init=False)
    sku: Mapped[Sku] = relationship(back_populates="barcodes", default=None)
    factor: Mapped[int] = mapped_column(default=1)
    shared: Mapped[bool] = column_property(
        exists().where(_SAME_KEY.c.key == key, _SAME_KEY.c.sku_id != sku_id).correlate_except(_SAME_KEY)
    )

    @validates("code", "key")
    def _keep_plain(self, _name: str, code: str) -> str:
        return plain(code)


class Lot(Base):
    """A batch of one SKU; `expiry` is the last day on which it may be sold."""

    __tablename__ = "lots"
    __table_args__ = (UniqueConstraint("sku_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    code: Mapped[str]
    expiry: Mapped[date | None] = mapped_column(default=None)

    @validates("code")
    def _keep_plain(self, _name: str, code: str) -> str:
        return plain(code)

    def expired(self, today: date) -> bool:
        return self.expiry is not None and self.expiry < today


class CartonType(Base):
    """A box to ship in: inner sizes in mm, `max_weight_g` of contents, `tare_g` its own weight."""

    __tablename__ = "carton_types"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    inner_length_mm: Mapped[int]
    inner_width_mm: Mapped[int]
    inner_height_mm: Mapped[int]
    max_weight_g: Mapped[int]
    tare_g: Mapped[int]

    @validates("code")
    def _keep_plain(self, _name: str, code: str) -> str:
        return plain(code)

    @property
    def volume_mm3(self) -> int:
        return self.inner_length_mm * self.inner_width_mm * self.inner_height_mm
