"""The facts that labels print, as plain values: a label can be made with no database. For a parcel see
documents/facts.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LocationFacts:
    """`code` without the LOC-; `check` are the two digits that a picker may say or type instead of scanning."""

    code: str
    check: str
    zone: str = ""
    training: bool = False


@dataclass(frozen=True)
class UnitFacts:
    """A tote or cart; `code` as it is scanned: TOTE-0007, CART-3."""

    code: str
    training: bool = False


@dataclass(frozen=True)
class PalletFacts:
    """`sscc`: its 18 digits without the (00)."""

    sscc: str
    training: bool = False


@dataclass(frozen=True)
class SkuFacts:
    """`barcode`: what its goods bear for one unit, if they do; else SKU-code is printed."""

    code: str
    name: str
    barcode: str = ""
    training: bool = False


@dataclass(frozen=True)
class BadgeFacts:
    """`code` without the BADGE-; `roles` as in models.people.ROLES."""

    code: str
    name: str
    roles: tuple[str, ...] = ()
    training: bool = False


@dataclass(frozen=True)
class CommandFacts:
    """`code` without the CMD-: SHORT, CLOSE, …, or QTY-12."""

    code: str


@dataclass(frozen=True)
class CardFacts:
    """The card of commands for beside a station: receive, pick, pack or load; of all of them where none is named."""

    code: str = ""
    station: str = ""


@dataclass(frozen=True)
class LoadFacts:
    """`code`: L-000012, the number that opens that work; weights in grams."""

    code: str
    carrier: str
    dock: str
    parcels: int
    weight_g: int
    training: bool = False
