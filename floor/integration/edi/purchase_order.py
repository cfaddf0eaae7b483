"""EDIFACT ORDERS, what somebody wants shipped, as an order."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from floor.core.reason import Reason
from floor.integration.edi.edifact import Message, Segment
from floor.integration.edi.goods_lines import numbers_of
from floor.integration.edi.notice import Item, day, told
from models import Refused

NEW, CANCEL = (
    ("", "9", "5", "4", "7", "31"),
    "1",
)  # element 1225: original, replacement, change, duplicate, copy
ORDERED: Final = "21"
RECIPIENTS: Final = ("DP", "ST", "UC", "BY")  # element 3035, the one who is to get the goods first
LAST_DAYS: Final = (
    "63",
    "10",
    "2",
    "64",
)  # element 2005: latest delivery, shipment, delivery asked for, earliest
CONTACTS: Final = {"TE": "phone", "EM": "email"}
READ: Final = frozenset(
    ("BGM", "DTM", "NAD", "CTA", "COM", "FTX", "RFF", "LIN", "PIA", "IMD", "QTY", "UNS", "CNT")
)


def order_of(message: Message, zone: ZoneInfo) -> tuple[str, dict[str, Any], list[Item], list[Reason]]:
    """What it wants, `ship` or `cancel`; the order as `read_order` takes it, less its channel and lines; the goods; and
    what only is told. It counts as paid: who orders by EDI has an account.

    Raises `Refused`: edi.missing_segment, edi.other_function.
    """
    head = next((each for each in message.segments if each.tag == "BGM"), None)
    if head is None or not head[2]:
        raise Refused("edi.missing_segment", segment="BGM", element=2, at=head.at if head else 3)
    if head[3] not in (*NEW, CANCEL):
        raise Refused("edi.other_function", function=head[3], at=head.at)
    raw: dict[str, Any] = {
        "number": head[2],
        "paid": True,
        "ship_to": _address(message),
        "due": _due(message, zone),
        "note": "\n".join(_notes(message)),
    }
    remarks = told([each.tag for each in message.segments if each.tag not in READ])
    return "cancel" if head[3] == CANCEL else "ship", raw, list(_items(message)), remarks


def _address(message: Message) -> dict[str, str]:
    found: dict[str, dict[str, str]] = {}
    party: dict[str, str] = {}
    for each in message.segments:
        if each.tag == "LIN":
            break
        if each.tag == "NAD":
            party = found.setdefault(each[1], _party(each))
        elif each.tag == "COM" and each[1, 2] in CONTACTS:
            party.setdefault(CONTACTS[each[1, 2]], each[1])
    return next((found[kind] for kind in RECIPIENTS if kind in found), {})


def _party(each: Segment) -> dict[str, str]:
    """Of a NAD; what is in more components than there are fields for goes with the last one."""

    def whole(element: int, start: int = 1) -> str:
        return ", ".join(filter(None, (each[element, part] for part in range(start, 6))))

    return {
        "name": whole(4) or whole(3) or each[2], "street": each[5], "street2": each[5, 2], "street3": whole(5, 3),
        "city": each[6], "state": each[7], "postcode": each[8], "country": each[9],
    }  # fmt: skip


def _due(message: Message, zone: ZoneInfo) -> str:
    """The end of the last day that it names; what is no day stays as it was sent, so that the intake asks."""
    days: dict[str, str] = {}
    for each in message.segments:
        if each.tag == "LIN":
            break
        if each.tag == "DTM":
            days.setdefault(each[1], day(each[1, 2]))
    last = next((days[kind] for kind in LAST_DAYS if kind in days), "")
    try:
        return datetime.combine(date.fromisoformat(last), time(23, 59), zone).isoformat()
    except ValueError:
        return last


def _notes(message: Message) -> Iterator[str]:
    for each in message.segments:
        if each.tag == "FTX" and any(each[4, part] for part in range(1, 6)):
            yield " ".join(filter(None, (each[4, part] for part in range(1, 6))))


def _items(message: Message) -> Iterator[Item]:
    item: Item | None = None
    for each in message.segments:
        if each.tag == "LIN":
            if item is not None:
                yield item
            item = Item(each.at, numbers_of(each, []))
        elif each.tag == "PIA" and item is not None:
            item.numbers = numbers_of(each, item.numbers)
        elif each.tag == "QTY" and each[1] == ORDERED and item is not None:
            item.quantity, item.unit = each[1, 2], each[1, 3]
    if item is not None:
        yield item
