"""A RawRead, the text as a device sent it, and a Scan, what it means."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Source = Literal["wedge", "camera", "rfid", "typed", "voice"]

Kind = Literal[
    "location",
    "tote",
    "cart",
    "carton",
    "material",
    "weight",
    "lot",
    "serial",
    "expiry",
    "reason",
    "load",
    "badge",
    "command",
    "work",
    "sku",
    "gtin",
    "sscc",
    "gs1",
    "digits2",
    "waybill",
    "plain",
    "unknown",
    "ambiguous",
]


@dataclass(frozen=True, slots=True)
class Profile:
    """How one device is set up: what it puts around a code, and what it types for FNC1.

    prefix, suffix   texts around every scan, taken off where they are there; blanks go by themselves
    separators       what this device sends in place of GS, such as "~" or "|". {GS}, <GS>, [GS], ^] and \u241d
                     are known from every device; "|" without a profile proves nothing by itself
    aim              False for a device that sends no AIM identifiers, whose "]C1" in front is then data
    full_ascii       True where Code 39 in its camera's pictures is in the full ASCII form, "+A" for "a"
    """

    prefix: str = ""
    suffix: str = ""
    separators: tuple[str, ...] = ()
    aim: bool = True
    full_ascii: bool = False


FACTORY: Final = Profile()
"""The profile of a device that nobody described."""


@dataclass(frozen=True, slots=True)
class RawRead:
    """Text as the device gave it.

    `symbology` is the AIM identifier ("]C1") where the device reports it beside the text; one at the
    start of the text itself goes before it. `profile` says how that device is set up.
    """

    text: str
    source: Source = "wedge"
    symbology: str | None = None
    profile: Profile = FACTORY


@dataclass(frozen=True, slots=True)
class Scan:
    """One read code. Only the fields that its kind or its GS1 elements carry are set.

    text      what was read, without surrounding blanks and AIM identifier; for `unknown` made fit to show
    code      the own code or work number in its one spelling ("LOC-01-02-A", "SKU-85123a", "P-000123")
    gtin      14 digits, check digit verified; of AI 01, or of AI 02 (what a unit holds, with `count`)
    lot, serial   as read, case kept, from AI 10 and 21 or from LOT- and SER-
    expiry    AI 17, else 7003, else best before (15), day 00 the month's last; or the date of EXP-
    count     AI 37, else 30
    load      `gtin` and `count` say what a load holds (AI 02 and 37), not what this one is
    weight_g  net weight of AI 310n, or the figure of WGT-, in grams
    sscc      18 digits, check digit verified; also set on a `gs1` scan that says more than the SSCC
    gln       13 digits, check digit verified, of AI 414, or of a tag that names a place
    epc       the pure identity URI ("urn:epc:id:sgtin:…") of a radio tag
    couriers  those whose waybill numbers have this form, by name; also where that proves too little for `waybill`
    incomplete  of a `gs1`: it bears an element that means nothing without another, which is not there; such
              is a lot without its GTIN, the one half of a label in two barcodes
    command   SHORT, SHORT-DAMAGED, SKIP, UNDO, FULL, CLOSE, HELP, UNLOAD or QTY (with `quantity`, even 0)
    readings  of an `ambiguous` scan: each way to read it
    """

    text: str
    kind: Kind
    code: str | None = None
    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    count: int | None = None
    load: bool = False
    weight_g: int | None = None
    sscc: str | None = None
    gln: str | None = None
    epc: str | None = None
    couriers: tuple[str, ...] = ()
    incomplete: bool = False
    command: str | None = None
    quantity: int | None = None
    work_number: str | None = None
    readings: "tuple[Scan, ...]" = ()

    @property
    def name(self) -> str | None:
        """The code without its prefix ("01-02-A" of LOC-01-02-A), as loaded files name the thing."""
        return self.code.partition("-")[2] if self.code else None
