"""What CMD-UNDO needs to take back a scan of work that carries goods: put away, moved, replenished."""

from typing import Literal, NotRequired, TypedDict


class SourceScanned(TypedDict):
    """The tote or parcel was scanned that is to be emptied."""

    op: Literal["source"]


class TakenOut(TypedDict):
    """Units were taken out of it into the hand, or back where they are below none. `serial`: the number of this one."""

    op: Literal["take"]
    units: int
    serial: NotRequired[str]


class PutInBin(TypedDict):
    """The units in hand went into a bin. `serials`: the numbers of those that were known; `promises`: what
    was promised of them and went along."""

    op: Literal["put"]
    sku: int
    lot: int | None
    units: int
    place: int
    serials: NotRequired[list[str]]
    promises: NotRequired[list[int]]


class UnusualAsked(TypedDict):
    """A place that is unusual for the goods was scanned once and waits for its confirming second scan; the place
    `before` waited until then."""

    op: Literal["unusual"]
    before: int | None


class MissingAsked(TypedDict):
    """That the goods are not there was said once and waits for its confirming second scan."""

    op: Literal["missing_asked"]


class Collected(TypedDict):
    """The units in hand went out of the bin `source` into the tote of a kit's components."""

    op: Literal["collect"]
    source: int
    put: PutInBin


class BinReached(TypedDict):
    """The bin was scanned that units are taken out of; before it, it was this one."""

    op: Literal["bin"]
    before: int | None


PutAwayUndo = SourceScanned | TakenOut | PutInBin | UnusualAsked
MoveUndo = TakenOut | PutInBin | UnusualAsked
ReplenishUndo = SourceScanned | TakenOut | MissingAsked
AssembleUndo = SourceScanned | TakenOut | BinReached | Collected | UnusualAsked | MissingAsked
