"""Parcels: what is in the box, which carton takes it, its weight, and the labels that it bore."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import CartonType
from models.orders import Order, OrderLine
from models.packed_goods import Goods
from models.places import Place
from models.refused import Refused
from models.transitions import next_state

UNFINISHED = ("open", "weighed", "closed")  # until its label was scanned on the box
GONE = ("cancelled", "reopened")  # no longer a parcel of its order

PARCEL_TRANSITIONS = {
    ("open", "weigh"): "weighed",
    ("weighed", "unweigh"): "open",
    ("weighed", "close"): "closed",
    ("closed", "label"): "labelled",
    ("closed", "reopen"): "reopened",
    ("labelled", "reopen"): "reopened",
    ("labelled", "load"): "loaded",
    ("loaded", "unload"): "labelled",
    ("loaded", "hand_over"): "handed_over",
    ("open", "cancel"): "cancelled",
    ("weighed", "cancel"): "cancelled",
    ("closed", "cancel"): "cancelled",
    ("labelled", "cancel"): "cancelled",
    ("loaded", "cancel"): "cancelled",
}


class Parcel(Base):
    """A box that leaves. Its contents are stock in `place`, a handling unit called PCL-<id> until a label is on the
    box, and by that label's SSCC from then on. Weights in grams; `number` counts within the order.

    `full`: the packer goes on with another carton after this one. `counting` is the order line that was scanned
    last, whose units CMD-QTY sets. `weighings` counts the weights that were off. A reopened parcel is none any more:
    its box is emptied, unit by unit, into a new one.
    """

    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True, init=False)
    order: Mapped[Order] = relationship(default=None)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), unique=True, init=False)
    place: Mapped[Place] = relationship(default=None)
    carton_id: Mapped[int | None] = mapped_column(ForeignKey("carton_types.id"), init=False)
    carton: Mapped[CartonType | None] = relationship(default=None)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open", index=True)
    full: Mapped[bool] = mapped_column(default=False)
    counting: Mapped[int | None] = mapped_column(default=None)
    weighings: Mapped[int] = mapped_column(default=0)
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
        tare = self.carton.tare_g if self.carton else 0
        return tare + sum(line.grams for line in self.lines)

    def units_of(self, order_line_id: int) -> int:
        return sum(line.quantity for line in self.lines if line.order_line_id == order_line_id)

    def put_in(
        self, order_line: OrderLine, goods: Goods, lot_id: int | None, units: int, grams: int | None = None
    ) -> None:
        """Counts units of an order line (and lot) in, which weigh so much together where that is known; negative takes
        them out again."""
        order_line.packed += units
        grams = goods.weight_g * units if grams is None else grams
        for line in self.lines:
            if (line.order_line_id, line.lot_id) == (order_line.id, lot_id):
                line.quantity += units
                line.grams += grams
                return
        self.lines.append(
            ParcelLine(
                order_line_id=order_line.id,
                sku_id=goods.sku_id,
                lot_id=lot_id,
                unit_g=goods.weight_g,
                quantity=units,
                grams=grams,
            )
        )

    def check_weight(self, grams: int, tolerance_g: int, tolerance_percent: int) -> None:
        """Whether the weight is within the larger of both tolerances of the expected one.

        Goods whose weight nobody entered may weigh anything more. The refusal does not say what was expected.

        Raises `Refused`: pack.weight_off.
        """
        expected = self.expected_weight_g
        allowed = max(tolerance_g, expected * tolerance_percent // 100)
        unknown = any(line.quantity and not line.grams for line in self.lines)
        if grams < expected - allowed or (grams > expected + allowed and not unknown):
            raise Refused("pack.weight_off", weighed=grams)

    def weigh(self, grams: int) -> None:
        if self.state == "open":
            self.do("weigh")
        self.weight_g = grams

    def unweigh(self) -> None:
        """Something changed since it was on the scale. A closed box keeps its weight: nothing in it can change."""
        if self.state == "weighed":
            self.do("unweigh")
            self.weight_g = None


class ParcelLine(Base):
    """Units of one order line (and lot) that a scan put into the parcel. `unit_g`: what one of them should have weighed
    then; `grams`: what all of them weigh, by their labels where these say it."""

    __tablename__ = "parcel_lines"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        Index("ix_parcel_lines_goods", "sku_id", "lot_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True, init=False)
    parcel: Mapped[Parcel] = relationship(back_populates="lines", default=None)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), default=None)
    unit_g: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(default=0)
    grams: Mapped[int] = mapped_column(default=0, server_default=text("0"))


def shares(grams: int | None, parts: Sequence[int]) -> list[int | None]:
    """What each part of some units weighs, so that all weigh so much together; None where nobody knows that."""
    if grams is None:
        return [None] * len(parts)
    units, found = sum(parts), []
    for part in parts:
        found.append(grams * part // units)
        grams, units = grams - found[-1], units - part
    return [*found]


class ParcelLabel(Base):
    """One SSCC, given once. The id is its serial number: never used twice, also after a label was voided."""

    __tablename__ = "parcel_labels"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), index=True, init=False)
    parcel: Mapped[Parcel] = relationship(default=None)
    sscc: Mapped[str | None] = mapped_column(default=None, unique=True)
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    voided_at: Mapped[datetime | None] = mapped_column(default=None)


class LabelPrint(Base):
    """Who printed a label again, when, and why."""

    __tablename__ = "label_prints"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    label_id: Mapped[int] = mapped_column(ForeignKey("parcel_labels.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    reason: Mapped[str] = mapped_column(default="", server_default="")
