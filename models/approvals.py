"""Questions to a supervisor, and their states."""

from datetime import datetime
from typing import NotRequired, TypedDict

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now
from models.refused import Refused
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

LIVE = ("open", "approved", "refused")  # still waiting for a decision, or for the worker's next scan


class MissingSku(TypedDict):
    """Units of one SKU, by its code."""

    sku: str
    name: str
    units: int


class MissingUnits(TypedDict):
    """Units that were not there when a parcel closed: in `lines` by order line id, in `missing` as a person reads it.
    `damaged`, which old questions lack: whether they are there, but broken. `repick` is the number of the task that a
    supervisor's no has made, empty where it made none."""

    order: str
    order_id: str
    work: str
    lines: dict[str, int]
    missing: list[MissingSku]
    damaged: NotRequired[bool]
    repick: NotRequired[str]


class WeightOff(TypedDict):
    """A parcel, by its number within the order, that weighs something else than expected; both in grams."""

    order: str
    order_id: str
    work: str
    parcel: int
    weighed: int
    expected: int


class Approval(Base):
    """A question to a supervisor. The same question asked again (work, kind, key) is the same approval, until it was
    used, told or withdrawn.

    kind: missing (units that are not there) or weight (stays off). `key` tells one question from another of that
    kind on the same work; `params` are its facts, as the supervisor sees them: MissingUnits or WeightOff.
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
    params: Mapped[MissingUnits | WeightOff] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="open", index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    asked_at: Mapped[datetime] = mapped_column(default_factory=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")

    @property
    def about(self) -> str:
        """What the supervisor is asked about: missing or damaged units, or a weight."""
        return "damaged" if self.params.get("damaged") else self.kind

    def do(self, action: str) -> None:
        self.state = next_state(APPROVAL_TRANSITIONS, "approval", self.state, action)

    def decide(self, decision: str, person_id: int | None, note: str, at: datetime) -> None:
        """Approves or refuses; never one's own question.

        Raises `Refused`: approval.own, approval.unknown_decision, approval.not_allowed (it was decided already).
        """
        if person_id is None or person_id == self.asked_by:
            raise Refused("approval.own", approval=self.id)
        if decision not in ("approve", "refuse"):
            raise Refused("approval.unknown_decision", decision=decision)
        self.do(decision)
        self.decided_by, self.decided_at, self.note = person_id, at, note
