"""What CMD-UNDO needs to take back a scan that received goods; as in models/undo.py."""

from typing import Literal, NotRequired, TypedDict


class InHand(TypedDict):
    """The goods that were scanned last: their SKU by id, the lot and expiry (ISO 8601) that are known of them, "" where
    none is. `units` wait to be counted until what they wait for was scanned, lot, expiry or serial; `damaged` ones
    until somebody says what is wrong with them. `into` is the container, by id, that the goods were counted into."""

    sku: int
    lot: str
    expiry: str
    units: int
    waits: str
    damaged: int
    into: int


class QuestionAsked(TypedDict):
    """A question was asked that the same scan again answers with yes."""

    op: Literal["ask"]


class DockNamed(TypedDict):
    """The dock or lane was scanned where the delivery stands."""

    op: Literal["dock"]


class ContainerChosen(TypedDict):
    """Goods go into another container from now on; `before` is the one before it, which they went into until then."""

    op: Literal["container"]
    before: int | None


class ContainerFull(TypedDict):
    """The container was full, and a task was made to put away what is in it, or was there already (None)."""

    op: Literal["full"]
    container: int
    task: int | None


class GoodsWait(TypedDict):
    """Goods were scanned that wait for their lot, expiry or serial, or for what is wrong with them; what was known of
    the goods before them is `hand`."""

    op: Literal["named"]
    hand: InHand | None


class GoodsReceived(TypedDict):
    """Units came into the place `into`, or went back to the truck where they are below none: `parts` has the id of each
    line, and its units. `filed`: the expiry that was on file for the lot before, "" for none."""

    op: Literal["received"]
    hand: InHand | None
    parts: list[list[int]]
    sku: int
    lot: int | None
    into: int
    filed: NotRequired[str]
    serial: NotRequired[str]


class GoodsDamaged(TypedDict):
    """Units that were counted as whole went to the damaged ones; as in GoodsReceived."""

    op: Literal["damaged"]
    hand: InHand | None
    parts: list[list[int]]
    sku: int
    lot: int | None
    into: int


class CloseAsked(TypedDict):
    """The receipt was to be closed, and why it differs from what was announced was asked."""

    op: Literal["closing"]


ReceiveUndo = (
    QuestionAsked | DockNamed | ContainerChosen | ContainerFull | GoodsWait | GoodsReceived | GoodsDamaged
    | CloseAsked
)  # fmt: skip
