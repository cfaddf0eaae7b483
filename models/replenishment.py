"""Replenishing: units out of the reserve into a pick face, before somebody stands before an empty one."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.carrying import CarryingWork
from models.goods import Lot, Sku


class ReplenishTask(CarryingWork):
    """`wanted` units of a SKU, of one lot where it has lots, go from the reserve bin `source` into the pick face
    `target`. It is urgent while orders wait for them. `missing_asked`: the person has said once that they are not
    there.
    """

    __mapper_args__ = {"polymorphic_identity": "replenish"}
    letter = "N"
    roles = ("picker",)
    wanted_sku_id: Mapped[int | None] = mapped_column(
        ForeignKey("skus.id"), index=True, init=False, nullable=True
    )
    wanted_sku: Mapped[Sku | None] = relationship(default=None, foreign_keys=[wanted_sku_id])
    wanted_lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False, nullable=True)
    wanted_lot: Mapped[Lot | None] = relationship(default=None, foreign_keys=[wanted_lot_id])
    wanted: Mapped[int | None] = mapped_column(nullable=True, default=None, use_existing_column=True)
    missing_asked: Mapped[bool | None] = mapped_column(nullable=True, default=False, use_existing_column=True)
