"""The facts that documents print, as plain values: a document can be made with no database.

Weights are whole grams, times are aware, countries ISO 3166-1 alpha-2, an SSCC is its 18 digits without the (00).
"""

from dataclasses import dataclass
from datetime import datetime

from scanners.gs1 import is_valid_sscc


@dataclass(frozen=True)
class ShipTo:
    name: str
    street: str
    city: str
    postcode: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ParcelFacts:
    """One box. `of` is None while nobody knows how many parcels the order will have."""

    sscc: str
    order: str
    ship_to: ShipTo
    carrier: str
    service: str
    number: int
    of: int | None = None
    weight_g: int | None = None
    training: bool = False

    def __post_init__(self) -> None:
        check_sscc(self.sscc)


@dataclass(frozen=True)
class SlipLine:
    """`missing`: units of the order that will not come, as a supervisor approved."""

    sku: str
    name: str
    ordered: int
    in_parcel: int
    missing: int = 0


@dataclass(frozen=True)
class SlipFacts:
    parcel: ParcelFacts
    lines: tuple[SlipLine, ...]
    note: str = ""


@dataclass(frozen=True)
class ManifestParcel:
    sscc: str | None
    order: str
    weight_g: int | None

    def __post_init__(self) -> None:
        if self.sscc is not None:
            check_sscc(self.sscc)


@dataclass(frozen=True)
class ManifestFacts:
    """A load that a driver took. `zone` is the warehouse's IANA time zone; `signature`: see `read_signature`."""

    load: str
    carrier: str
    dock: str
    driver: str
    plate: str
    handed_over_at: datetime
    zone: str
    parcels: tuple[ManifestParcel, ...]
    signature: str
    training: bool = False

    def __post_init__(self) -> None:
        if self.handed_over_at.tzinfo is None:
            raise ValueError("the time of a handover needs its zone")


def check_sscc(sscc: str) -> None:
    """Raises ValueError for what could never be scanned back as an SSCC."""
    if not is_valid_sscc(sscc):
        raise ValueError(f"an SSCC has 18 digits and its check digit fits, this is {sscc!r}")
