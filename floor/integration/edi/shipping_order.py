"""X12 940, a depositor's order to ship goods of theirs, as an order.

Read are the segments that the guides of depositors share; what else stands in one is told, and nothing is guessed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from floor.core.reason import Reason
from floor.integration.edi.interchange import Document, Segment
from floor.orders.address import FIELDS
from models import Refused
from models.base import Value

NEW, CANCEL = ("N", "T", "R"), ("D", "F")  # element 473: original, resubmission, change; delete, cancel
PIECES: Final = ("EA", "PC", "UN", "PCE")
# of W01's pairs of qualifier and number, the likeliest to be the warehouse's own code first
SKU_QUALIFIERS: Final = ("SK", "VN", "VC", "MG", "BP", "IN", "UP", "UK", "EN", "UA")
LAST_DAYS: Final = (
    "38",
    "10",
    "02",
)  # G62: ship not later than, requested ship date, requested delivery date
READ: Final = frozenset(
    ("W05", "N1", "N2", "N3", "N4", "PER", "G62", "NTE", "W66", "LX", "W01", "G69", "W76")
)


def order_of(document: Document, zone: ZoneInfo) -> tuple[str, dict[str, Any], list[Reason], list[Reason]]:
    """What it wants, `ship` or `cancel`; the order as `read_order` takes it, less its channel; what holds it, and what
    only is told. A depositor's order is on account: it counts as paid.

    Raises `Refused`: edi.missing_segment, edi.other_status.
    """
    head = next((each for each in document.segments if each.tag == "W05"), None)
    if head is None or not head[2]:
        raise Refused("edi.missing_segment", segment="W05", element=2, at=head.at if head else 4)
    if head[1] not in (*NEW, *CANCEL):
        raise Refused("edi.other_status", status=head[1], at=head.at)
    doubts: list[Reason] = []
    raw: dict[str, Any] = {
        "number": head[2],
        "paid": True,
        "ship_to": _address(document.segments),
        "service": next((each[5] or each[10] for each in document.segments if each.tag == "W66"), ""),
        "due": _due(document.segments, zone),
        "note": "\n".join(_notes(document.segments, head)),
        "lines": list(_lines(document.segments, doubts)),
    }
    others = sorted({each.tag for each in document.segments} - READ)
    remarks = [Reason("edi.not_read", "", {"segments": others})] if others else []
    return "cancel" if head[1] in CANCEL else "ship", raw, doubts, remarks


def _address(segments: Sequence[Segment]) -> dict[str, str]:
    """That of the party to whom it ships: what follows its N1, before the next party and the first line."""
    found = dict.fromkeys(FIELDS, "")
    streets: list[str] = []
    there = False
    for each in segments:
        if each.tag in ("N1", "LX"):
            there = each.tag == "N1" and each[1] == "ST"
            found["name"] = each[2] if there else found["name"]
        elif there and each.tag == "N2":
            found["company"] = ", ".join(filter(None, (found["company"], each[1], each[2])))
        elif there and each.tag == "N3":
            streets += filter(None, (each[1], each[2]))
        elif there and each.tag == "N4":
            found |= {"city": each[1], "state": each[2], "postcode": each[3], "country": each[4]}
        elif there and each.tag == "PER":
            for at in (3, 5, 7):
                if kind := {"TE": "phone", "EM": "email"}.get(each[at]):
                    found[kind] = each[at + 1]
    found["street"], found["street2"], *more = [*streets, "", ""]
    found["street3"] = ", ".join(filter(None, more))
    return found


def _due(segments: Sequence[Segment], zone: ZoneInfo) -> str:
    """The end of the last day that it names; what is no day stays as it was sent, so that the intake asks."""
    days = {each[1]: each[2] for each in segments if each.tag == "G62"}
    day = next((days[kind] for kind in LAST_DAYS if kind in days), "")
    try:
        return datetime.combine(date.fromisoformat(day), time(23, 59), zone).isoformat()
    except ValueError:
        return day


def _notes(segments: Sequence[Segment], head: Segment) -> Iterator[str]:
    if head[3]:
        yield f"PO {head[3]}"
    for each in segments:
        if each.tag == "NTE" and each[2]:
            yield each[2]


def _lines(segments: Sequence[Segment], doubts: list[Reason]) -> Iterator[dict[str, Any]]:
    lines = (each for each in segments if each.tag == "W01")
    for at, each in enumerate(lines):
        numbers = {each[place]: each[place + 1] for place in (15, 6, 4) if each[place + 1]}
        named = (numbers[kind] for kind in SKU_QUALIFIERS if kind in numbers)
        if each[2] not in PIECES:
            params: dict[str, Value] = {"unit": each[2], "at": each.at, "quantity": each[1]}
            doubts.append(Reason("edi.not_pieces", f"lines[{at}].quantity", params))
        yield {"sku": next(named, "") or each[3], "quantity": each[1]}
