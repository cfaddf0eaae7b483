"""What CMD-UNDO needs to take an accepted scan back: one record for each thing that a scan can do, kept in its receipt.

`op` names the thing within its kind of work; all other numbers are ids of records, or units.
"""

from typing import Literal, NotRequired, TypedDict

from models.undo_carrying import AssembleUndo, MoveUndo, PutAwayUndo, ReplenishUndo
from models.undo_receiving import ReceiveUndo


class Barrier(TypedDict):
    """The scan ended something, and neither it nor any scan before it is taken back by a scan."""

    op: Literal["barrier"]


# --- picking


class Counted(TypedDict):
    """Units went into the tote, or out of it where they are below none. `lot`: whether the lot was checked before.
    `recalled`: they may not come back."""

    op: Literal["count"]
    line: int
    units: int
    lot: bool
    serial: NotRequired[str | None]
    recalled: NotRequired[bool]


class GivenUp(TypedDict):
    """Units of a line were given up: `damaged` of them were written off, `still` no bin could give, `added` are the
    lines that were added for the rest. `counting` is 1 where the bin was to be counted before."""

    op: Literal["short"]
    line: int
    units: int
    damaged: int
    still: int
    counting: int
    added: list[int]


class ShortAsked(TypedDict):
    """A short was scanned once and waits for its confirming second scan."""

    op: Literal["ask"]


class Skipped(TypedDict):
    """A bin went to the end of the round: the line that was next there, `before` its place in the sequence until then,
    and the `others` there with theirs."""

    op: Literal["skip"]
    line: int
    before: int
    others: NotRequired[list[list[int]]]


class LotChecked(TypedDict):
    """The lot of a line was scanned."""

    op: Literal["lot"]
    line: int


class PutInTote(TypedDict):
    """The counted units of a cluster's line went into their order's tote."""

    op: Literal["in_tote"]
    line: int


class BinChecked(TypedDict):
    """The label of a bin was scanned; `before` is the bin before it."""

    op: Literal["location"]
    before: int | None


class ToteBound(TypedDict):
    """An empty tote was taken for an order. `instead`: what is in hand had been counted into this one, which was
    full."""

    op: Literal["tote"]
    tote: int
    instead: NotRequired[int]


class ToteFoundAgain(TypedDict):
    """A tote was scanned again after a change of hands."""

    op: Literal["tote_again"]
    tote: int


class ToteFull(TypedDict):
    """A tote was full, and `fresh` takes the order's next units."""

    op: Literal["full"]
    tote: int
    fresh: int


class EmptyAnswered(TypedDict):
    """Whoever emptied a bin by the book has said whether it is empty; the line that emptied it."""

    op: Literal["empty_bin"]
    line: int


PickUndo = (
    EmptyAnswered | Counted | GivenUp | ShortAsked | Skipped | LotChecked | PutInTote | BinChecked | ToteBound
    | ToteFoundAgain | ToteFull
)  # fmt: skip


# --- packing


class ToteOpened(TypedDict):
    """A tote of the order was scanned."""

    op: Literal["tote"]
    tote: int


class CartonChosen(TypedDict):
    """A carton was scanned for the parcel; before it, it had the carton `was` and weighed `weight` grams."""

    op: Literal["carton"]
    parcel: int
    was: int | None
    weight: int | None


class NoticeHeeded(TypedDict):
    """How to handle the goods was acknowledged for the parcel."""

    op: Literal["material"]
    parcel: int
    notice: str


class UnitsPacked(TypedDict):
    """Units went into the parcel or out of it, by these moves of the ledger; `grams`: what they weigh by label."""

    op: Literal["moves"]
    parcel: int
    moves: list[int]
    grams: NotRequired[int]


class ParcelWeighed(TypedDict):
    """The parcel was weighed; `was` is its weight before in grams, `approval` the supervisor's yes that was used."""

    op: Literal["weight"]
    parcel: int
    was: int | None
    approval: NotRequired[int]


class ParcelFull(TypedDict):
    """The parcel takes no more units, and what is left goes into the next."""

    op: Literal["full"]
    parcel: int


class LeftOut(TypedDict):
    """Missing units were left out with a supervisor's yes, and written off by these moves. `lines`: for each order line
    its id, the units that no bin gave, and those that were lost on the way."""

    op: Literal["missing"]
    approval: int
    lines: list[list[int]]
    moves: list[int]


PackUndo = (
    ToteOpened | CartonChosen | NoticeHeeded | UnitsPacked | ParcelWeighed | ParcelFull | LeftOut
)  # fmt: skip


# --- loading


class DoorChecked(TypedDict):
    """The label of the dock door was scanned."""

    op: Literal["door"]


class UnloadAsked(TypedDict):
    """CMD-UNLOAD was scanned by the person and device in `hand`."""

    op: Literal["unload_next"]
    hand: str


class ParcelLoaded(TypedDict):
    """A parcel went on the load."""

    op: Literal["on"]
    parcel: int


class ParcelUnloaded(TypedDict):
    """A parcel came off the load, which was `closed` or not before, for the person and device in `hand`."""

    op: Literal["off"]
    parcel: int
    closed: bool
    hand: str


class LoadClosed(TypedDict):
    """Loading ended."""

    op: Literal["close"]


LoadUndo = DoorChecked | UnloadAsked | ParcelLoaded | ParcelUnloaded | LoadClosed


# --- counting


class CountBegun(TypedDict):
    """The label of the bin was scanned."""

    op: Literal["begin"]


class UnitsCounted(TypedDict):
    """Units of a SKU × lot were counted, or taken back where they are below none. `before` are the SKU and the lot that
    were being counted until then, and the units that waited for their lot."""

    op: Literal["counted"]
    sku: int
    lot: int | None
    units: int
    before: list[int | None]
    serial: NotRequired[str]


class GoodsNamed(TypedDict):
    """Goods were named whose lot or serials come next."""

    op: Literal["named"]
    before: list[int | None]


class EmptyAsked(TypedDict):
    """A bin in which nothing was counted was closed once, and waits for the confirming second scan."""

    op: Literal["empty"]


CountUndo = CountBegun | UnitsCounted | GoodsNamed | EmptyAsked

UndoRecord = (
    Barrier | PickUndo | PackUndo | LoadUndo | PutAwayUndo | MoveUndo | ReplenishUndo | AssembleUndo | CountUndo
    | ReceiveUndo
)  # fmt: skip
