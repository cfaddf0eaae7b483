"""The receipt of a scan: what was scanned, by whom, and what came of it."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Facts
from models.stock import BigId
from models.undo import UndoRecord

LINKED = (
    "seq", "id", "work_id", "person_id", "device", "scan", "quantity", "source", "digest", "at", "claimed_at",
    "accepted", "code", "params", "undo",
)  # fmt: skip
"""The columns that the chain holds."""


class Receipt(Base):
    """One judged scan. There is one for each id: a twin finds it and gets the stored answer.

    `digest` names the content (work, scan, quantity); `undo` is what CMD-UNDO needs to take the scan back.
    Codes and params only, never sentences. `chain` links all of it but `undone` to the receipt before it of the same
    work, whose last link the work keeps; "" in receipts from before there were chains.
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
    params: Mapped[Facts] = mapped_column(JSON, default_factory=dict)
    undo: Mapped[UndoRecord | None] = mapped_column(JSON(none_as_null=True), default=None)
    undone: Mapped[bool] = mapped_column(default=False)
    chain: Mapped[str] = mapped_column(default="", server_default="")
