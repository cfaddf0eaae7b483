"""Dispatch: which carrier takes a parcel, the load at a dock, and its handover."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Json, now
from models.places import Place
from models.work import Work


class Carrier(Base):
    """Who drives. `cutoffs`: weekday ("0" Monday … "6" Sunday) → "HH:MM" in the warehouse's time zone."""

    __tablename__ = "carriers"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    cutoffs: Mapped[Json] = mapped_column(JSON, default_factory=dict)


class CarrierRule(Base):
    """One row of the rule table, tried by `position`; an empty field fits everything. Weight in grams."""

    __tablename__ = "carrier_rules"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    position: Mapped[int]
    carrier: Mapped[str] = mapped_column(ForeignKey("carriers.code"))
    service: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    max_weight_g: Mapped[int | None] = mapped_column(default=None)

    def fits(self, service: str, country: str, weight_g: int) -> bool:
        return (
            self.service in ("", service)
            and self.country in ("", country)
            and (self.max_weight_g is None or weight_g <= self.max_weight_g)
        )


class Load(Work):
    """Parcels that one carrier takes from one dock. Several people may work it at once."""

    __mapper_args__ = {"polymorphic_identity": "load"}
    shared = True
    carrier: Mapped[str | None] = mapped_column(nullable=True, default=None)
    dock_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False, nullable=True)
    dock: Mapped[Place | None] = relationship(default=None, foreign_keys=[dock_id])
    door_ok: Mapped[bool | None] = mapped_column(default=False)
    unload_next: Mapped[bool | None] = mapped_column(default=False)
    load_closed: Mapped[bool | None] = mapped_column(default=False)


class Handover(Base):
    """The carrier's receipt for a load: who took it, with which vehicle, signed how."""

    __tablename__ = "handovers"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    load_id: Mapped[int] = mapped_column(ForeignKey("works.id"), unique=True)
    driver: Mapped[str]
    plate: Mapped[str]
    signature: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    parcels: Mapped[list[Json]] = mapped_column(JSON, default_factory=list)
