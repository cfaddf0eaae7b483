"""Reads what was sent as an order, field by field, without a database.

An API client's JSON and the rows of a file come through here alike. What has not the shape of an order raises
`NotAnOrder`; everything else becomes a `Draft` that keeps what was sent and lists what is wrong with it.
"""

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import orjson
import pycountry

from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE, NOT_IN_NOTE
from floor.printing.documents.fonts import unprintable
from models.orders import Content
from models.stock import MOST_UNITS

MOST_LINES: Final = 1000
LONGEST: Final = {"channel": 50, "number": 100, "sku": 100, "note": 5000}
LONGEST_TEXT: Final = 500

ADDRESS: Final = ("name", "street", "city", "postcode", "country", "phone", "email")
NEEDED: Final = ("name", "street", "city", "country")
PRIORITIES: Final = ("normal", "urgent")

# No label can print these, PostgreSQL takes neither NUL nor half a surrogate pair, and a line break in a street
# is mostly the sign of a torn file.
_QUANTITY: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_PRICE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)


class NotAnOrder(Exception):
    """What was sent has not the shape of an order."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(slots=True)
class DraftLine:
    """`quantity` is None where it is not a positive whole number; the texts keep what was sent.
    `sku_id` is for whoever knows the catalogue."""

    sku: str
    quantity_text: str
    quantity: int | None
    unit_price: str
    sku_id: int | None = None


@dataclass(slots=True)
class Draft:
    """An order as it was sent, and `problems`: what a person must look at."""

    channel: str
    number: str
    priority: str = "normal"
    due: datetime | None = None
    placed_at: datetime | None = None
    paid: bool = False
    ship_to: dict[str, str] = dataclasses.field(default_factory=dict)
    service: str = "standard"
    note: str = ""
    lines: list[DraftLine] = dataclasses.field(default_factory=list)
    problems: list[Reason] = dataclasses.field(default_factory=list)

    def content(self) -> Content:
        """The content of the order in the shape in which it is sent, without its time."""
        return {
            "channel": self.channel,
            "number": self.number,
            "priority": self.priority,
            "due": self.due.isoformat() if self.due else None,
            "paid": self.paid,
            "ship_to": self.ship_to,
            "service": self.service,
            "note": self.note,
            "lines": [
                {"sku": line.sku, "quantity": line.quantity_text, "unit_price": line.unit_price}
                for line in self.lines
            ],
        }

    def digest(self) -> str:
        """A hash of the content, the same in whichever order its lines come."""
        content = self.content()
        content["lines"].sort(key=lambda line: (line["sku"], line["quantity"], line["unit_price"]))
        problems = sorted((p.code, p.field) for p in self.problems if not p.field.startswith("lines"))
        return hashlib.sha256(
            orjson.dumps({**content, "problems": problems}, option=orjson.OPT_SORT_KEYS)
        ).hexdigest()


@cache
def countries() -> frozenset[str]:
    """The country codes of ISO 3166-1 alpha-2."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


def read_order(raw: object) -> Draft:
    """Reads the draft of one order: `{"channel", "number", "ship_to": {…}, "lines": [{"sku", "quantity"}, …], …}`.

    Raises `NotAnOrder` where it has no name, its lines are no list of objects, or it is absurdly long.
    """
    if not isinstance(raw, Mapping):
        raise NotAnOrder(Reason("order.not_an_object"))
    draft = Draft(channel=_name(raw, "channel"), number=_name(raw, "number"))
    problems = draft.problems
    draft.priority = _choice(raw.get("priority"), problems)
    draft.due = read_time(raw.get("due"), "due", "order.bad_due", problems)
    draft.placed_at = read_time(raw.get("placed_at"), "placed_at", "order.bad_placed_at", problems)
    draft.paid = _paid(raw.get("paid"), problems)
    draft.service = _text(raw.get("service"), "service", problems) or "standard"
    draft.note = _text(raw.get("note"), "note", problems)
    draft.ship_to = _address(raw.get("ship_to"), problems)
    draft.lines = _lines(raw.get("lines"), problems)
    printed = {"number": draft.number}
    printed |= {f"ship_to.{key}": draft.ship_to[key] for key in ADDRESS if key not in ("country", "email")}
    for where, said in printed.items():
        if lacking := unprintable(said):
            problems.append(Reason("order.unprintable", where, {"characters": lacking}))
    return draft


def _name(raw: Mapping[str, Any], key: str) -> str:
    """Channel and number are the order's name: without them nobody could ask about it again."""
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise NotAnOrder(Reason(f"order.no_{key}", key))
    if len(value) > LONGEST[key]:
        raise NotAnOrder(Reason("order.too_long", key, {"most": LONGEST[key]}))
    if NOT_IN_LINE.search(value):
        raise NotAnOrder(Reason("order.unreadable_text", key))
    return value.strip()


def _text(value: object, where: str, problems: list[Reason]) -> str:
    """The text, with what nobody can read shown as U+FFFD and reported."""
    if value is None:
        return ""
    if not isinstance(value, str):
        problems.append(Reason("order.not_text", where))
        return _as_sent(value)
    key = where.rpartition(".")[2]
    _check_length(value, where, LONGEST.get(key, LONGEST_TEXT))
    unreadable = NOT_IN_NOTE if key == "note" else NOT_IN_LINE
    cleaned = unreadable.sub("\ufffd", value)
    if cleaned != value:
        problems.append(Reason("order.unreadable_text", where))
    return cleaned.strip()


def _check_length(value: str, where: str, most: int) -> None:
    if len(value) > most:
        raise NotAnOrder(Reason("order.too_long", where, {"most": most}))


def _as_sent(value: object) -> str:
    """Something that should have been a text or a number, as a short readable text."""
    if isinstance(value, str):
        return NOT_IN_LINE.sub("\ufffd", value)[:LONGEST_TEXT].strip()
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, (list, Mapping)) or (isinstance(value, int) and abs(value) >= 10**18):
        return "…"  # as text it could be of any size, or refuse to become one
    return NOT_IN_LINE.sub("\ufffd", str(value))[:LONGEST_TEXT]


def _choice(value: object, problems: list[Reason]) -> str:
    if value in (None, ""):
        return "normal"
    if isinstance(value, str) and value.strip() in PRIORITIES:
        return value.strip()
    problems.append(Reason("order.bad_priority", "priority", {"sent": _as_sent(value)}))
    return "normal"


def read_time(value: object, where: str, code: str, problems: list[Reason]) -> datetime | None:
    """Reads a time in ISO 8601 with a zone, in a century that a shop can mean."""
    if value in (None, ""):
        return None
    if isinstance(value, str):
        try:
            time = datetime.fromisoformat(value.strip())
        except ValueError:
            time = None
        if time is not None and time.tzinfo is not None and 1970 < time.year < 2200:
            return time.astimezone(UTC)
    problems.append(Reason(code, where, {"sent": _as_sent(value)}))
    return None


def _paid(value: object, problems: list[Reason]) -> bool:
    """Goods leave only for money that somebody says has come: silence is not a yes."""
    said = value.strip().lower() if isinstance(value, str) else value
    if said is True or said in ("yes", "true"):
        return True
    known = value is None or said is False or said in ("no", "false", "")
    if known:
        problems.append(Reason("order.unpaid", "paid"))
    else:
        problems.append(Reason("order.bad_paid", "paid", {"sent": _as_sent(value)}))
    return False


def _address(value: object, problems: list[Reason]) -> dict[str, str]:
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    address = {key: _text(given.get(key), f"ship_to.{key}", problems) for key in ADDRESS}
    address["country"] = address["country"].upper() if address["country"].isascii() else address["country"]
    problems.extend(Reason(f"order.missing_{key}", f"ship_to.{key}") for key in NEEDED if not address[key])
    if address["country"] and address["country"] not in countries():
        problems.append(Reason("order.unknown_country", "ship_to.country", {"country": address["country"]}))
    return address


def _lines(value: object, problems: list[Reason]) -> list[DraftLine]:
    if value is None:
        value = []
    if not isinstance(value, list) or not all(isinstance(line, Mapping) for line in value):
        raise NotAnOrder(Reason("order.bad_lines", "lines"))
    if len(value) > MOST_LINES:
        raise NotAnOrder(Reason("order.too_many_lines", "lines", {"most": MOST_LINES}))
    lines = [_line(line, f"lines[{at}]", problems) for at, line in enumerate(value)]
    if not lines:
        problems.append(Reason("order.no_lines", "lines"))
    seen: dict[tuple[str, str, str], int] = {}
    for at, line in enumerate(lines):
        first = seen.setdefault((line.sku, line.quantity_text, line.unit_price), at)
        if first != at:
            problems.append(
                Reason("order.repeated_row", f"lines[{at}]", {"sku": line.sku, "first": first + 1})
            )
    return lines


def _line(raw: Mapping[str, Any], where: str, problems: list[Reason]) -> DraftLine:
    sku, sent = raw.get("sku"), raw.get("quantity")
    if isinstance(sku, str):
        _check_length(sku, f"{where}.sku", LONGEST["sku"])
    if isinstance(sent, str):
        _check_length(sent, f"{where}.quantity", LONGEST_TEXT)
    line = DraftLine(
        _as_sent(sku), _as_sent(sent), _whole(sent), _price(raw.get("unit_price"), where, problems)
    )
    if line.quantity is None:
        params = {"sent": line.quantity_text, "sku": line.sku}
        problems.append(Reason("order.bad_quantity", f"{where}.quantity", params))
    return line


def _whole(value: object) -> int | None:
    """A positive whole number, as a number or in digits; true is no quantity."""
    if isinstance(value, str) and _QUANTITY.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_UNITS:
        return value
    return None


def _price(value: object, where: str, problems: list[Reason]) -> str:
    """Money is decimal with a point; what is no price is kept as it was sent."""
    if isinstance(value, str):
        _check_length(value, f"{where}.unit_price", LONGEST_TEXT)
    text = _as_sent(value)
    if text and (isinstance(value, bool) or not _PRICE.fullmatch(text)):
        problems.append(Reason("order.bad_price", f"{where}.unit_price", {"sent": text}))
    return text
