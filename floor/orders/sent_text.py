"""Texts as they were sent with an order: kept as they are, and told where nobody can read or print them."""

from collections.abc import Mapping
from typing import Final

from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE, NOT_IN_NOTE

LONGEST: Final = {
    "channel": 50, "number": 100, "sku": 100, "note": 5000, "delivery_note": 5000, "gift_note": 5000,
}  # fmt: skip
LONGEST_TEXT: Final = 500
NOTES: Final = ("note", "delivery_note", "gift_note")


class NotAnOrder(Exception):
    """What was sent has not the shape of an order."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def read_text(value: object, where: str, problems: list[Reason]) -> str:
    """The text, with what nobody can read shown as U+FFFD and reported."""
    if value is None:
        return ""
    if not isinstance(value, str):
        problems.append(Reason("order.not_text", where))
        return as_sent(value)
    key = where.rpartition(".")[2]
    check_length(value, where, LONGEST.get(key, LONGEST_TEXT))
    unreadable = NOT_IN_NOTE if key in NOTES else NOT_IN_LINE
    cleaned = unreadable.sub("\ufffd", value)
    if cleaned != value:
        problems.append(Reason("order.unreadable_text", where))
    return cleaned.strip()


def check_length(value: str, where: str, most: int) -> None:
    """Raises `NotAnOrder` for a text of more than `most` characters."""
    if len(value) > most:
        raise NotAnOrder(Reason("order.too_long", where, {"most": most}))


def as_sent(value: object) -> str:
    """Something that should have been a text or a number, as a short readable text."""
    if isinstance(value, str):
        return NOT_IN_LINE.sub("\ufffd", value)[:LONGEST_TEXT].strip()
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, (list, Mapping)) or (isinstance(value, int) and abs(value) >= 10**18):
        return "…"  # as text it could be of any size, or refuse to become one
    return NOT_IN_LINE.sub("\ufffd", str(value))[:LONGEST_TEXT]
