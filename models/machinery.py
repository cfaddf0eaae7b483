"""Receipts of scans, the outbox of what the floor must hear, the story for integrations, alerts and approvals."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, now
from models.refused import Refused
from models.stock import BigId
from models.transitions import next_state

APPROVAL_TRANSITIONS = {
    ("open", "approve"): "approved",
    ("open", "refuse"): "refused",
    ("approved", "use"): "used",
    ("used", "undo"): "approved",
    ("refused", "tell"): "told",
    ("open", "withdraw"): "withdrawn",
    ("approved", "withdraw"): "withdrawn",
}


class Receipt(Base):
    """One judged scan. Claimed first, by its id: a twin finds it and gets the stored answer.

    `digest` names the content (work, scan, quantity); `undo` is what CMD-UNDO needs to take the scan back.
    Codes and params only, never sentences.
    """

    __tablename__ = "receipts"
    __table_args__ = (
        Index("ix_receipts_work", "work_id", "seq"),
        Index("ix_receipts_person", "person_id", "at"),
    )
    seq: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    id: Mapped[str] = mapped_column(unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    device: Mapped[str] = mapped_column(default="")
    scan: Mapped[str]
    quantity: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(default="wedge")
    digest: Mapped[str]
    at: Mapped[datetime]
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted: Mapped[bool] = mapped_column(default=False)
    code: Mapped[str] = mapped_column(default="")
    params: Mapped[Json] = mapped_column(JSON, default_factory=dict)
    undo: Mapped[Json | None] = mapped_column(JSON(none_as_null=True), default=None)
    undone: Mapped[bool] = mapped_column(default=False)


class Outbox(Base):
    """What one commit has to tell: hints and events. Deleted once sent, so that nothing is skipped."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    topics: Mapped[Json] = mapped_column(JSON)
    assigned: Mapped[list[list[int]]] = mapped_column(JSON, default_factory=list)
    events: Mapped[list[Json]] = mapped_column(JSON, default_factory=list)
    at: Mapped[datetime] = mapped_column(default_factory=now)


class Event(Base):
    """The story for integrations, numbered by the one publisher in the order of publishing, without gaps.

    `order_id` repeats `data["order"]`, so that one order's story is found among all the others.
    """

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    type: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[Json] = mapped_column(JSON)
    order_id: Mapped[int | None] = mapped_column(default=None, index=True)


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


class Alert(Base):
    """Something that a supervisor must see: a lockout, a call for help, a blocked bin. A code with its params."""

    __tablename__ = "alerts"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str]
    params: Mapped[Json] = mapped_column(JSON, default_factory=dict)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    solved_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    solved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)


LIVE = ("open", "approved", "refused")  # still waiting for a decision, or for the worker's next scan


class Approval(Base):
    """A question to a supervisor. The same question asked again (work, kind, key) is the same approval, until it was
    used, told or withdrawn.

    kind: missing (units that are not there) or weight (stays off). `key` tells one question from another of that
    kind on the same work; `params` are its facts, as the supervisor sees them.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        Index(
            "uq_approvals_live", "work_id", "kind", "key", unique=True,
            sqlite_where=text("state IN ('open', 'approved', 'refused')"),
            postgresql_where=text("state IN ('open', 'approved', 'refused')"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    params: Mapped[Json] = mapped_column(JSON, default_factory=dict)
    state: Mapped[str] = mapped_column(default="open", index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    asked_at: Mapped[datetime] = mapped_column(default_factory=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")

    def do(self, action: str) -> None:
        self.state = next_state(APPROVAL_TRANSITIONS, "approval", self.state, action)

    def decide(self, decision: str, person_id: int | None, note: str, at: datetime) -> None:
        """approve or refuse; never one's own question."""
        if person_id is None or person_id == self.asked_by:
            raise Refused("approval.own", approval=self.id)
        if decision not in ("approve", "refuse"):
            raise Refused("approval.unknown_decision", decision=decision)
        self.do(decision)
        self.decided_by, self.decided_at, self.note = person_id, at, note
