"""Fixed radio readers: where they stand, what passed them, and the counts that they propose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import Lot, Sku
from models.places import Place
from models.refused import Refused
from models.stock import BigId
from models.transitions import next_state

READER_KINDS = ("door", "tunnel", "count")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""What a reader may be called: the name stands in the address that it sends to."""
PASS_ENDS = timedelta(seconds=10)
"""A tag that was not seen for so long has gone; seen again, it comes by once more."""
TOO_LATE = timedelta(minutes=15)
"""Reads older than this are not acted on."""
TOO_EARLY = timedelta(minutes=1)
"""A reader's clock may be so far ahead of ours."""

PROPOSAL_TRANSITIONS = {
    ("open", "approve"): "approved",
    ("open", "refuse"): "refused",
    ("open", "replace"): "replaced",
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A tag that was seen for a while without a break: when first and last, and where it was strongest (dBm)."""

    tag: str
    first: datetime
    last: datetime
    antenna: int = 0
    rssi: float | None = None
    reads: int = 1

    def joined(self, later: "Sighting") -> "Sighting":
        stronger = later if (later.rssi or -1e9) > (self.rssi or -1e9) else self
        return replace(
            self, last=max(self.last, later.last), antenna=stronger.antenna, rssi=stronger.rssi,
            reads=self.reads + later.reads,
        )  # fmt: skip


def sightings(reads: Iterable[Sighting]) -> list[Sighting]:
    """Single reads, put together by tag: one sighting for each time that a tag came by."""
    found: dict[str, list[Sighting]] = {}
    for read in sorted(reads, key=lambda read: read.first):
        of_tag = found.setdefault(read.tag, [])
        if of_tag and read.first - of_tag[-1].last <= PASS_ENDS:
            of_tag[-1] = of_tag[-1].joined(read)
        else:
            of_tag.append(read)
    return [each for of_tag in found.values() for each in of_tag]


class Reader(Base):
    """A reader at a dock door, in a tunnel or at a bin. `secret` ("whsec_…") signs what it sends; `address`
    ("host:port") is where `floor reader run` calls one that speaks LLRP. Reads weaker than `weakest_dbm` are from
    somewhere else. `checked_at`: what passed before has been looked at."""

    __tablename__ = "readers"
    __table_args__ = (CheckConstraint("kind IN ('door', 'tunnel', 'count')", name="kind"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    secret: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    weakest_dbm: Mapped[int | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)

    def hears(self, rssi: float | None) -> bool:
        return self.weakest_dbm is None or rssi is None or rssi >= self.weakest_dbm

    def check_kind(self, kind: str) -> None:
        """Whether the reader is of the kind that is needed: door, tunnel or count.

        Raises `Refused`: reader.wrong_kind.
        """
        if self.kind != kind:
            raise Refused("reader.wrong_kind", reader=self.name, kind=f"reader.kind_{self.kind}")


class TagPass(Base):
    """One tag that came by one reader once, however often it was read. `tag` is its identity (a URI), `count` how many
    units it says are in this one.

    `code` is what came of it at a door, "" until that is known; `work_id` the load that it was judged for.
    """

    __tablename__ = "tag_passes"
    __table_args__ = (Index("ix_tag_passes_reader", "reader_id", "last_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    reader_id: Mapped[int] = mapped_column(ForeignKey("readers.id"))
    tag: Mapped[str]
    sscc: Mapped[str | None] = mapped_column(default=None)
    gtin: Mapped[str | None] = mapped_column(default=None)
    count: Mapped[int | None] = mapped_column(default=None)
    antenna: Mapped[int] = mapped_column(default=0)
    rssi: Mapped[float | None] = mapped_column(default=None)
    reads: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(default="")
    work_id: Mapped[int | None] = mapped_column(ForeignKey("works.id"), default=None, index=True)

    def goes_on(self, seen: Sighting) -> bool:
        """Whether this is still the same passing by."""
        return seen.first - self.last_at <= PASS_ENDS

    def go_on(self, seen: Sighting) -> None:
        before = Sighting(self.tag, self.first_at, self.last_at, self.antenna, self.rssi, self.reads)
        whole = before.joined(seen)
        self.last_at, self.antenna, self.rssi, self.reads = whole.last, whole.antenna, whole.rssi, whole.reads


class CountProposal(Base):
    """Units that a reader saw in a bin, where the ledger says otherwise. A supervisor takes them or leaves them."""

    __tablename__ = "count_proposals"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reader_id: Mapped[int] = mapped_column(ForeignKey("readers.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place] = relationship(default=None)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    units: Mapped[int]
    on_hand: Mapped[int]
    state: Mapped[str] = mapped_column(default="open", index=True)
    proposed_at: Mapped[datetime] = mapped_column(default_factory=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    def do(self, action: str, person_id: int | None, at: datetime) -> None:
        self.state = next_state(PROPOSAL_TRANSITIONS, "proposal", self.state, action)
        self.decided_by, self.decided_at = person_id, at
