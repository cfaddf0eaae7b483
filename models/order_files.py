"""Files of orders that somebody sent at the desk, and what became of each order in them."""

from datetime import datetime
from typing import Final, TypedDict

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Facts, now

KEPT_DAYS: Final = 14  # a file holds names and addresses; what came of it stands in the orders
OUTCOMES: Final = ("accepted", "held", "changed", "duplicate", "rejected")


class Reading(TypedDict):
    """How a file is read. A workbook has a `sheet`; a text has an `encoding`, empty while nobody can say which, and a
    `separator`. `header`: the row in which the columns are named, 1 for the first."""

    encoding: str
    separator: str
    sheet: str
    header: int


class Source(TypedDict, total=False):
    """Where a field of an order comes from: a column of the file, or one value for all."""

    column: str
    fixed: str


class Columns(TypedDict):
    """Which field of an order stands in which column of a channel's files. `days`: which comes first in 3/4/2026,
    "dmy", "mdy" or, where nobody has said, nothing."""

    fields: dict[str, Source]
    days: str


class OrderFile(Base):
    """A file as it came, told from others by its digest, and how its columns are read; removed after KEPT_DAYS.

    `orders`: how many it has, rows that are none counted in; None before they were counted.
    """

    __tablename__ = "order_files"
    __table_args__ = (UniqueConstraint("channel", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    channel: Mapped[str]
    name: Mapped[str]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    reading: Mapped[Reading] = mapped_column(JSON)
    columns: Mapped[Columns | None] = mapped_column(JSON(none_as_null=True), default=None)
    orders: Mapped[int | None] = mapped_column(default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)


class FiledOrder(Base):
    """An order of a file, by its place among them: what would become of it, and once it was taken, what did.

    `rows` are the file's lines that it stands on, `reasons` as holds keep theirs.
    """

    __tablename__ = "filed_orders"
    __table_args__ = (UniqueConstraint("file_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("order_files.id"))
    position: Mapped[int]
    channel: Mapped[str]
    number: Mapped[str]
    customer: Mapped[str]
    status: Mapped[str]
    rows: Mapped[list[int]] = mapped_column(JSON)
    reasons: Mapped[list[Facts]] = mapped_column(JSON, default_factory=list)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True, default=None)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
