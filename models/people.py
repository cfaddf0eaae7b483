"""Who works here: people, their sign-ins, and the tokens of programs."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, now
from models.spelling import plain

ROLES = ("receiver", "picker", "packer", "dispatcher", "supervisor", "admin")
ROBOTS_WORK = ["receiver", "picker", "packer", "dispatcher"]
SCOPES = ("orders", "receipts", "events", "work", "waves", "board", "reads", "stock")


class Person(Base):
    """Someone with a badge, or a robot. `roles` is a list out of ROLES; the PIN is stored only as a hash."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    badge: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    pin_hash: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)

    @validates("badge")
    def _keep_plain(self, _name: str, badge: str) -> str:
        return plain(badge)


class SignIn(Base):
    """A person on a device from sign-in to sign-out. Only a hash of the token is kept.

    Its scans stay acceptable after sign-out (`ended_at`) for work done before it; nothing else does. Not even they do
    once the device was `revoked`. `device_id` is that of a paired device, whose name `device` then is.
    """

    __tablename__ = "sign_ins"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), init=False)
    person: Mapped[Person] = relationship()
    device: Mapped[str] = mapped_column(default="")
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), default=None, index=True)
    revoked: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    csrf: Mapped[str] = mapped_column(default="", index=True)
    started_at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class ApiToken(Base):
    """A program's key: shops, OMS, robots. `scopes` is a list out of SCOPES. One with the scope `work` stands for a
    robot, which takes and does work as `person`, who bears the token's name and has no PIN."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
