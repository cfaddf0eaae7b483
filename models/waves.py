"""The wave: orders that are picked together."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now
from models.transitions import next_state
from models.work import Versioned, number_of

WAVE_TRANSITIONS = {
    ("planned", "release"): "released",
    ("planned", "cancel"): "cancelled",
    ("released", "finish"): "done",
    ("released", "cancel"): "cancelled",
    ("done", "reopen"): "released",
}


class OrderShortage(TypedDict):
    """Units of a SKU that stock could not give to an order: its id, and the SKU's code."""

    order: str
    sku: str
    missing: int


class Wave(Versioned, Base):
    """Orders that are picked together. `mode` is single (one order a task) or cluster (several, one tote each).
    `walk_m`: how far all its rounds walk as planned, in metres; `alone_m`: were there a round for each order; both are
    None where there was no plan, as in a hall that nobody has measured."""

    __tablename__ = "waves"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    mode: Mapped[str] = mapped_column(default="single")
    status: Mapped[str] = mapped_column(default="planned", index=True)
    version: Mapped[int] = mapped_column(default=1)
    short: Mapped[list[OrderShortage]] = mapped_column(JSON, default_factory=list)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    walk_m: Mapped[int | None] = mapped_column(default=None)
    alone_m: Mapped[int | None] = mapped_column(default=None)

    @property
    def number(self) -> str:
        return number_of("W", self.id)

    def do(self, action: str) -> None:
        self.status = next_state(WAVE_TRANSITIONS, "wave", self.status, action)
        self.touch()
