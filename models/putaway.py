"""Putting goods away: a tote or parcel, then in turn SKU and bin until it is empty."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.goods import Sku
from models.places import Place
from models.work import Work


class PutAwayTask(Work):
    """`source` is the tote or parcel whose goods go into bins; `holding` the SKU in the person's hand, `units` of it.

    `reason` says why the goods are to be put away: received, cancelled or returned. One from before there
    were reasons was cancelled.
    """

    __mapper_args__ = {"polymorphic_identity": "putaway"}
    letter = "B"
    role = "picker"
    source_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), index=True, init=False, nullable=True
    )
    source: Mapped[Place | None] = relationship(default=None, foreign_keys=[source_id])
    source_ok: Mapped[bool | None] = mapped_column(default=False)
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), init=False, nullable=True)
    holding: Mapped[Sku | None] = relationship(default=None)
    holding_lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), nullable=True, default=None)
    units: Mapped[int | None] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(default="cancelled")
