"""How weights, countries and parcel counts are written."""

from babel import Locale

from floor.core import messages
from floor.printing.documents.facts import ParcelFacts


def kilograms(grams: int | None) -> str:
    """`1.25 kg`, or a dash while the parcel has not been weighed."""
    return "–" if grams is None else f"{grams / 1000:.3f}".rstrip("0").rstrip(".") + " kg"


def country(code: str, language: str) -> str:
    """`GB · United Kingdom`: the code for sorting machines, the name for people. An unknown code stays as it is."""
    name = Locale.parse(language, sep="-").territories.get(code.upper())
    return f"{code.upper()} · {name}" if name else code


def parcel_of(parcel: ParcelFacts, language: str) -> str:
    if parcel.of is None:
        return str(parcel.number)
    return messages.text("document.parcel_of", language, {"number": parcel.number, "of": parcel.of})


def human_readable(sscc: str) -> str:
    """The text under an SSCC's bars."""
    return f"(00){sscc}"
