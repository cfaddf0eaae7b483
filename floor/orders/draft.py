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
from typing import Any, Final

import orjson

from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE
from floor.orders.address import FIELDS, read_address, unlikely, unprintable_in
from floor.orders.checks import CHECKED
from floor.orders.money import TOTALS, differences, read_totals
from floor.orders.other_fields import others_in
from floor.orders.other_fields import problems_of as problems_of_others
from floor.orders.sent_text import LONGEST, LONGEST_TEXT, NOTES, NotAnOrder, as_sent, check_length, read_text
from models.order_content import Content, ContentLine
from models.stock import MOST_UNITS

MOST_LINES: Final = 1000
PRIORITIES: Final = ("normal", "urgent")
KNOWN: Final = frozenset((
    "channel", "number", "priority", "due", "placed_at", "paid", "ship_to", "service", *NOTES, "totals", "lines",
    "charges", "other_fields",
))  # fmt: skip
IN_LINE: Final = frozenset(("sku", "quantity", "unit_price"))

_QUANTITY: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_PRICE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)


@dataclass(slots=True)
class DraftLine:
    """`quantity` is None where it is not a positive whole number; the texts keep what was sent.
    `sku_id` is for whoever knows the catalogue, and so is `bill`: the units of each SKU in one, where it is a kit."""

    sku: str
    quantity_text: str
    quantity: int | None
    unit_price: str
    sku_id: int | None = None
    bill: dict[int, int] | None = None

    def sent(self) -> ContentLine:
        return {"sku": self.sku, "quantity": self.quantity_text, "unit_price": self.unit_price}


@dataclass(slots=True)
class Draft:
    """An order as it was sent, and `problems`: what a person must look at. `charges` are lines that are no goods; what
    is `filled` comes of its channel's defaults."""

    channel: str
    number: str
    priority: str = "normal"
    due: datetime | None = None
    placed_at: datetime | None = None
    paid: bool = False
    ship_to: dict[str, str] = dataclasses.field(default_factory=dict)
    service: str = "standard"
    note: str = ""
    delivery_note: str = ""
    gift_note: str = ""
    totals: dict[str, str] = dataclasses.field(default_factory=dict)
    other_fields: dict[str, str] = dataclasses.field(default_factory=dict)
    lines: list[DraftLine] = dataclasses.field(default_factory=list)
    problems: list[Reason] = dataclasses.field(default_factory=list)
    charges: list[ContentLine] = dataclasses.field(default_factory=list)
    filled: tuple[str, ...] = ()
    alike: str = ""

    def content(self) -> Content:
        """The content of the order in the shape in which it is sent, without its time; what few orders say is not there
        where nothing was said."""
        content: Content = {
            "channel": self.channel,
            "number": self.number,
            "priority": self.priority,
            "due": self.due.isoformat() if self.due else None,
            "paid": self.paid,
            "ship_to": self.ship_to,
            "service": self.service,
            "note": self.note,
            "lines": [line.sent() for line in self.lines],
        }
        if self.delivery_note:
            content["delivery_note"] = self.delivery_note
        if self.gift_note:
            content["gift_note"] = self.gift_note
        if self.totals:
            content["totals"] = self.totals
        if self.charges:
            content["charges"] = self.charges
        if self.other_fields:
            content["other_fields"] = self.other_fields
        return content

    def digest(self) -> str:
        """A hash of the content, the same in whichever order its lines come, whatever is checked in it, and whichever
        of its lines count as charges now."""
        content = self.content()
        content.pop("charges", None)
        content["lines"].sort(key=lambda line: (line["sku"], line["quantity"], line["unit_price"]))
        problems = sorted(
            (p.code, p.field)
            for p in self.problems
            if p.code not in CHECKED and not p.field.startswith("lines")
        )
        return hashlib.sha256(
            orjson.dumps({**content, "problems": problems}, option=orjson.OPT_SORT_KEYS)
        ).hexdigest()


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
    draft.service = read_text(raw.get("service"), "service", problems) or "standard"
    draft.note, draft.delivery_note, draft.gift_note = (
        read_text(raw.get(key), key, problems) for key in NOTES
    )
    draft.ship_to = read_address(raw.get("ship_to"), problems)
    draft.lines = _lines(raw.get("lines"), problems)
    draft.charges = _charges(raw.get("charges"))
    draft.totals = read_totals(raw.get("totals"), problems)
    draft.other_fields = _others(raw)
    problems += unprintable_in(draft.number, draft.ship_to)
    problems += unlikely(draft.ship_to)
    priced = [(line.unit_price, line.quantity) for line in draft.lines]
    priced += [(charge["unit_price"], _whole(charge["quantity"])) for charge in draft.charges]
    problems += differences(draft.totals, priced)
    problems += problems_of_others(draft.other_fields)
    return draft


def _others(raw: Mapping[str, Any]) -> dict[str, str]:
    """What was sent beside the fields that an order has, by its path; of an order that is read again, what was kept."""
    found = dict(others_in(raw, KNOWN))
    if isinstance(raw.get("other_fields"), Mapping):
        found |= others_in(raw["other_fields"], ())
    for where, known in (("ship_to", FIELDS), ("totals", (*TOTALS, "currency"))):
        if isinstance(raw.get(where), Mapping):
            found |= others_in(raw[where], known, f"{where}.")
    for key in ("lines", "charges"):
        for at, line in enumerate(raw.get(key) or ()):
            found |= others_in(line, IN_LINE, f"{key}[{at}].")
    return found


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


def _choice(value: object, problems: list[Reason]) -> str:
    if value in (None, ""):
        return "normal"
    if isinstance(value, str) and value.strip() in PRIORITIES:
        return value.strip()
    problems.append(Reason("order.bad_priority", "priority", {"sent": as_sent(value)}))
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
    problems.append(Reason(code, where, {"sent": as_sent(value)}))
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
        problems.append(Reason("order.bad_paid", "paid", {"sent": as_sent(value)}))
    return False


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
        check_length(sku, f"{where}.sku", LONGEST["sku"])
    if isinstance(sent, str):
        check_length(sent, f"{where}.quantity", LONGEST_TEXT)
    line = DraftLine(
        as_sent(sku), as_sent(sent), _whole(sent), _price(raw.get("unit_price"), where, problems)
    )
    if line.quantity is None:
        params = {"sent": line.quantity_text, "sku": line.sku}
        problems.append(Reason("order.bad_quantity", f"{where}.quantity", params))
    return line


def _charges(value: object) -> list[ContentLine]:
    """Each is kept as it was sent: nobody picks it, so nothing of it holds the order but a total that differs."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise NotAnOrder(Reason("order.bad_lines", "charges"))
    if len(value) > MOST_LINES:
        raise NotAnOrder(Reason("order.too_many_lines", "charges", {"most": MOST_LINES}))
    return [_line(each, f"charges[{at}]", []).sent() for at, each in enumerate(value)]


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
        check_length(value, f"{where}.unit_price", LONGEST_TEXT)
    text = as_sent(value)
    if text and (isinstance(value, bool) or not _PRICE.fullmatch(text)):
        problems.append(Reason("order.bad_price", f"{where}.unit_price", {"sent": text}))
    return text
