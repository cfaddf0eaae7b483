"""Mailboxes from which the files of a channel's orders are fetched."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Mailbox(Base):
    """The mailbox of one channel; the password is kept sealed. Mails of `senders` alone are read, addresses or
    "@domain", of everybody where there are none.

    `validity` and `last` say how far it was read, as its server numbers mails. After a failure it rests until
    `next_try_at`; `answer` is why, a code or what the server said.
    """

    __tablename__ = "mailboxes"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    channel: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str] = mapped_column(default="")
    port: Mapped[int] = mapped_column(default=993)
    security: Mapped[str] = mapped_column(default="tls")
    user: Mapped[str] = mapped_column("login", default="")
    password: Mapped[str] = mapped_column(default="")
    folder: Mapped[str] = mapped_column(default="INBOX")
    senders: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    validity: Mapped[int] = mapped_column(default=0)
    last: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[datetime | None] = mapped_column(default=None)
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")

    def lets_in(self, sender: str) -> bool:
        """Whether mails of this sender are read."""
        address = sender.lower()
        return not self.senders or any(
            address == each or (each.startswith("@") and address.endswith(each)) for each in self.senders
        )
