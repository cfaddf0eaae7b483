"""Orders: what a customer wants, in which state it is, and what holds it."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, UniqueConstraint, and_, or_, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship
from sqlalchemy.sql import Select

from models.base import Base, Facts, now
from models.goods import Sku
from models.order_content import Content, ContentLine, Shortage
from models.order_states import ORDER_TRANSITIONS
from models.spelling import Folded, sort_key
from models.transitions import may, next_state
from models.work import Versioned

_WAITS, _ALIKE = text("waits_since IS NOT NULL"), text("alike != ''")


class Order(Versioned, Base):
    """One customer order, named by (channel, number); of an order that was cancelled and came again corrected there are
    several, of which the newest `edition` counts.

    `ship_to` holds name, street, city, postcode, country, phone, email, and where they say something company,
    street2, street3, district, state. `other_fields` are those that Floor has no use for, by their path as they were
    sent; `warnings` what was noticed and holds nothing, as holds keep theirs. `content` is a digest of what was
    ordered, `alike` of its goods and address; `earlier` the digests of what was ordered under its name before;
    `proposal` other content that came under the same name and waits for a person to decide. `charges`: lines that are
    no goods. `waits_since`: since when stock lacks something of it. `back_order_of`: the order that these units were
    left out of, `split_of` the one that they were part of. `version` counts every change that a screen could show.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel", "number", "edition"),
        Index("ix_orders_queue", "status", "priority", "due"),
        Index("ix_orders_waits", "waits_since", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_orders_status_id", "status", "id"),
        Index("ix_orders_number_folded", Folded(text("number"))),
        Index("ix_orders_alike", "alike", sqlite_where=_ALIKE, postgresql_where=_ALIKE),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    channel: Mapped[str]
    number: Mapped[str]
    sort_key: Mapped[str] = sort_key("number")
    edition: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    status: Mapped[str] = mapped_column(default="received")
    priority: Mapped[str] = mapped_column(default="normal")
    due: Mapped[datetime | None] = mapped_column(default=None)
    placed_at: Mapped[datetime | None] = mapped_column(default=None)
    paid: Mapped[bool] = mapped_column(default=True)
    service: Mapped[str] = mapped_column(default="standard")
    ship_to: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    note: Mapped[str] = mapped_column(default="")
    delivery_note: Mapped[str] = mapped_column(default="", server_default="")
    gift_note: Mapped[str] = mapped_column(default="", server_default="")
    totals: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict, server_default="{}")
    other_fields: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict, server_default="{}")
    warnings: Mapped[list[Facts]] = mapped_column(JSON, default_factory=list, server_default="[]")
    content: Mapped[str] = mapped_column(default="")
    earlier: Mapped[list[str]] = mapped_column(JSON, default_factory=list, server_default="[]")
    alike: Mapped[str] = mapped_column(default="", server_default="")
    proposal: Mapped[Content | None] = mapped_column(JSON(none_as_null=True), default=None)
    charges: Mapped[list[ContentLine] | None] = mapped_column(JSON(none_as_null=True), default=None)
    waits_since: Mapped[datetime | None] = mapped_column(default=None)
    back_order_of: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True, default=None)
    split_of: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True, default=None)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("waves.id"), index=True, default=None)
    carrier: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime] = mapped_column(default_factory=now, index=True)
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", default_factory=list, order_by="[OrderLine.position, OrderLine.id]",
        cascade="all, delete-orphan",
    )  # fmt: skip
    kits: Mapped[list["OrderKit"]] = relationship(
        default_factory=list, order_by="OrderKit.position", cascade="all, delete-orphan"
    )
    holds: Mapped[list["Hold"]] = relationship(
        back_populates="order", default_factory=list, order_by="Hold.id", cascade="all, delete-orphan"
    )

    def do(self, action: str) -> None:
        """Moves along ORDER_TRANSITIONS; an illegal move raises `Refused("order.not_allowed")`."""
        self.status = next_state(ORDER_TRANSITIONS, "order", self.status, action)
        self.touch()

    def leave_wave(self) -> None:
        """Back to before any wave: what one left out, as it was released by name, is wanted again, if nothing else has
        become of it."""
        self.wave_id = None
        for line in self.lines:
            line.short = line.short_approved = line.settled

    def lack(self, missing: Mapping[int, int], at: datetime) -> None:
        """Notes what stock could not give (SKU id → units), the first lines served first; nothing ends the waiting."""
        left = dict(missing)
        for line in reversed(self.lines):
            units = min(left.get(line.sku_id or 0, 0), line.wanted)
            if units != line.lacking:
                line.lacking = units
            if units:
                left[line.sku_id or 0] -= units
        if bool(missing) != bool(self.waits_since):
            self.waits_since = at if missing else None

    @property
    def shortage(self) -> list[Shortage]:
        """What stock could not give when it was last asked."""
        units: dict[str, int] = {}
        for line in self.lines:
            if line.lacking and line.sku:
                units[line.sku.code] = units.get(line.sku.code, 0) + line.lacking
        return [{"sku": sku, "missing": missing} for sku, missing in units.items()]

    @property
    def sent(self) -> list["OrderLine | OrderKit"]:
        """Its lines as they were sent: a kit stands for the lines of its components."""
        plain: list[OrderLine | OrderKit] = [line for line in self.lines if line.per_kit is None]
        return sorted([*plain, *self.kits], key=lambda each: each.position)

    @property
    def open_holds(self) -> list["Hold"]:
        return [h for h in self.holds if h.released_at is None]

    @property
    def decisions(self) -> list[str]:
        """What a supervisor can decide about it now: release, hold, urgent, normal, cancel."""
        if not may(ORDER_TRANSITIONS, self.status, "cancel"):  # gone, or at its end
            return []
        holding = "release" if self.open_holds else "hold"
        return [holding, "normal" if self.priority == "urgent" else "urgent", "cancel"]

    @classmethod
    def named(cls, channel: str, number: str) -> Select["Order"]:
        """For a query: the order that counts under this name."""
        query = select(cls).where(cls.channel == channel, cls.number == number)
        return query.order_by(cls.edition.desc()).limit(1)

    @property
    def contents_seen(self) -> set[str]:
        """The digests of all that came under its name and was decided about, or cancelled with it."""
        asked = (hold.contents for hold in self.holds if hold.code == "order.changed")
        return {self.content, *self.earlier, *itertools.chain.from_iterable(asked)} - {""}

    @classmethod
    def on_hold(cls) -> ColumnElement[bool]:
        """For a query: those that a person must look at, whatever has become of them meanwhile."""
        held = aliased(cls)
        ids = select(held.id).where(held.status == "held")
        # as one set of ids: with OR PostgreSQL looks at every order there is
        return cls.id.in_(ids.union(select(Hold.order_id).where(Hold.released_at.is_(None))))

    @classmethod
    def may_be_waved(cls) -> ColumnElement[bool]:
        """For a query: those that are ready, and those that stock was promised to while they waited for it."""
        return or_(cls.status == "ready", and_(cls.status == "allocated", cls.wave_id.is_(None)))

    @classmethod
    def waiting(cls) -> ColumnElement[bool]:
        """For a query: those that wait for stock."""
        return and_(cls.status == "ready", cls.waits_since.is_not(None))

    @property
    def missing(self) -> int:
        """Units that were short and that nobody has approved yet."""
        return sum(line.short - line.short_approved for line in self.lines)


_LACKS = text("lacking > 0")


class OrderLine(Base):
    """One SKU of an order. `sku_text` and `quantity_text` keep what was sent, also when it makes no sense.

    ordered = quantity; picked = units in totes or parcels; short = units that no bin could give;
    short_approved = those of them that a supervisor (or the wave's release by name) agreed to leave out;
    settled = those of these that nothing more becomes of: other goods went in their place, a back-order or a part asks
    for them, or they were cancelled. lacking = units that stock could not give when it was last asked. Of a kit's
    component: `kit_id` is the kit that was ordered, `per_kit` how many of its units are in one; or it is the
    kit itself.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        Index("ix_order_lines_lacking", "sku_id", sqlite_where=_LACKS, postgresql_where=_LACKS),
    )
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
    settled: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    lacking: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("order_kits.id"), index=True, init=False)
    kit: Mapped["OrderKit | None"] = relationship(back_populates="parts", default=None)
    per_kit: Mapped[int | None] = mapped_column(default=None)

    @property
    def parts(self) -> list["OrderLine"]:
        """The lines that are picked for it: itself; as those of a kit."""
        return [self]

    @property
    def put_together(self) -> bool:
        """Whether it is the line of a kit that lies in bins put together, and is picked as it is."""
        return self.kit is not None and self.kit.sku_id == self.sku_id

    @property
    def wanted(self) -> int:
        """Units that are to go with the order."""
        return self.quantity - self.short_approved

    @property
    def in_totes(self) -> int:
        """Units that were picked and lie in no parcel yet."""
        return max(self.picked - self.packed, 0)

    @property
    def to_pack(self) -> int:
        """Units that the order's parcels together must still get, if nothing more is left out."""
        return self.wanted - self.packed

    @property
    def to_settle(self) -> int:
        """Units that were left out, and of which nobody has said yet what becomes of them."""
        return self.short_approved - self.settled

    def approve_short(self) -> int:
        """Agrees to leave out all that no bin could give. Returns the units that nobody had agreed to yet."""
        units, self.short_approved = self.short - self.short_approved, self.short
        return units


class OrderKit(Base):
    """Kits that an order asks for, as they were sent: what is picked and packed are its parts, the lines of its
    components."""

    __tablename__ = "order_kits"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True, init=False)
    position: Mapped[int]
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    sku_text: Mapped[str]
    quantity: Mapped[int]
    quantity_text: Mapped[str] = mapped_column(default="")
    unit_price: Mapped[str] = mapped_column(default="")
    parts: Mapped[list[OrderLine]] = relationship(
        back_populates="kit", default_factory=list, order_by=OrderLine.id
    )

    def whole(self, column: str) -> int:
        """How many whole kits the units in this column of its parts are."""
        return min((getattr(part, column) // (part.per_kit or 1) for part in self.parts), default=0)

    def broken(self, column: str) -> int:
        """How many kits lack the units in this column: short of one component is short of the kit."""
        return max((-(-getattr(part, column) // (part.per_kit or 1)) for part in self.parts), default=0)


SentLine = OrderLine | OrderKit
_OPEN = text("released_at IS NULL")


class Hold(Base):
    """Why a person must look at an order: a code with its params, the field that it is about, and who sees to it."""

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
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)

    def end(self, at: datetime, by: int | None) -> None:
        self.released_at, self.released_by = at, by

    @property
    def contents(self) -> list[str]:
        """For order.changed: the digests of the other contents that came, the newest last."""
        return list(cast(Iterable[str], self.params["contents"]))
