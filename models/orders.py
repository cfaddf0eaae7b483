"""Orders: what a customer wants, in which state it is, and what holds it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, cast

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, UniqueConstraint, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Facts, Versioned, now
from models.goods import Sku
from models.transitions import may, next_state

STATUSES = (
    "received", "held", "ready", "allocated", "waved", "picking", "picked", "packing", "packed", "staged",
    "handed_over", "in_transit", "delivered", "cancelled", "returned",
)  # fmt: skip

TRANSITIONS = {
    ("received", "accept"): "ready",
    ("received", "hold"): "held",
    ("held", "release"): "ready",
    ("held", "cancel"): "cancelled",
    ("ready", "hold"): "held",
    ("ready", "allocate"): "allocated",
    ("ready", "cancel"): "cancelled",
    ("allocated", "deallocate"): "ready",
    ("allocated", "wave"): "waved",
    ("allocated", "cancel"): "cancelled",
    ("waved", "unwave"): "ready",
    ("waved", "start_pick"): "picking",
    ("waved", "cancel"): "cancelled",
    ("picking", "finish_pick"): "picked",
    ("picking", "find_nothing"): "held",
    ("picking", "cancel"): "cancelled",
    ("picked", "start_pack"): "packing",
    ("picked", "pick_again"): "picking",
    ("picked", "cancel"): "cancelled",
    ("packing", "finish_pack"): "packed",
    ("packing", "pick_again"): "picking",
    ("packing", "find_nothing"): "held",
    ("packing", "cancel"): "cancelled",
    ("packed", "stage"): "staged",
    ("packed", "reopen"): "packing",
    ("packed", "cancel"): "cancelled",
    ("staged", "unstage"): "packed",
    ("staged", "hand_over"): "handed_over",
    ("staged", "cancel"): "cancelled",
    ("handed_over", "depart"): "in_transit",
    ("handed_over", "deliver"): "delivered",
    ("handed_over", "return"): "returned",
    ("in_transit", "deliver"): "delivered",
    ("in_transit", "return"): "returned",
    ("delivered", "return"): "returned",
}


class ContentLine(TypedDict):
    """A line as it was sent."""

    sku: str
    quantity: str
    unit_price: str


class Content(TypedDict):
    """What was ordered, in the shape in which it is sent, without when; `due` in ISO 8601."""

    channel: str
    number: str
    priority: str
    due: str | None
    paid: bool
    ship_to: dict[str, str]
    service: str
    note: str
    lines: list[ContentLine]


class Shortage(TypedDict):
    """Units that stock could not give, by the SKU's code."""

    sku: str
    missing: int


class Order(Versioned, Base):
    """One customer order, named by (channel, number).

    `ship_to` holds name, street, city, postcode, country, phone, email. `content` is a digest of what was ordered;
    `proposal` other content that came under the same name and waits for a person to decide. `shortage` is what stock
    could not give when a wave was last planned. `version` counts every change that a screen could show.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel", "number"),
        Index("ix_orders_queue", "status", "priority", "due"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    channel: Mapped[str]
    number: Mapped[str]
    status: Mapped[str] = mapped_column(default="received")
    priority: Mapped[str] = mapped_column(default="normal")
    due: Mapped[datetime | None] = mapped_column(default=None)
    placed_at: Mapped[datetime | None] = mapped_column(default=None)
    paid: Mapped[bool] = mapped_column(default=True)
    service: Mapped[str] = mapped_column(default="standard")
    ship_to: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    note: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    proposal: Mapped[Content | None] = mapped_column(JSON(none_as_null=True), default=None)
    shortage: Mapped[list[Shortage]] = mapped_column("lacking", JSON, default_factory=list)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("waves.id"), index=True, default=None)
    carrier: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime] = mapped_column(default_factory=now)
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order",
        default_factory=list,
        order_by="OrderLine.position",
        cascade="all, delete-orphan",
    )
    holds: Mapped[list["Hold"]] = relationship(
        back_populates="order", default_factory=list, order_by="Hold.id", cascade="all, delete-orphan"
    )

    def do(self, action: str) -> None:
        """Moves along TRANSITIONS; an illegal move raises `Refused("order.not_allowed")`."""
        self.status = next_state(TRANSITIONS, "order", self.status, action)
        self.touch()

    def leave_wave(self) -> None:
        """Back to before any wave: what one left out, as it was released by name, is wanted again."""
        self.wave_id = None
        for line in self.lines:
            line.short = line.short_approved = 0

    @property
    def open_holds(self) -> list["Hold"]:
        return [h for h in self.holds if h.released_at is None]

    @property
    def decisions(self) -> list[str]:
        """What a supervisor can decide about it now: release, hold, urgent, normal, cancel."""
        if not may(TRANSITIONS, self.status, "cancel"):  # gone, or at its end
            return []
        holding = "release" if self.open_holds else "hold"
        return [holding, "normal" if self.priority == "urgent" else "urgent", "cancel"]

    @classmethod
    def on_hold(cls) -> ColumnElement[bool]:
        """For a query: those that a person must look at, whatever has become of them meanwhile."""
        return or_(cls.status == "held", cls.id.in_(select(Hold.order_id).where(Hold.released_at.is_(None))))

    @property
    def missing(self) -> int:
        """Units that were short and that nobody has approved yet."""
        return sum(line.short - line.short_approved for line in self.lines)


class OrderLine(Base):
    """One SKU of an order. `sku_text` and `quantity_text` keep what was sent, also when it makes no sense.

    ordered = quantity; picked = units in totes or parcels; short = units that no bin could give;
    short_approved = those of them that a supervisor (or the wave's release by name) agreed to leave out.
    """

    __tablename__ = "order_lines"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True, init=False)
    order: Mapped[Order] = relationship(back_populates="lines", default=None)
    position: Mapped[int]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku | None] = relationship(default=None)
    sku_text: Mapped[str]
    quantity: Mapped[int] = mapped_column(default=0)
    quantity_text: Mapped[str] = mapped_column(default="")
    unit_price: Mapped[str] = mapped_column(default="")
    picked: Mapped[int] = mapped_column(default=0)
    packed: Mapped[int] = mapped_column(default=0)
    short: Mapped[int] = mapped_column(default=0)
    short_approved: Mapped[int] = mapped_column(default=0)

    @property
    def in_totes(self) -> int:
        """Units that were picked and lie in no parcel yet."""
        return max(self.picked - self.packed, 0)

    @property
    def to_pack(self) -> int:
        """Units that the order's parcels together must still get, if nothing more is left out."""
        return self.quantity - self.short_approved - self.packed

    def approve_short(self) -> int:
        """Agrees to leave out all that no bin could give. Returns the units that nobody had agreed to yet."""
        units, self.short_approved = self.short - self.short_approved, self.short
        return units


_OPEN = text("released_at IS NULL")


class Hold(Base):
    """Why a person must look at an order before it goes on: a code with its params, and the field that it is about."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_open", "order_id", sqlite_where=_OPEN, postgresql_where=_OPEN),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True, init=False)
    order: Mapped[Order] = relationship(back_populates="holds", default=None)
    code: Mapped[str]
    field: Mapped[str] = mapped_column(default="")
    params: Mapped[Facts] = mapped_column(JSON, default_factory=dict)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)

    @property
    def contents(self) -> list[str]:
        """For order.changed: the digests of the other contents that came, the newest last."""
        return list(cast(Iterable[str], self.params["contents"]))
