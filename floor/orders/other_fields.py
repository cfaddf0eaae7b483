"""Fields of an order that Floor has no use for: kept and shown, so that nothing that was sent is dropped silently."""

from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

import orjson

from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_NOTE
from floor.orders.sent_text import check_length

LONGEST_VALUE: Final = 5_000
LONGEST_TOGETHER: Final = 100_000
LONGEST_NAME: Final = 100
Fields = dict[str, str]


def others_in(raw: Mapping[str, Any], known: Container[str], where: str = "") -> Iterator[tuple[str, str]]:
    """The fields that are not `known` and not empty, by their paths (`ship_to.floor`, `lines[2].colour`); what is no
    text as JSON. Raises `NotAnOrder` where one is too long."""
    for key, value in raw.items():
        if key in known or _is_empty(value):
            continue
        check_length(key, f"{where}{key[:LONGEST_NAME]}", LONGEST_NAME)
        text = value if isinstance(value, str) else _as_json(value)
        check_length(text, f"{where}{key}", LONGEST_VALUE)
        yield NOT_IN_NOTE.sub("\ufffd", f"{where}{key}"), NOT_IN_NOTE.sub("\ufffd", text).strip()


def problems_of(others: Fields) -> Iterator[Reason]:
    """What stands within an address or a line may change what is to be done: a person must look at it.

    Raises `NotAnOrder` where all of them together are too long."""
    for path, value in others.items():
        if path.startswith(("ship_to.", "lines[")):
            yield Reason("order.unknown_field", path, {"value": value[:LONGEST_NAME]})
    check_length("".join(others.values()), "", LONGEST_TOGETHER)


def _is_empty(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _as_json(value: object) -> str:
    try:
        return orjson.dumps(value).decode()
    except (orjson.JSONEncodeError, TypeError, RecursionError):  # no JSON: not what came over the wire
        return str(value)
