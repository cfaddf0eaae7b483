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
    company: str = ""
    street2: str = ""
    street3: str = ""
    district: str = ""
    state: str = ""

    @property
    def streets(self) -> list[str]:
        """The lines below the name, as far as there are any."""
        lines = (self.company if self.name else "", self.street, self.street2, self.street3, self.district)
        return [line for line in lines if line]

    @property
    def place(self) -> str:
        """What a parcel is sorted by."""
        return " ".join(part for part in (self.postcode, self.city, self.state) if part)


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
    """`missing`: units of the order that are not sent with it, as a supervisor approved. A `kit` stands over the lines
    of its components, which are its `part`s; the units are theirs."""

    sku: str
    name: str
    ordered: int
    in_parcel: int
    missing: int = 0
    kit: bool = False
    part: bool = False


@dataclass(frozen=True)
class SlipFacts:
    """`follows`: what is missing comes later."""

    parcel: ParcelFacts
    lines: tuple[SlipLine, ...]
    note: str = ""
    gift_note: str = ""
    follows: bool = False


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


@dataclass(frozen=True)
class ReceiptLineFacts:
    """Units of one line of a delivery; `expiry` in ISO 8601, or empty; `because`: what is wrong with the damaged ones,
    as codes or somebody's words."""

    sku: str
    name: str
    lot: str
    expiry: str
    sscc: str
    expected: int
    counted: int
    damaged: int
    because: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        return self.counted != self.expected or self.damaged > 0


@dataclass(frozen=True)
class ReceiptFacts:
    """A delivery of a supplier. `closed_at` is None while it is received; `reason`: why other goods came than were
    announced."""

    work: str
    supplier: str
    number: str
    closed_at: datetime | None
    reason: str
    zone: str
    lines: tuple[ReceiptLineFacts, ...]
    training: bool = False


def check_sscc(sscc: str) -> None:
    """Raises ValueError for what could never be scanned back as an SSCC."""
    if not is_valid_sscc(sscc):
        raise ValueError(f"an SSCC has 18 digits and its check digit fits, this is {sscc!r}")
