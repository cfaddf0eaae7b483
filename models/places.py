"""Where things can be: bins and lanes of the warehouse, totes and parcels, and the outside world."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base
from models.spelling import Folded, fold, natural, plain, sort_key

LANES = ("station", "stage")  # where a picker may set a tote down
SYSTEM = ("putback", "problem", "damaged")  # places that every warehouse has, made with the database
OUTSIDE = (
    "supplier",
    "customer",
    "adjustment",
    "assembly",
)  # the other side of a move; no quant is kept there
UNITS = ("tote", "pallet", "parcel")  # handling units: places that are themselves somewhere
KINDS = ("bin", "dock", *LANES, *SYSTEM, *OUTSIDE, *UNITS)
TEMPERATURES = ("ambient", "cold")


class Place(Base):
    """Anything that stock can be in. A bin, station, stage or dock is a Location; a tote, pallet or parcel a
    HandlingUnit.

    `code` is bare ("03-02-A", "TOTE-0007", an SSCC); `check` the two digits on a bin's label;
    `x_m`, `y_m` where one stands to reach it, in metres; `at` where a handling unit is now. Of a bin: what it can hold
    in litres and kilograms, None where nobody has said; `temperature`, one of TEMPERATURES; `reserve`: goods wait here
    until a pick face has room for them, and nobody picks here what has a pick face.
    `cross_dock`, of a dock or lane: what comes in there and orders wait for goes straight to packing.
    `counting`: a count of the bin has begun and not ended, and nothing in it is allocated, nor what comes into it.
    """

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{k}'" for k in KINDS)), name="kind"),
        Index("ix_places_code_folded", Folded(text("code"))),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    sort_key: Mapped[str] = sort_key("code")
    kind: Mapped[str] = mapped_column(index=True)
    zone: Mapped[str] = mapped_column(default="")
    aisle: Mapped[str] = mapped_column(default="")
    bay: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    check: Mapped[str] = mapped_column(default="")
    x_m: Mapped[float] = mapped_column(default=0.0)
    y_m: Mapped[float] = mapped_column(default=0.0)
    max_volume_l: Mapped[int | None] = mapped_column(default=None)
    max_weight_kg: Mapped[int | None] = mapped_column(default=None)
    temperature: Mapped[str] = mapped_column(default="ambient", server_default="ambient")
    reserve: Mapped[bool] = mapped_column(default=False, server_default=false())
    cross_dock: Mapped[bool] = mapped_column(default=False, server_default=false())
    counting: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_counted_at: Mapped[datetime | None] = mapped_column(default=None)
    at_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False)
    at: Mapped["Place | None"] = relationship(default=None, remote_side="Place.id")

    @validates("code")
    def _keep_plain(self, _name: str, code: str) -> str:
        code = plain(code)
        self.sort_key = natural(code)
        return code

    @classmethod
    def called(cls, typed: str) -> ColumnElement[bool]:
        """For a query: whether the place has this code, typed by hand or as its label says it, in either case."""
        return Folded(cls.code) == fold(plain(typed)).removeprefix("loc-")

    @property
    def order(self) -> tuple[str, ...]:
        """What lists of places are sorted by: aisle, bay, level, code, each as people count."""
        return natural(self.aisle), natural(self.bay), natural(self.level), natural(self.code)

    @property
    def label(self) -> str:
        """The own code on its label: "LOC-03-02-A" for a location, "TOTE-0007" or an SSCC for a unit."""
        return self.code if self.kind in UNITS else f"LOC-{self.code}"

    @property
    def codes(self) -> list[str]:
        """What satisfies "scan this place": its label, that of a pallet with or without its (00), and its two check
        digits where it has them."""
        if self.kind == "pallet":
            return [self.code, f"00{self.code}"]
        return [self.label, self.check] if self.check else [self.label]


def walking_order(places: Iterable[Place]) -> list[Place]:
    """The bins in the order in which one walks by: aisle by aisle, up the first, down the next. Where nobody has
    measured where they are, in the order of their names."""
    places = list(places)
    if not any(place.x_m or place.y_m for place in places):
        return sorted(places, key=lambda place: place.order)
    aisles: dict[float, list[Place]] = {}
    for place in places:
        aisles.setdefault(place.x_m, []).append(place)
    walk: list[Place] = []
    for turn, x_m in enumerate(sorted(aisles)):
        walk += sorted(aisles[x_m], key=lambda p: (p.y_m, p.order), reverse=bool(turn % 2))
    return walk
