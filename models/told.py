"""What is told outside: mails to customers and what webhooks were delivered, with the answer; and the mail server."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now

SECURITIES: Final = ("tls", "starttls", "none")
# what a customer can be told of an order by mail, as a channel chooses
MAILS: Final = (
    "order.accepted", "order.changed", "order.back_ordered", "order.rest_cancelled", "order.cancelled",
    "order.handed_over",
)  # fmt: skip
TOLD_STATUSES: Final = ("waiting", "sending", "told", "dead")
KEPT_DAYS: Final = {
    "mail": 30,
    "webhook": 7,
}  # what was told; what is dead stays until somebody sends it again
_OPEN = text("status IN ('waiting', 'sending')")


class MailServer(Base):
    """The one server that takes mails; the password is kept sealed. `cursor`: the last event of which mails were made.

    After a failure it rests until `next_try_at`; `answer` is why, a code or what the server said.
    """

    __tablename__ = "mail_server"
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    host: Mapped[str] = mapped_column(default="")
    port: Mapped[int] = mapped_column(default=587)
    security: Mapped[str] = mapped_column(default="starttls")
    user: Mapped[str] = mapped_column("login", default="")
    password: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    cursor: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")


class MailTemplate(Base):
    """The words of a mail about one kind of event in one language, as the desk has written them."""

    __tablename__ = "mail_templates"
    event: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    text: Mapped[str]


class Telling(Base):
    """One event as it was told to one receiver: a mail, or the delivery to a webhook, whose address the `receiver` is.

    status: waiting for its time; sending; told; dead: nobody tries it again until a person has it sent. `answer` is
    what the receiver said, or a code.
    """

    __tablename__ = "tellings"
    __table_args__ = (
        UniqueConstraint("way", "receiver", "event_id"),
        Index("ix_tellings_open", "way", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    way: Mapped[str]
    receiver: Mapped[str]
    event: Mapped[str]
    event_id: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True, default=None)
    number: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default_factory=now, index=True)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
