"""Kits: SKUs that are made of others."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

MOST_IN_KIT = 1000  # units of one SKU


class KitComponent(Base):
    """So many units of a SKU are in one kit, which is a SKU, too."""

    __tablename__ = "kit_components"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("kit_id <> sku_id", name="itself"),
    )
    kit_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True, index=True)
    quantity: Mapped[int]
