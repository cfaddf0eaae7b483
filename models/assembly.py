"""Assembling: kits put together out of their components, and kept in bins like other goods."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.carrying import CarryingWork
from models.goods import Sku
from models.places import Place
from models.stock import Quant


class AssembleTask(CarryingWork):
    """`wanted` kits are put together: units go from bins into the tote, and the kits that they make into a bin.

    `source` is the bin that units are taken out of; `bill` the units of each SKU in one kit, by the SKU's id, as it
    was when somebody asked for them; `made` the kits that are in bins. `missing_asked`: the person has said once that
    goods are not there.
    """

    __mapper_args__ = {"polymorphic_identity": "assemble"}
    letter = "A"
    roles = ("picker", "packer")
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), index=True, init=False, nullable=True)
    kit: Mapped[Sku | None] = relationship(default=None, foreign_keys=[kit_id])
    bill: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    tote_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), index=True, init=False, nullable=True
    )
    tote: Mapped[Place | None] = relationship(default=None, foreign_keys=[tote_id])
    wanted: Mapped[int | None] = mapped_column(nullable=True, default=None, use_existing_column=True)
    made: Mapped[int | None] = mapped_column(nullable=True, default=0)
    missing_asked: Mapped[bool | None] = mapped_column(nullable=True, default=False, use_existing_column=True)

    @property
    def parts(self) -> dict[int, int]:
        """The units of each SKU in one kit, by the SKU's id."""
        return {int(sku_id): units for sku_id, units in (self.bill or {}).items()}

    @property
    def left(self) -> int:
        """Kits that are still wanted."""
        return (self.wanted or 0) - (self.made or 0)

    def may_take(self, quant: Quant) -> int:
        """What is promised to orders, or being counted, stays."""
        return quant.available
