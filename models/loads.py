"""Loads of parcels at a dock, and their handover to the driver."""

from datetime import datetime
from typing import NotRequired, TypedDict

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, link, now
from models.places import Place
from models.refused import Refused
from models.work import Step, Work


class LeftBehind(TypedDict):
    """Parcels (SSCCs) that stay for the next load, which an old row may lack; why, and the id of who agreed to it."""

    parcels: NotRequired[list[str]]
    reason: str
    person: int | None


class HandedOver(TypedDict):
    """A parcel as it was when it left: `order` is the order's number; None is what was not known."""

    sscc: str | None
    order: str
    weight_g: int | None


class Load(Work):
    """Parcels that one carrier takes from one dock. Several people may work it at once.

    `unloading`: who scanned CMD-UNLOAD and has the parcel to take off still in hand, as "person:device".
    `left_behind`: the parcels (SSCCs) that a dispatcher agreed to leave for the next load, and why.
    """

    __mapper_args__ = {"polymorphic_identity": "load"}
    letter = "L"
    held_todo = "load.todo_held"
    roles = ("dispatcher",)
    shared = True
    carrier: Mapped[str | None] = mapped_column(nullable=True, default=None)
    dock_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), init=False, nullable=True, use_existing_column=True
    )
    dock: Mapped[Place | None] = relationship(default=None, foreign_keys=[dock_id])
    door_ok: Mapped[bool | None] = mapped_column(default=False)
    unloading: Mapped[list[str] | None] = mapped_column(JSON, default_factory=list)
    load_closed: Mapped[bool | None] = mapped_column(default=False)
    left_behind: Mapped[LeftBehind | None] = mapped_column(JSON(none_as_null=True), default=None)

    def steps(self, ready: list[str], loaded: int) -> list[Step]:
        """The dock door, the parcels that are ready for this carrier (SSCCs), close; `loaded` are aboard already."""
        if self.state != "open" or self.load_closed:
            return []
        steps = []
        if not self.door_ok and self.dock is not None:
            steps.append(Step("door", name=self.dock.code, codes=self.dock.codes))
        if ready or not loaded:
            codes = [code for sscc in ready for code in (sscc, f"00{sscc}")]
            quantity = len(ready) or None
            steps.append(Step("parcel", self.carrier or "", codes, quantity=quantity, counted=loaded))
        return [*steps, Step("close", codes=["CMD-CLOSE"])]

    def check_loading(self) -> None:
        """Whether a parcel may go on or come off now. Raises `Refused`: load.door_first."""
        if not self.door_ok:
            raise Refused("load.door_first", dock=self.dock.code if self.dock else "")

    def agreed(self, missing: list[str]) -> bool:
        """Whether a dispatcher has said why all of these stay behind."""
        return set(missing) <= set(self.left_behind.get("parcels", ()) if self.left_behind else ())


class Handover(Base):
    """The carrier's receipt for a load: who took it, with which vehicle, signed how."""

    __tablename__ = "handovers"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    load_id: Mapped[int] = mapped_column(ForeignKey("works.id"), unique=True)
    driver: Mapped[str]
    plate: Mapped[str]
    signature: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    parcels: Mapped[list[HandedOver]] = mapped_column(JSON, default_factory=list)

    @property
    def digest(self) -> str:
        """What the event of the handover says of all that was signed for, so that nobody can rewrite it unseen."""
        return link(
            "", [self.load_id, self.driver, self.plate, self.signature, self.person_id, self.at, self.parcels]
        )
