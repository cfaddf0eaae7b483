"""Reads what was sent as a delivery, field by field: whatever is wrong with it is said at once, all of it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson

from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE
from models.goods_receipts import Announced
from models.spelling import plain
from models.stock import MOST_UNITS
from scanners.gs1 import is_valid_sscc

MOST_LINES: Final = 1000
LONGEST: Final = {"supplier": 100, "number": 100, "sku": 100, "lot": 80}
_WHOLE: Final = re.compile(r"[0-9]{1,7}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(slots=True)
class DraftLine:
    """`sku` as it was sent; `sku_id` is for whoever knows the catalogue."""

    sku: str
    quantity: int
    lot: str
    expiry: date | None
    sscc: str
    sku_id: int = 0


@dataclass(slots=True)
class Draft:
    """A delivery as it was sent, and what is wrong with it. The day on which it is `expected` is none of its content:
    another one asks nobody."""

    supplier: str
    number: str
    expected: date | None = None
    lines: list[DraftLine] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)

    def content(self) -> Announced:
        return {
            "supplier": self.supplier,
            "number": self.number,
            "lines": [
                {
                    "sku": line.sku, "quantity": line.quantity, "lot": line.lot,
                    "expiry": line.expiry.isoformat() if line.expiry else "", "sscc": line.sscc,
                }
                for line in self.lines
            ],
        }  # fmt: skip

    def digest(self) -> str:
        """A hash of the content, the same in whichever order its lines come."""
        content = self.content()
        content["lines"].sort(key=lambda line: (line["sku"], line["lot"], line["sscc"], line["quantity"]))
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_delivery(raw: object) -> Draft:
    """Reads `{"supplier", "number", "expected_on", "lines": [{"sku", "quantity", "lot", "expiry", "sscc"}, …]}`; never
    raises for what was sent."""
    if not isinstance(raw, Mapping):
        return Draft("", "", problems=[Reason("receipt.not_an_object")])
    problems: list[Reason] = []
    draft = Draft(
        _text(raw, "supplier", "", problems, needed=True), _text(raw, "number", "", problems, needed=True)
    )
    draft.problems = problems
    draft.expected = _day(raw.get("expected_on"), "expected_on", "receipt.bad_expected", problems)
    lines = raw.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
        problems.append(Reason("receipt.bad_lines", "lines", {"most": MOST_LINES}))
        return draft
    draft.lines = [_line(line, f"lines[{at}].", problems) for at, line in enumerate(lines)]
    return draft


def _line(raw: object, where: str, problems: list[Reason]) -> DraftLine:
    if not isinstance(raw, Mapping):
        problems.append(Reason("receipt.bad_line", where.rstrip(".")))
        return DraftLine("", 0, "", None, "")
    return DraftLine(
        _text(raw, "sku", where, problems, needed=True),
        _quantity(raw.get("quantity"), where, problems),
        _text(raw, "lot", where, problems),
        _day(raw.get("expiry"), f"{where}expiry", "receipt.bad_expiry", problems),
        _sscc(raw.get("sscc"), where, problems),
    )


def _text(
    raw: Mapping[Any, Any], name: str, where: str, problems: list[Reason], *, needed: bool = False
) -> str:
    sent = raw.get(name)
    text = plain(sent) if isinstance(sent, str) else ""
    wrong = sent not in (None, "") and not isinstance(sent, str)
    if wrong or (needed and not text) or len(text) > LONGEST[name] or NOT_IN_LINE.search(text):
        problems.append(Reason("receipt.bad_text", f"{where}{name}", {"most": LONGEST[name]}))
        return ""
    return text


def _quantity(sent: object, where: str, problems: list[Reason]) -> int:
    """A whole number, or its digits as a file has them, full-width ones too."""
    digits = plain(sent) if isinstance(sent, str) else ""
    number = sent if isinstance(sent, int) and not isinstance(sent, bool) else None
    if number is None and _WHOLE.fullmatch(digits):
        number = int(digits)
    if number is None or not 0 < number <= MOST_UNITS:
        problems.append(
            Reason("receipt.bad_quantity", f"{where}quantity", {"sent": _shown(sent), "most": MOST_UNITS})
        )
        return 0
    return number


def _day(sent: object, where: str, code: str, problems: list[Reason]) -> date | None:
    if sent is None or sent == "":
        return None
    text = plain(sent) if isinstance(sent, str) else ""
    try:
        return date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:  # the 31st of February, too
        problems.append(Reason(code, where, {"sent": _shown(sent)}))
        return None


def _sscc(sent: object, where: str, problems: list[Reason]) -> str:
    """The 18 digits, sent with or without their (00)."""
    if sent is None or sent == "":
        return ""
    text = plain(sent) if isinstance(sent, str) else ""
    digits = text.removeprefix("(00)") if text.startswith("(") else text[2:] if len(text) == 20 else text
    if not is_valid_sscc(digits):
        problems.append(Reason("receipt.bad_sscc", f"{where}sscc", {"sent": _shown(sent)}))
        return ""
    return digits


def _shown(sent: object) -> str:
    """What was sent, made fit to show."""
    return NOT_IN_LINE.sub("\ufffd", str(sent))[:40]
