"""X12 856, a supplier's notice of what is on its way: shipment, orders, pallets and cases, and the goods in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from floor.core.reason import Reason
from floor.integration.edi.interchange import Document, Segment
from floor.integration.edi.notice import Item, Notice, comes_on, day, told
from models import Refused

CANCELLED: Final = ("01", "03")  # element 353
SUPPLIERS: Final = ("SU", "SF", "VN")
# of LIN's pairs of qualifier and number
SKU_QUALIFIERS: Final = ("SK", "VN", "VC", "MG", "BP", "IN", "UP", "UK", "EN", "UA")
SSCCS: Final = ("GM", "AA")
EXPIRES: Final = "036"
COMES: Final = ("017", "002", "371")  # estimated delivery, delivery requested, estimated arrival
READ: Final = frozenset(("BSN", "HL", "N1", "LIN", "SN1", "PO4", "MAN", "REF", "DTM", "CTT"))


DEEPEST: Final = 10  # levels


@dataclass(slots=True)
class _Level:
    """One HL: what stands in it, up to the next."""

    number: str
    parent: str
    segments: list[Segment] = field(default_factory=list)

    def of(self, tag: str) -> Iterator[Segment]:
        return (each for each in self.segments if each.tag == tag)

    @property
    def ssccs(self) -> list[str]:
        return [each[2] for each in self.of("MAN") if each[1] in SSCCS and each[2]]


def notice_of(document: Document) -> Notice:
    """What an 856 announces, under the number of its shipment (BSN02).

    Raises `Refused`: edi.missing_segment, edi.delivery_cancelled.
    """
    head = next((each for each in document.segments if each.tag == "BSN"), None)
    if head is None or not head[2]:
        raise Refused("edi.missing_segment", segment="BSN", element=2, at=head.at if head else 4)
    if head[1] in CANCELLED:
        raise Refused("edi.delivery_cancelled", number=head[2])
    levels = list(_levels(document.segments))
    remarks = told([each.tag for each in document.segments if each.tag not in READ])
    ssccs = _Ssccs(levels, remarks)
    items = [_item(level, ssccs) for level in levels if any(level.of("LIN"))]
    expected = comes_on(((each[1], each[2]) for each in document.segments if each.tag == "DTM"), COMES)
    return Notice(_supplier(document), head[2], items, remarks, expected)


def _levels(segments: Iterable[Segment]) -> Iterator[_Level]:
    level: _Level | None = None
    for each in segments:
        if each.tag == "HL":
            if level is not None:
                yield level
            level = _Level(each[1], each[2])
        elif level is not None:
            level.segments.append(each)
    if level is not None:
        yield level


def _supplier(document: Document) -> str:
    parties: dict[str, str] = {}
    for each in document.segments:
        if each.tag == "N1":
            parties.setdefault(each[1], each[2] or each[4])
    return next((parties[kind] for kind in SUPPLIERS if parties.get(kind)), document.parties[1])


def _item(level: _Level, ssccs: "_Ssccs") -> Item:
    line = next(level.of("LIN"))
    pairs = [(line[at], line[at + 1]) for at in range(2, len(line.elements) + 1, 2) if line[at + 1]]
    numbers = dict(reversed(pairs))
    item = Item(line.at, [numbers[kind] for kind in SKU_QUALIFIERS if kind in numbers])
    item.lots = [number for kind, number in pairs if kind == "LT"]
    item.lots += [each[2] for each in level.of("REF") if each[1] == "LT" and each[2] not in item.lots]
    item.expiry = next((day(each[2]) for each in level.of("DTM") if each[1] == EXPIRES), "")
    for each in level.of("SN1"):
        item.quantity, item.unit = each[2], each[3]
    for each in level.of("PO4"):
        item.in_case = each[1]
    item.sscc = ssccs.around(level, line.at)
    return item


class _Ssccs:
    """Which pallet or case the goods of a level are right in: of itself, of those around it, or of the one below it.
    Where there are several, nobody says how many are in which: it is left out, and told."""

    def __init__(self, levels: Iterable[_Level], remarks: list[Reason]) -> None:
        self._remarks = remarks
        self._levels: dict[str, _Level] = {}
        self._below: dict[str, list[str]] = {}
        for each in levels:
            self._levels[each.number] = each
            self._below.setdefault(each.parent, []).extend(each.ssccs)

    def around(self, level: _Level, at: int) -> str:
        found: list[str] = []
        there: _Level | None = level
        for _depth in range(DEEPEST):
            if there is None or found:
                break
            found = there.ssccs
            there = self._levels.get(there.parent)
        found = sorted(set(found or self._below.get(level.number, [])))
        if len(found) > 1:
            self._remarks.append(Reason("edi.several_ssccs", "", {"at": at, "ssccs": found}))
            return ""
        return found[0] if found else ""
