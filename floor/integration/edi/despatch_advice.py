"""EDIFACT DESADV, a supplier's notice of what is on its way: packages (CPS) and the goods in them."""

from dataclasses import dataclass, field
from typing import Final

from floor.core.reason import Reason
from floor.integration.edi.edifact import Message, Segment
from floor.integration.edi.goods_lines import numbers_of
from floor.integration.edi.notice import Item, Notice, comes_on, day, told
from models import Refused

CANCELLED: Final = "1"  # element 1225
SUPPLIERS: Final = ("SU", "SE", "CZ", "SF")
DESPATCHED, IN_TRADE_UNIT = "12", "59"  # element 6063
EXPIRES: Final = ("361", "36", "360")  # element 2005: best before, expiry, sell by
COMES: Final = (
    "17",
    "132",
    "2",
    "191",
    "358",
)  # delivery: estimated, arrival, requested, expected, scheduled
SSCC, BATCH = "BJ", ("BX", "BT")  # of GIN and RFF
DEEPEST: Final = 10  # packages in packages
READ: Final = frozenset(
    ("BGM", "DTM", "NAD", "CPS", "PAC", "PCI", "GIN", "LIN", "PIA", "IMD", "QTY", "RFF", "CNT")
)


@dataclass(slots=True)
class _Package:
    parent: str = ""
    ssccs: list[str] = field(default_factory=list)


def notice_of(message: Message) -> Notice:
    """What a DESADV announces, under its own number (BGM).

    Raises `Refused`: edi.missing_segment, edi.delivery_cancelled.
    """
    head = next((each for each in message.segments if each.tag == "BGM"), None)
    if head is None or not head[2]:
        raise Refused("edi.missing_segment", segment="BGM", element=2, at=head.at if head else 3)
    if head[3] == CANCELLED:
        raise Refused("edi.delivery_cancelled", number=head[2])
    remarks = told([each.tag for each in message.segments if each.tag not in READ])
    expected = comes_on(((each[1], each[1, 2]) for each in message.segments if each.tag == "DTM"), COMES)
    return Notice(_supplier(message), head[2], _Reader().read(message, remarks), remarks, expected)


def _supplier(message: Message) -> str:
    parties: dict[str, str] = {}
    for each in message.segments:
        if each.tag == "NAD":
            parties.setdefault(each[1], each[4] or each[3] or each[2])
    return next((parties[kind] for kind in SUPPLIERS if parties.get(kind)), message.sender[0])


class _Reader:
    """Goes through the segments: what names a package counts for the goods after it, up to the next."""

    def __init__(self) -> None:
        self.packages: dict[str, _Package] = {"": _Package()}
        self.package = ""
        self.items: list[tuple[Item, str]] = []

    def read(self, message: Message, remarks: list[Reason]) -> list[Item]:
        in_line = False
        for each in message.segments:
            if each.tag == "CPS":
                in_line, self.package = False, each[1]
                self.packages.setdefault(each[1], _Package()).parent = each[2]
            elif each.tag == "LIN":
                in_line = True
                self.items.append((Item(each.at, numbers_of(each, [])), self.package))
            elif in_line:
                self._of_line(each, self.items[-1][0])
            elif each.tag == "GIN" and each[1] == SSCC:
                self.packages[self.package].ssccs += _numbers(each)
        for item, package in self.items:
            item.sscc = item.sscc or self._sscc(item, package, remarks)
        return [item for item, _package in self.items]

    def _of_line(self, each: Segment, item: Item) -> None:
        if each.tag == "PIA":
            item.numbers = numbers_of(each, item.numbers)
            item.lots += [each[at] for at in range(2, 7) if each[at, 2] == "NB" and each[at]]
        elif each.tag == "QTY" and each[1] == DESPATCHED:
            item.quantity, item.unit = each[1, 2], each[1, 3]
        elif each.tag == "QTY" and each[1] == IN_TRADE_UNIT:
            item.in_case = each[1, 2]
        elif each.tag == "DTM" and each[1] in EXPIRES and not item.expiry:
            item.expiry = day(each[1, 2])
        elif each.tag == "GIN" and each[1] in BATCH:
            item.lots += _numbers(each)
        elif each.tag == "RFF" and each[1] in BATCH and each[1, 2]:
            item.lots.append(each[1, 2])
        elif each.tag == "GIN" and each[1] == SSCC:
            self.packages.setdefault(f"line {item.at}", _Package(self.package)).ssccs += _numbers(each)

    def _sscc(self, item: Item, package: str, remarks: list[Reason]) -> str:
        """That of the package that the goods are right in. Where there are several, nobody says how many are in which:
        it is left out, and told."""
        around = f"line {item.at}" if f"line {item.at}" in self.packages else package
        for _depth in range(DEEPEST):
            found = sorted(set(self.packages.get(around, _Package()).ssccs))
            if len(found) == 1:
                return found[0]
            if found:
                remarks.append(Reason("edi.several_ssccs", "", {"at": item.at, "ssccs": found}))
                return ""
            around = self.packages.get(around, _Package()).parent
        return ""


def _numbers(each: Segment) -> list[str]:
    """All numbers of a GIN, both ends of a range, too."""
    return [number for element in each.elements[1:] for number in element if number]
