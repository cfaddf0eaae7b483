"""Messages that channels send by themselves, and what became of each."""

from datetime import datetime
from typing import Final

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Facts, now

CONTENT_KEPT_DAYS: Final = 14  # it holds names and addresses; what came of it stands in the order
MESSAGE_STATUSES: Final = ("waiting", "taken", "nothing", "failed")
_WAITING = text("status = 'waiting'")


class ChannelMessage(Base):
    """A message as it came, known again by its channel's name for the delivery; its content is removed after
    CONTENT_KEPT_DAYS.

    status: waiting to be read; taken: an order came of it, was changed or cancelled; nothing: there was nothing to do;
    failed: a person must look, and may have it read again. `reasons` says why, as holds do. `reference` names the order
    in the channel's own system, `changed_at` is when it says that the order was changed.
    """

    __tablename__ = "channel_messages"
    __table_args__ = (
        UniqueConstraint("channel", "delivery"),
        Index("ix_channel_messages_reference", "channel", "reference"),
        Index("ix_channel_messages_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    channel: Mapped[str]
    kind: Mapped[str]
    delivery: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, default=None)
    status: Mapped[str] = mapped_column(default="waiting")
    reasons: Mapped[list[Facts]] = mapped_column(JSON, default_factory=list)
    reference: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True, default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
