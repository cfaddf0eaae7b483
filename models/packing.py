"""Pack check: an order's totes are scanned into parcels, unit by unit, weighed, closed and labelled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import CartonType, Sku
from models.orders import Order, OrderLine
from models.parcels import UNFINISHED, Parcel, fitting
from models.places import Place
from models.work import Step, Work

NOTICES = ("fragile", "liquid", "oversized", "dangerous")  # handling that a packer acknowledges by a scan


@dataclass(frozen=True, slots=True)
class Supplies:
    """What the steps need beside the session: the carton types, and the serials that lie in its totes, by SKU id."""

    cartons: Sequence[CartonType] = ()
    serials: Mapping[int, list[str]] | None = None


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
    parcels: Mapped[list[Parcel]] = relationship(
        back_populates="session", default_factory=list, order_by="Parcel.id", foreign_keys="Parcel.session_id"
    )

    @property
    def parcel(self) -> Parcel | None:
        """The parcel in work: the one whose label has not been scanned on the box yet."""
        return next((p for p in self.parcels if p.state in UNFINISHED), None)

    @property
    def goods_left(self) -> list[tuple[OrderLine, Sku, int]]:
        """What still lies in the totes and is to be packed, by order line."""
        lines = ((line, line.sku, line.picked - line.packed) for line in self.order.lines)
        return [(line, sku, units) for line, sku, units in lines if sku is not None and units > 0]

    @property
    def units_left(self) -> int:
        return sum(units for _line, _sku, units in self.goods_left)

    @property
    def missing(self) -> dict[int, "Missing"]:
        """By order line id, the units that no parcel has and no supervisor has let go."""
        found = {}
        for line in self.order.lines:
            in_totes = max(line.picked - line.packed, 0)
            if line.sku is not None and line.to_pack > 0:
                found[line.id] = Missing(line, line.to_pack - in_totes, in_totes)
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
        classes = {handling for _line, sku, _units in self.goods_left for handling in sku.handling}
        known = parcel.acknowledged if parcel else []
        return [notice for notice in NOTICES if notice in classes and notice not in known]

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
            fit = fitting(supplies.cartons, [(sku, units) for _line, sku, units in left])
            carton = fit[0] if fit else None
            yield Step("carton", name=carton.name if carton else "", codes=[f"CTN-{c.code}" for c in fit])
        known = parcel.acknowledged if parcel else []
        yield from material_steps(sku for _line, sku, _units in left if set(sku.handling) - set(known))
        yield from (unit_step(line, sku, units, parcel, supplies) for line, sku, units in left)
        weight = carton.tare_g if carton else 0
        weight += sum(ln.sku.weight_g * ln.quantity for ln in parcel.lines) if parcel else 0
        yield from ending(parcel, weight + sum(sku.weight_g * units for _line, sku, units in left))
