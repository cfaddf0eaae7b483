"""What programs send one by one or as a list, orders and deliveries, and what became of each."""

from collections.abc import Iterable
from typing import Any, Literal

from floor.core.messages import text
from floor.core.reason import Reason
from floor.web import shapes
from floor.web.access import current_language
from floor.web.problems import bad_field
from floor.web.shapes import Answer, GivenId

MOST = 1000  # in one list


class Received(Answer):
    number: str
    status: Literal["accepted", "held", "duplicate", "rejected"]
    id: GivenId | None
    reasons: list[shapes.Reason]


def sent_in(body: Any) -> list[Any]:
    """What was sent, whatever is in it; what is neither one nor a list of at most MOST is no body."""
    if not isinstance(body, dict | list):
        raise bad_field("", "wrong_type")
    sent = body if isinstance(body, list) else [body]
    if len(sent) > MOST:
        raise bad_field("", "too_long", max_length=MOST)
    return sent


def answer(number: str, status: str, record_id: int | None, reasons: Iterable[Reason]) -> dict[str, Any]:
    """What became of one, as `Received`."""
    return {
        "number": number,
        "status": status,
        "id": str(record_id) if record_id else None,
        "reasons": shown_reasons(reasons),
    }


def shown_reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """As `shapes.Reason`, in the language of whoever asks."""
    language = current_language()
    return [
        {"code": each.code, "text": text(each.code, language, each.params), "field": each.field}
        for each in reasons
    ]
