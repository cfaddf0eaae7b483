"""The label on a box, 100 × 150 mm: what a driver sorts by is the largest."""

from floor.documents import symbols
from floor.documents.facts import ParcelFacts
from floor.documents.sheet import WHITE, Sheet
from floor.documents.values import country, human_readable, kilograms, parcel_of

_WIDTH, _HEIGHT, _EDGE = 100.0, 150.0, 4.0
_INNER = _WIDTH - 2 * _EDGE
_BARS_HEIGHT = 32.0


def parcel_label_pdf(parcel: ParcelFacts, language: str) -> bytes:
    """One page. Too long a name or street is set smaller, then cut; the codes always have their full size."""
    destination = country(parcel.ship_to.country, language)
    sheet = Sheet((_WIDTH, _HEIGHT), language, parcel, destination, training=parcel.training)
    sheet.set_title(human_readable(parcel.sscc))
    sheet.add_page()
    top = sheet.training_band(12)
    _carrier(sheet, parcel, top + 3)
    _ship_to(sheet, parcel, destination, top + 18, 71)
    _order(sheet, parcel, 73)
    sheet.bars(symbols.gs1_128(parcel.sscc), 3, 106, _WIDTH - 6, _BARS_HEIGHT)
    sheet.line_of(human_readable(parcel.sscc), _EDGE, 139.5, _INNER, 15, bold=True, align="C")
    return sheet.finished()


def _carrier(sheet: Sheet, parcel: ParcelFacts, top: float) -> None:
    sheet.line_of(parcel.carrier, _EDGE, top, 56, 28, bold=True)
    sheet.set_fill_color(0)
    sheet.rect(62, top, 34, 11.5, style="F")
    sheet.line_of(parcel.service, 64, top + 2, 30, 16, bold=True, align="C", gray=WHITE)


def _ship_to(sheet: Sheet, parcel: ParcelFacts, destination: str, top: float, bottom: float) -> None:
    """From the top: name and street as they need; from the bottom: country, and the place to sort by above it."""
    to = parcel.ship_to
    sheet.rule(_EDGE, top - 2, _INNER, 0.6)
    place_top = bottom - 22
    sheet.line_of(sheet.words("document.ship_to"), _EDGE, top - 0.5, _INNER, 8, gray=60)
    used = 3.5 + sheet.block(to.name, _EDGE, top + 3.5, _INNER, 12, 17, bold=True)
    room = place_top - top - used
    used += sheet.block(to.street, _EDGE, top + used, _INNER, room - (5 if to.phone else 0), 13)
    sheet.line_of(to.phone, _EDGE, top + used, _INNER, 11)
    sheet.line_of(f"{to.postcode} {to.city}", _EDGE, place_top, _INNER, 38, bold=True, smallest=12)
    sheet.line_of(destination, _EDGE, bottom - 6, _INNER, 14, bold=True)


def _order(sheet: Sheet, parcel: ParcelFacts, top: float) -> None:
    sheet.rule(_EDGE, top, _INNER, 0.6)
    sheet.captioned(sheet.words("document.order"), parcel.order, _EDGE, top + 2, 60, 20)
    number = parcel_of(parcel, sheet.language)
    sheet.captioned(sheet.words("document.parcel"), number, _EDGE, top + 16.5, 30, 18)
    weight = kilograms(parcel.weight_g)
    sheet.captioned(sheet.words("document.weight"), weight, _EDGE + 33, top + 16.5, 30, 18)
    sheet.qr(symbols.element_string(parcel.sscc), 70, top + 4, 24)
    sheet.rule(_EDGE, top + 31, _INNER, 0.6)
