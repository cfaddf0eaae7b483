"""Pack check: an order's totes are scanned into parcels, unit by unit, weighed, closed and labelled."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import CartonType, Lot, Sku
from models.orders import Order
from models.places import Place
from models.refused import Refused
from models.transitions import next_state
from models.work import Step, Work

NOTICES = (
    "fragile",
    "liquid",
    "oversized",
    "dangerous",
)  # handling classes that a packer acknowledges by a scan

PARCEL_TRANSITIONS = {
    ("open", "weigh"): "weighed",
    ("weighed", "unweigh"): "open",
    ("weighed", "close"): "closed",
    ("closed", "label"): "labelled",
    ("closed", "reopen"): "open",
    ("labelled", "reopen"): "open",
    ("labelled", "load"): "loaded",
    ("loaded", "unload"): "labelled",
    ("loaded", "hand_over"): "handed_over",
    ("open", "cancel"): "cancelled",
    ("weighed", "cancel"): "cancelled",
    ("closed", "cancel"): "cancelled",
    ("labelled", "cancel"): "cancelled",
    ("loaded", "cancel"): "cancelled",
}


class PackSession(Work):
    """The pack work of one order, at one station. `parcels` are all that it made; at most one of them is unfinished."""

    __mapper_args__ = {"polymorphic_identity": "pack"}
    order_id: Mapped[int | None] = mapped_column(
        ForeignKey("orders.id"), index=True, nullable=True, init=False
    )
    order: Mapped[Order] = relationship(default=None)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False, nullable=True)
    station: Mapped[Place | None] = relationship(default=None, foreign_keys=[station_id])
    totes: Mapped[list["PackTote"]] = relationship(
        back_populates="session", default_factory=list, order_by="PackTote.id", cascade="all, delete-orphan"
    )
    parcels: Mapped[list["Parcel"]] = relationship(
        back_populates="session", default_factory=list, order_by="Parcel.id", foreign_keys="Parcel.session_id"
    )

    @property
    def parcel(self) -> "Parcel | None":
        """The parcel in work: the one whose label has not been scanned on the box yet."""
        return next((p for p in self.parcels if p.state in ("open", "weighed", "closed")), None)


class PackTote(Base):
    """A tote whose contents the session checks; `scanned` once it stands at the station."""

    __tablename__ = "pack_totes"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    session: Mapped[PackSession] = relationship(back_populates="totes", default=None)
    tote_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True, init=False)
    tote: Mapped[Place] = relationship(default=None)
    scanned: Mapped[bool] = mapped_column(default=False)


class Parcel(Base):
    """A box that leaves. Its contents are stock in `place`, a handling unit whose code is PCL-<id> for good;
    the SSCC on it is that of its valid label. Weights in grams; `number` counts within the order."""

    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    session: Mapped[PackSession] = relationship(
        back_populates="parcels", default=None, foreign_keys=[session_id]
    )
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True, init=False)
    order: Mapped[Order] = relationship(default=None)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), unique=True, init=False)
    place: Mapped[Place] = relationship(default=None)
    carton_id: Mapped[int | None] = mapped_column(ForeignKey("carton_types.id"), init=False)
    carton: Mapped[CartonType | None] = relationship(default=None)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open", index=True)
    acknowledged: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    weight_g: Mapped[int | None] = mapped_column(default=None)
    sscc: Mapped[str | None] = mapped_column(default=None, unique=True)
    carrier: Mapped[str] = mapped_column(default="")
    load_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), index=True, default=None)
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    lines: Mapped[list["ParcelLine"]] = relationship(
        back_populates="parcel", default_factory=list, order_by="ParcelLine.id", cascade="all, delete-orphan"
    )
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    def do(self, action: str) -> None:
        self.state = next_state(PARCEL_TRANSITIONS, "parcel", self.state, action)

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def expected_weight_g(self) -> int:
        """Gross weight that the contents and the carton should have."""
        return (self.carton.tare_g if self.carton else 0) + sum(
            ln.sku.weight_g * ln.quantity for ln in self.lines
        )

    def notices(self) -> list[str]:
        """Handling classes of the contents that nobody has acknowledged yet."""
        classes = {h for line in self.lines for h in line.sku.handling}
        return [h for h in NOTICES if h in classes and h not in self.acknowledged]

    def check_weight(self, grams: int, tolerance_g: int, tolerance_percent: int) -> None:
        """Within the larger of both tolerances of the expected weight, else `Refused("pack.weight_off")`."""
        allowed = max(tolerance_g, self.expected_weight_g * tolerance_percent // 100)
        if abs(grams - self.expected_weight_g) > allowed:
            raise Refused("pack.weight_off", weighed=grams)


class ParcelLine(Base):
    """Units of one order line (and lot) that a scan put into the parcel."""

    __tablename__ = "parcel_lines"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True, init=False)
    parcel: Mapped[Parcel] = relationship(back_populates="lines", default=None)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    quantity: Mapped[int] = mapped_column(default=0)


class ParcelLabel(Base):
    """One SSCC, given once. The id is its serial number: never used twice, also after a label was voided."""

    __tablename__ = "parcel_labels"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True)
    sscc: Mapped[str | None] = mapped_column(default=None, unique=True)
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    voided_at: Mapped[datetime | None] = mapped_column(default=None)


class LabelPrint(Base):
    """Who printed a label again, and when."""

    __tablename__ = "label_prints"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    label_id: Mapped[int] = mapped_column(ForeignKey("parcel_labels.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)


class Foreign(Base):
    """Goods found in a tote that do not belong to its order; they lie on the problem shelf until somebody takes them away.

    `belongs` says where, if Floor knows: the bin or the order that misses them.
    """

    __tablename__ = "foreign_goods"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    scanned: Mapped[str]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), default=None)
    belongs: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    solved_at: Mapped[datetime | None] = mapped_column(default=None)


def fitting(cartons: list[CartonType], weight_g: int, volume_mm3: int, longest_mm: int) -> list[CartonType]:
    """The cartons that hold such goods, smallest first: best fit first."""
    return sorted(
        (c for c in cartons if c.holds(weight_g, volume_mm3, longest_mm)), key=lambda c: c.volume_mm3
    )


def material_steps(notices: list[str]) -> Iterator[Step]:
    for notice in notices:
        yield Step("material", name=notice, codes=[f"MAT-{notice.upper()}"], hint=(f"handling.{notice}", {}))
