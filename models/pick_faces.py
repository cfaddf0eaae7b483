"""Pick faces: the bins from which goods are picked, and how full each is kept out of the reserve."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.goods import Sku
from models.places import Place


class PickFace(Base):
    """A bin from which one SKU is picked. It is filled up to `most` units as soon as fewer than `least` are free."""

    __tablename__ = "pick_faces"
    __table_args__ = (
        UniqueConstraint("sku_id", "place_id"),
        CheckConstraint("least >= 0 AND most > 0 AND least <= most", name="units"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True, init=False)
    place: Mapped[Place] = relationship(default=None)
    least: Mapped[int]
    most: Mapped[int]
