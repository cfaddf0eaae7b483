"""Devices of the warehouse: each is named by a supervisor, paired by a code, and may be revoked."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, SQLColumnExpression, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.base import Base, now
from models.refused import Refused
from models.spelling import Folded, fold, plain
from models.transitions import next_state

CODE_LASTS = timedelta(minutes=10)
NAME_LENGTH = 40

DEVICE_TRANSITIONS = {
    ("invited", "invite"): "invited",
    ("invited", "pair"): "paired",
    ("invited", "revoke"): "revoked",
    ("paired", "invite"): "invited",
    ("paired", "revoke"): "revoked",
}


def device_name(text: str) -> str:
    """A device's name in its one spelling, with single blanks."""
    return " ".join(plain(text).split())


def is_called(name: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    """For a query: whether a device's name is this text, in either case."""
    return Folded(name) == fold(device_name(text))


class Device(Base):
    """A handheld, tablet or computer with a name of its own. No two that are in use have the same name.

    `code_hash` is of the pairing code, which is good once and until `code_until`; `token_hash` is of what the device
    itself keeps and shows. `battery` (percent), `charging`, `queue` (scans it has yet to send) are what it last said.
    """

    __tablename__ = "devices"
    __table_args__ = (
        Index(
            "uq_devices_name_in_use", Folded(text("name")), unique=True,
            sqlite_where=text("state <> 'revoked'"), postgresql_where=text("state <> 'revoked'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="invited")
    code_hash: Mapped[str | None] = mapped_column(default=None, unique=True)
    code_until: Mapped[datetime | None] = mapped_column(default=None)
    token_hash: Mapped[str | None] = mapped_column(default=None, unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    paired_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    battery: Mapped[int | None] = mapped_column(default=None)
    charging: Mapped[bool | None] = mapped_column(default=None)
    queue: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)

    @validates("name")
    def _keep_plain(self, _name: str, name: str) -> str:
        return device_name(name)

    def do(self, action: str) -> None:
        self.state = next_state(DEVICE_TRANSITIONS, "device", self.state, action)

    def invite(self, code_hash: str, person_id: int | None, at: datetime) -> None:
        """A new code; whatever held this name before must pair again."""
        self.do("invite")
        self.code_hash, self.code_until = code_hash, at + CODE_LASTS
        self.invited_by = person_id

    def pair(self, token_hash: str, at: datetime) -> None:
        """Uses up the code. Raises `Refused`: device.code_over (it came too late)."""
        if self.code_until is None or at >= self.code_until:
            raise Refused("device.code_over", minutes=CODE_LASTS // timedelta(minutes=1))
        self.do("pair")
        self.code_hash = self.code_until = None
        self.token_hash, self.paired_at, self.seen_at = token_hash, at, at
        self.battery = self.charging = self.queue = None

    def revoke(self) -> None:
        self.do("revoke")
        self.code_hash = self.code_until = None
