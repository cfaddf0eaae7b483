"""Where orders come from, and what becomes of units that stock cannot give."""

from typing import Final, TypedDict

from sqlalchemy import JSON, CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.order_files import Columns

ON_SHORT: Final = ("by_hand", "ship_part", "wait_whole", "cancel_rest")
SHOPS: Final = ("none", "shopify", "woocommerce")  # whose webhooks a channel can take


class ChannelDefaults(TypedDict, total=False):
    """What counts for an order that does not say it. It is due at the end of the day `due_days` after it was placed, a
    day later from `due_cut_off` ("14:00") on. `charges`: SKUs of lines that are no goods, such as POST."""

    service: str
    priority: str
    due_days: int
    due_cut_off: str
    charges: list[str]


class Contact(TypedDict, total=False):
    """Whom to ask about a channel's orders."""

    name: str
    phone: str
    email: str


class Channel(Base):
    """A channel that somebody has set up; all others are `by_hand`, and their files have columns that nobody has named.

    by_hand: an order waits until all of it is there, unless a person releases it by name; the rest then follows.
    ship_part: what is there goes by itself, the rest follows. wait_whole: nothing goes before all of it is there, not
    even by name. cancel_rest: what is there goes by itself, the rest is cancelled and told.

    `mails`: the events of which its customers hear by mail, in `mail_language`.

    `shop` is one of SHOPS, `shop_secret` signs its webhooks; it is kept sealed.
    """

    __tablename__ = "channels"
    __table_args__ = (
        CheckConstraint("on_short IN ('by_hand', 'ship_part', 'wait_whole', 'cancel_rest')", name="on_short"),
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    on_short: Mapped[str] = mapped_column(default="by_hand")
    columns: Mapped[Columns | None] = mapped_column(JSON(none_as_null=True), default=None)
    defaults: Mapped[ChannelDefaults | None] = mapped_column(JSON(none_as_null=True), default=None)
    contact: Mapped[Contact | None] = mapped_column(JSON(none_as_null=True), default=None)
    mails: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    mail_language: Mapped[str] = mapped_column(default="en", server_default="en")
    shop: Mapped[str] = mapped_column(default="none", server_default="none")
    shop_secret: Mapped[str] = mapped_column(default="", server_default="")


class Policies(dict[str, str]):
    """What becomes of missing units, by channel; for a channel of which nothing was set, too."""

    @classmethod
    def of(cls, session: Session) -> "Policies":
        return cls(session.execute(select(Channel.code, Channel.on_short)).all())

    def __missing__(self, channel: str) -> str:
        return "by_hand"

    def in_part(self, channel: str, by_name: bool = False) -> bool:
        """Whether a part of an order may go: by itself, or as a person names it."""
        return self[channel] != "wait_whole" if by_name else self[channel] in ("ship_part", "cancel_rest")
