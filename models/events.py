"""Events for other programs, the outbox, and webhooks."""

from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import JSON, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Facts, now


class Told(TypedDict):
    """An event before it is numbered."""

    type: str
    data: Facts


class Outbox(Base):
    """The hints and events of one commit. Deleted once sent, so that nothing is skipped."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    topics: Mapped[list[str]] = mapped_column(JSON)
    assigned: Mapped[list[list[int]]] = mapped_column(JSON, default_factory=list)
    events: Mapped[list[Told]] = mapped_column(JSON, default_factory=list)
    at: Mapped[datetime] = mapped_column(default_factory=now)


class Hint(Base):
    """What one round of the publisher tells the screens, by the number that `changed` bears as its version.

    They are written by one publisher at a time, so that a later number is never committed before an earlier one: each
    process of the server follows them, and misses none. The last thousand are kept.
    """

    __tablename__ = "hints"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    topics: Mapped[list[str]] = mapped_column(JSON)
    assigned: Mapped[list[list[int]]] = mapped_column(JSON)


class Event(Base):
    """Events for programs, numbered by the one publisher in the order of publishing, without gaps.

    `order_id` repeats `data["order"]`, so that one order's history is found among all the others. `chain` links it to
    the event before it; "" in events from before there were chains.
    """

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    type: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[Facts] = mapped_column(JSON)
    order_id: Mapped[int | None] = mapped_column(default=None, index=True)
    chain: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def facts(self) -> list[Any]:
        """What the chain holds."""
        return [self.id, self.type, self.at, self.data, self.order_id]


class EventChain(Base):
    """The one row that says which event is the last, and its link: so that no event is missed at the end, either."""

    __tablename__ = "event_chain"
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    last: Mapped[int] = mapped_column(default=0)
    chain: Mapped[str] = mapped_column(default="")


class Webhook(Base):
    """Where events are delivered, signed, at least once. `cursor` is the last event delivered."""

    __tablename__ = "webhooks"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    url: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]
    cursor: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
