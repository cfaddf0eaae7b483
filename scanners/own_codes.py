"""Own codes: what Floor's own labels say, by one table."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from scanners.scan import Kind, Scan

COMMANDS: Final = frozenset({"SHORT", "SHORT-DAMAGED", "SKIP", "UNDO", "FULL", "CLOSE", "HELP", "UNLOAD"})
"""Commands without a figure; those with one are QTY-n and SHORT-DAMAGED-n."""

WORK_LETTERS: Final = "PKLBRCNMA"
"""What a work number may begin with: the letter of each kind of work."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands behind a prefix. `strict` names are those that a scan alone may register, so that half a
    label or two labels in one burst never become a new thing; the others are looked up anyway."""

    kind: Kind
    strict: bool = False
    keeps_case: bool = False


PREFIXES: Final[dict[str, Prefix]] = {
    "LOC": Prefix("location"),
    "TOTE": Prefix("tote", strict=True),
    "CART": Prefix("cart", strict=True),
    "CTN": Prefix("carton"),
    "MAT": Prefix("material"),
    "WGT": Prefix("weight"),
    "LOT": Prefix("lot"),
    "SER": Prefix("serial"),
    "EXP": Prefix("expiry"),
    "WHY": Prefix("reason", keeps_case=True),
    "LOAD": Prefix("load"),
    "BADGE": Prefix("badge"),
    "CMD": Prefix("command"),
    "SKU": Prefix("sku", keeps_case=True),  # the catalogue may hold both 15056N and 15056n
}

_STRICT_NAME: Final = re.compile(r"[0-9A-Z][0-9A-Z._]*(?:-[0-9A-Z._]+)*")
_STRICT_LENGTH: Final = 32
_SMALL: Final = re.compile("[a-z](?![\u0300-\u036f])")  # a mark behind it would become one letter with it
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEIGHT: Final = re.compile(r"[0-9]{1,7}")
_QUANTITY: Final = re.compile(r"(QTY|SHORT-DAMAGED)-([0-9]{1,6})")
_WORK: Final = re.compile(rf"[{WORK_LETTERS}]-[0-9]{{6,9}}", re.IGNORECASE | re.ASCII)


def read(text: str) -> Scan | None:
    """The own code or work number that the (already cleaned) text is, or None."""
    head, dash, body = text.partition("-")
    if not dash or not body:
        return None
    if len(head) == 1:
        return _read_work_number(text)
    prefix = PREFIXES.get(head.upper()) if head.isascii() else None
    if prefix is None:
        return None
    if prefix.kind == "weight":
        return _read_weight(text, body)
    if prefix.kind == "expiry":
        return _read_expiry(text, body)
    if prefix.kind == "command":
        return _read_command(text, body.upper())
    spelt = _spell(prefix, body)
    if spelt is None:
        return None
    return Scan(
        text=text,
        kind=prefix.kind,
        code=f"{head.upper()}-{spelt}",
        lot=body if prefix.kind == "lot" else None,
        serial=body if prefix.kind == "serial" else None,
    )


def _spell(prefix: Prefix, body: str) -> str | None:
    """The body in its one spelling, or None where it is no name."""
    if body != body.strip() or "\x1d" in body:
        return None
    spelt = body if prefix.keeps_case else _ascii_upper(body)
    if prefix.strict and (len(spelt) > _STRICT_LENGTH or not _STRICT_NAME.fullmatch(spelt)):
        return None
    return spelt


def _ascii_upper(text: str) -> str:
    """Upper case only within ASCII: elsewhere it can change a text's length, or not be stable under NFKC."""
    return text.upper() if text.isascii() else _SMALL.sub(lambda letter: letter[0].upper(), text)


def spelled(code: str) -> str:
    """The one spelling of a code that a step lists: that in which a scan of it is read."""
    text = unicodedata.normalize("NFKC", code).strip()
    found = read(text)
    return found.code if found and found.code else text


def _read_work_number(text: str) -> Scan | None:
    if not _WORK.fullmatch(text):
        return None
    return Scan(text=text, kind="work", code=text.upper(), work_number=text.upper())


def _read_weight(text: str, body: str) -> Scan | None:
    if not _WEIGHT.fullmatch(body):
        return None
    return Scan(text=text, kind="weight", code=f"WGT-{int(body)}", weight_g=int(body))


def _read_expiry(text: str, body: str) -> Scan | None:
    """A date as ISO 8601 writes it, and that the calendar has: EXP-2027-01-31."""
    if not _DATE.fullmatch(body):
        return None
    try:
        expiry = date.fromisoformat(body)
    except ValueError:  # the 31st of February
        return None
    return Scan(text=text, kind="expiry", code=f"EXP-{body}", expiry=expiry)


def _read_command(text: str, body: str) -> Scan | None:
    if body in COMMANDS:
        return Scan(text=text, kind="command", code=f"CMD-{body}", command=body)
    counted = _QUANTITY.fullmatch(body)
    if counted is None:
        return None
    command, quantity = counted[1], int(counted[2])
    return Scan(
        text=text, kind="command", code=f"CMD-{command}-{quantity}", command=command, quantity=quantity
    )
