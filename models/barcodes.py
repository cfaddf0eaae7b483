"""How a barcode came to name a SKU: proposed by a picker, decided by a supervisor, perhaps retired one day."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import Sku
from models.places import Place
from models.refused import Refused
from models.transitions import next_state

MOST_IN_PACK = 999_999
LONGEST_CODE = 80

BARCODE_TRANSITIONS = {
    ("proposed", "approve"): "known",
    ("proposed", "refuse"): "refused",
    ("known", "retire"): "retired",
}


class BarcodeProposal(Base):
    """A barcode that was proposed, and what became of it; it names its SKU only while its state is `known`.

    `place` is the bin where the code was scanned. A barcode that came with a file has no proposal until it is retired.
    """

    __tablename__ = "barcode_stories"
    __table_args__ = (
        CheckConstraint("factor > 0", name="factor"),
        Index(
            "uq_barcode_stories_proposed", "key", unique=True,
            sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True, init=False)
    sku: Mapped[Sku] = relationship()
    code: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    factor: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="proposed", index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), default=None)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    proposed_at: Mapped[datetime | None] = mapped_column(default_factory=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")

    def do(self, action: str) -> None:
        self.state = next_state(BARCODE_TRANSITIONS, "barcode", self.state, action)

    def decide(self, decision: str, person_id: int | None, note: str, at: datetime) -> None:
        """Approves or refuses; never one's own proposal.

        Raises `Refused`: approval.own, approval.unknown_decision, barcode.not_allowed (it was decided already).
        """
        if person_id is None or person_id == self.proposed_by:
            raise Refused("approval.own", proposal=self.id)
        if decision not in ("approve", "refuse"):
            raise Refused("approval.unknown_decision", decision=decision)
        self.do(decision)
        self.decided_by, self.decided_at, self.note = person_id, at, note

    def retire(self, person_id: int | None, note: str, at: datetime) -> None:
        self.do("retire")
        self.retired_by, self.retired_at, self.note = person_id, at, note


def check_factor(factor: int) -> None:
    """Whether so many units may be in one pack. Raises `Refused`: barcode.bad_factor."""
    if not 1 <= factor <= MOST_IN_PACK:
        raise Refused("barcode.bad_factor", factor=factor, most=MOST_IN_PACK)
