"""What somebody asks of a list again and again."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class SavedView(Base):
    """A list as a person wants to see it: `list` is its name, `query` what stands behind the ? of its address."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("person_id", "list", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    list: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
