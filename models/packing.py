"""Pack check: an order's totes are scanned into parcels, unit by unit, weighed, closed and labelled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Facts, now
from models.goods import CartonType
from models.orders import Order, OrderLine
from models.packed_goods import Goods, GoodsSnapshot, fitting
from models.parcels import UNFINISHED, Parcel
from models.places import Place
from models.work import Step, Work

NOTICES = ("fragile", "liquid", "oversized", "dangerous")  # handling that a packer acknowledges by a scan


@dataclass(frozen=True, slots=True)
class Supplies:
    """What the steps need beside the session: the carton types, and the serials that lie in its totes, by SKU id."""

    cartons: Sequence[CartonType] = ()
    serials: Mapping[int, list[str]] | None = None


class PackSession(Work):
    """The pack work of one order, at one station. `parcels` are all that it made; at most one of them is unfinished.

    `snapshot` holds by line id what was fixed when the order was picked (Goods). So a scan is judged, and the work
    document drawn, without the catalogue.
    """

    __mapper_args__ = {"polymorphic_identity": "pack"}
    letter = "K"
    held_todo = "pack.todo_held"
    stopped_todo = "pack.todo_recalled"
    roles = ("packer",)
    order_id: Mapped[int | None] = mapped_column(
        ForeignKey("orders.id"), index=True, nullable=True, init=False
    )
    order: Mapped[Order] = relationship(default=None)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False, nullable=True)
    station: Mapped[Place | None] = relationship(default=None, foreign_keys=[station_id])
    snapshot: Mapped[dict[str, GoodsSnapshot] | None] = mapped_column(
        "sheet", JSON(none_as_null=True), default=None
    )
    totes: Mapped[list["PackTote"]] = relationship(
        back_populates="session", default_factory=list, order_by="PackTote.id", cascade="all, delete-orphan"
    )
    parcels: Mapped[list[Parcel]] = relationship(
        default_factory=list, order_by="Parcel.id", foreign_keys="Parcel.session_id"
    )

    @property
    def parcel(self) -> Parcel | None:
        """The parcel in work: the one whose label has not been scanned on the box yet."""
        return next((p for p in self.parcels if p.state in UNFINISHED), None)

    @cached_property
    def goods(self) -> dict[int, Goods]:
        """The goods of the order's lines, by order line id."""
        return {int(line_id): Goods(**facts) for line_id, facts in (self.snapshot or {}).items()}

    @property
    def goods_left(self) -> list[tuple[OrderLine, Goods, int]]:
        """What still lies in the totes and is to be packed, by order line."""
        goods = self.goods
        lines = self.order.lines
        return [(line, goods[line.id], line.in_totes) for line in lines if line.in_totes and line.id in goods]

    def lines_of(self, sku_id: int) -> list[OrderLine]:
        """The order's lines that ask for this SKU: shops send two of the same, and a packer sees units only."""
        return [
            line
            for line in self.order.lines
            if line.id in self.goods and self.goods[line.id].sku_id == sku_id
        ]

    @property
    def units_left(self) -> int:
        return sum(units for _line, _goods, units in self.goods_left)

    @property
    def missing(self) -> dict[int, "Missing"]:
        """By order line id, the units that no parcel has and no supervisor has let go."""
        found = {}
        for line in self.order.lines:
            if line.id in self.goods and line.to_pack > 0:
                short = line.to_pack - line.in_totes
                found[line.id] = Missing(line, self.goods[line.id], short, line.in_totes)
        return found

    @property
    def progress(self) -> tuple[int, int]:
        """Units packed, and units that were picked."""
        return sum(line.packed for line in self.order.lines), sum(line.picked for line in self.order.lines)

    @property
    def notices(self) -> list[str]:
        """Handling classes of the goods at hand that nobody has acknowledged for this parcel yet."""
        parcel = self.parcel
        if parcel is not None and (parcel.full or parcel.state != "open"):
            return []
        return open_notices((goods for _line, goods, _units in self.goods_left), parcel)

    @property
    def remarks(self) -> list[tuple[str, Facts]]:
        """What the packer should know of the order, as codes: that it presses, what the customer wrote, how to reach
        them, what makes kits, and what no bin could give."""
        order, to = self.order, self.order.ship_to
        found: list[tuple[str, Facts]] = [("order.presses", {})] if self.urgent else []
        if order.note:
            found.append(("order.note_says", {"order": order.number, "note": order.note}))
        if order.gift_note:
            found.append(("order.gift_note_says", {"order": order.number, "note": order.gift_note}))
        if order.delivery_note:
            found.append(("order.driver_note_says", {"order": order.number, "note": order.delivery_note}))
        if reach := [to[way] for way in ("phone", "email") if to.get(way)]:
            found.append(("order.reached_by", {"order": order.number, "ways": reach}))
        kits: dict[str, list[str]] = {}
        for line in order.lines:
            if (goods := self.goods.get(line.id)) and goods.kit:
                kits.setdefault(goods.kit, []).append(f"{line.wanted} × {goods.name}")
        found += [("kit.together", {"kit": kit, "goods": parts}) for kit, parts in kits.items()]
        found += [("pack.box_reopened", {"sscc": tote.code}) for tote in self.totes if tote.is_box]
        if order.missing:
            found.append(("order.units_missing", {"order": order.number, "units": order.missing}))
        return found

    @property
    def stage(self) -> str:
        """The kind of the step that comes next."""
        parcel = self.parcel
        if any(not tote.scanned for tote in self.totes):
            return "tote"
        if parcel is not None and parcel.state != "open":
            return "parcel" if parcel.state == "closed" else "close"
        if parcel is None or parcel.carton is None:
            return "carton"
        if self.notices:
            return "material"
        return "sku" if self.goods_left and not parcel.full else "weight"

    def steps(self, supplies: Supplies) -> list[Step]:
        """Every remaining step in walking order."""
        return list(self._steps(supplies)) if self.state == "open" else []

    def _steps(self, supplies: Supplies) -> Iterator[Step]:
        yield from (tote.step() for tote in self.totes if not tote.scanned)
        parcel, left = self.parcel, self.goods_left
        if parcel is not None and (parcel.full or parcel.state != "open"):
            yield from ending(parcel, parcel.expected_weight_g)
            if not left:
                return
            parcel = None
        carton = parcel.carton if parcel else None
        if carton is None:
            fit = fitting(supplies.cartons, [(goods, units) for _line, goods, units in left])
            # what fits no box must leave all the same; a step without codes would ask for a carton that nobody knows
            offered = fit or sorted(supplies.cartons, key=lambda each: -each.volume_mm3)
            carton = offered[0] if offered else None
            yield Step("carton", name=carton.name if carton else "", codes=[f"CTN-{c.code}" for c in offered])
        for notice in open_notices((goods for _line, goods, _units in left), parcel):
            yield Step(
                "material", name=notice, codes=[f"MAT-{notice.upper()}"], hint=(f"handling.{notice}", {})
            )
        for sku_id, goods in {goods.sku_id: goods for _line, goods, _units in left}.items():
            yield unit_step(self.lines_of(sku_id), goods, parcel, supplies)
        weight = carton.tare_g if carton else 0
        weight += sum(line.grams for line in parcel.lines) if parcel else 0
        yield from ending(parcel, weight + sum(goods.weight_g * units for _line, goods, units in left))


@dataclass(frozen=True, slots=True)
class Missing:
    """Units of an order line that are not there: `short` at the bin, `lost` between the bin and the packing station."""

    line: OrderLine
    goods: Goods
    short: int
    lost: int

    @property
    def units(self) -> int:
        return self.short + self.lost


class PackTote(Base):
    """A tote whose contents the session checks, or a reopened parcel's box; `scanned` once it stands at the station.

    `code` is the tote's, `found_at` the lane where the picker set it down.
    """

    __tablename__ = "pack_totes"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    session: Mapped[PackSession] = relationship(back_populates="totes", default=None)
    tote_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True, init=False)
    tote: Mapped[Place] = relationship(default=None)
    code: Mapped[str]
    found_at: Mapped[str] = mapped_column(default="")
    scanned: Mapped[bool] = mapped_column(default=False)

    @property
    def is_box(self) -> bool:
        """A parcel that was reopened bears the SSCC that is void now."""
        return len(self.code) == 18 and self.code.isdigit()

    def step(self) -> Step:
        hint = ("hint.find_tote", {"place": self.found_at}) if self.found_at else None
        return Step("tote", name=self.code, codes=[self.code], hint=hint)


class MisplacedGoods(Base):
    """Goods found in a tote that do not belong to its order; they lie on the problem shelf until somebody fetches them.
    Or goods that nobody knows, found in a bin (`found_in`) when it was counted; they lie there still.

    `belongs` says where, if Floor knows: the bin or the order that misses them.
    """

    __tablename__ = "foreign_goods"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    scanned: Mapped[str]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), default=None)
    belongs: Mapped[str] = mapped_column(default="")
    found_in: Mapped[str] = mapped_column(default="", server_default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    solved_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    solved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)


def open_notices(goods: Iterable[Goods], parcel: Parcel | None) -> list[str]:
    """Handling classes of these goods that were not acknowledged for this parcel, in the order of NOTICES."""
    classes = {handling for each in goods for handling in each.handling}
    known = parcel.acknowledged if parcel else []
    return [notice for notice in NOTICES if notice in classes and notice not in known]


def unit_step(lines: list[OrderLine], goods: Goods, parcel: Parcel | None, supplies: Supplies) -> Step:
    """Scan the units of one SKU, whichever of these order lines they are for; serials one by one."""
    kind, codes, factors = "sku", goods.codes, goods.factors
    if goods.weighed:
        codes, factors = [], {}
    if goods.track == "serial":
        serials = (supplies.serials or {}).get(goods.sku_id, ())
        kind, codes, factors = "serial", [text for each in serials for text in (f"SER-{each}", each)], {}
    units = sum(line.in_totes for line in lines)
    counted = sum(parcel.units_of(line.id) for line in lines) if parcel else 0
    return Step(
        kind, goods.name, codes, factors, sku=goods.code, quantity=units, counted=counted, line=lines[0].id,
        weighed=goods.weighed, picture=goods.picture,
    )  # fmt: skip


def ending(parcel: Parcel | None, weight_g: int) -> Iterator[Step]:
    """What ends a parcel, as far as it is not done: weigh, close, scan the label on the box."""
    state = parcel.state if parcel else "open"
    if state == "open":
        yield Step("weight", quantity=weight_g)
    if state in ("open", "weighed"):
        yield Step("close", codes=["CMD-CLOSE"])
    sscc = parcel.sscc if parcel and state == "closed" else None
    yield Step("parcel", name=sscc or "", codes=[sscc, f"00{sscc}"] if sscc else [])
