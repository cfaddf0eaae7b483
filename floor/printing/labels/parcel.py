"""Labels of what comes and leaves, 100 × 150 mm: the box's, where what a driver sorts by is the largest, the load's,
and the pallet's."""

from floor.core import symbols
from floor.printing.documents.facts import ParcelFacts
from floor.printing.documents.values import country, human_readable, kilograms, parcel_of
from floor.printing.labels.drawing import Label
from floor.printing.labels.facts import LoadFacts, PalletFacts

_WIDTH, _HEIGHT, _EDGE = 100.0, 150.0, 4.0
_INNER = _WIDTH - 2 * _EDGE


def parcel_label(facts: ParcelFacts, language: str) -> Label:
    """A GS1 logistic label. Too long a name or street is set smaller, then cut; the codes always have their full
    size."""
    destination, to = country(facts.ship_to.country, language), facts.ship_to
    said = (
        to.name or to.company,
        *to.streets,
        to.place,
        facts.carrier,
        facts.service,
        facts.order,
        destination,
    )
    label = Label(_WIDTH, _HEIGHT, language, human_readable(facts.sscc), *said)
    top = label.training_band(9) if facts.training else 0.0
    _carrier(label, facts, top + 3)
    _ship_to(label, facts, destination, top + 18, 71)
    _order(label, facts, 73)
    label.code(symbols.gs1_128(facts.sscc), 3, 106, _WIDTH - 6, 32)
    label.line(human_readable(facts.sscc), _EDGE, 139.5, _INNER, 15, bold=True, align="center")
    return label


def _carrier(label: Label, facts: ParcelFacts, top: float) -> None:
    label.line(facts.carrier, _EDGE, top, 56, 28, bold=True)
    label.box(62, top, 34, 11.5)
    label.line(facts.service, 64, top + 2, 30, 16, bold=True, align="center", white=True)


def _ship_to(label: Label, facts: ParcelFacts, destination: str, top: float, bottom: float) -> None:
    """From the top: name and street as they need; from the bottom: country, and the place to sort by above it."""
    to, place_top = facts.ship_to, bottom - 22
    label.box(_EDGE, top - 2, _INNER, 0.6)
    label.line(label.words("document.ship_to"), _EDGE, top - 0.5, _INNER, 8)
    used = 3.5 + label.block(to.name or to.company, _EDGE, top + 3.5, _INNER, 12, 17, bold=True)
    room = place_top - top - used
    room -= 5 if to.phone else 0
    for street in to.streets:
        high = room if street == to.streets[-1] else room / len(to.streets)
        taken = label.block(street, _EDGE, top + used, _INNER, high, 13)
        used, room = used + taken, room - taken
    label.line(to.phone, _EDGE, top + used, _INNER, 11)
    label.line(to.place, _EDGE, place_top, _INNER, 38, bold=True, smallest=12)
    label.line(destination, _EDGE, bottom - 6, _INNER, 14, bold=True)


def _order(label: Label, facts: ParcelFacts, top: float) -> None:
    label.box(_EDGE, top, _INNER, 0.6)
    label.captioned(label.words("document.order"), facts.order, _EDGE, top + 2, 60, 20)
    number = parcel_of(facts, label.language)
    label.captioned(label.words("document.parcel"), number, _EDGE, top + 16.5, 30, 18)
    weight = kilograms(facts.weight_g)
    label.captioned(label.words("document.weight"), weight, _EDGE + 33, top + 16.5, 30, 18)
    label.code(symbols.qr(symbols.element_string(facts.sscc)), 67, top + 1, 30, 30)
    label.box(_EDGE, top + 31, _INNER, 0.6)


def load_label(facts: LoadFacts, language: str) -> Label:
    """For the pallet or cage at the dock: who takes it and from where; its scan opens the load."""
    label = Label(_WIDTH, _HEIGHT, language, facts.code, facts.carrier, facts.dock)
    top = (label.training_band(9) if facts.training else 0.0) + 4
    label.line(facts.carrier, _EDGE, top, _INNER, 48, bold=True, smallest=14)
    label.box(_EDGE, top + 22, _INNER, 0.6)
    label.captioned(label.words("document.dock"), facts.dock, _EDGE, top + 25, 60, 34)
    label.captioned(label.words("document.parcels"), str(facts.parcels), _EDGE, top + 46, 30, 24)
    label.captioned(label.words("document.weight"), kilograms(facts.weight_g), _EDGE + 33, top + 46, 34, 24)
    label.code(symbols.qr(facts.code), 68, top + 24, 30, 30)
    label.box(_EDGE, top + 64, _INNER, 0.6)
    label.line(facts.code, _EDGE, top + 68, _INNER, 40, bold=True, align="center")
    label.bars(facts.code, _EDGE, 104, _INNER, 36)
    return label


def pallet_label(facts: PalletFacts, language: str) -> Label:
    """For a pallet of received goods: its last digits large, and the GS1 logistic label that names it."""
    label = Label(_WIDTH, _HEIGHT, language, human_readable(facts.sscc))
    top = (label.training_band(9) if facts.training else 0.0) + 4
    label.line(label.words("desk.place_pallet"), _EDGE, top, 60, 22)
    label.line(f"…{facts.sscc[-5:]}", _EDGE, top + 20, 60, 60, bold=True, smallest=14)
    label.code(symbols.qr(symbols.element_string(facts.sscc)), 67, top, 30, 30)
    label.box(_EDGE, top + 60, _INNER, 0.6)
    label.code(symbols.gs1_128(facts.sscc), 3, 96, _WIDTH - 6, 40)
    label.line(human_readable(facts.sscc), _EDGE, 139.5, _INNER, 15, bold=True, align="center")
    return label
