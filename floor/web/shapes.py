"""The shapes that bodies and answers share. Answers are held to theirs by the tests, not at run time."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from floor.core.text_rules import LONGEST_SCAN, NOT_IN_LINE
from floor.web.url_converters import LARGEST_ID


def no_controls(text: str) -> str:
    if NOT_IN_LINE.search(text):
        raise PydanticCustomError("control_character", "control characters are not allowed")
    return text


def _number_in(text: str) -> int | None:
    """The number in an id of ours; None for any other text."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else LARGEST_ID + 1
    return number if number <= LARGEST_ID else None


def _read_id(value: Any) -> Any:
    """Ids are opaque strings to others: one that we never gave names nothing, so it becomes 0, which nothing has."""
    if isinstance(value, str):
        return _number_in(value) or 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 < value <= LARGEST_ID else 0
    raise PydanticCustomError("wrong_id", "an id is a string")


def _read_cursor(value: Any) -> Any:
    """A cursor that we never gave is refused: starting over would list everything again."""
    if isinstance(value, str) and (number := _number_in(value)) is not None:
        return number
    raise PydanticCustomError("wrong_cursor", "no cursor of ours")


RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _read_time(value: Any) -> Any:
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        raise PydanticCustomError("wrong_time", "a time is a string in RFC 3339")
    return value


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError:  # one hour before the year 1
        raise PydanticCustomError("wrong_time", "beyond the calendar") from None


PLAIN = {"pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$"}
IN_SCAN = "^[^\\u0000-\\u001c\\u001e\\u001f\\u007f-\\u009f]*$"  # control characters but GS; JSON holds no half pairs

Id = Annotated[
    int,
    BeforeValidator(_read_id, json_schema_input_type=str | int),
    Field(description="an opaque string; a number is taken, too"),
]
GivenId = Annotated[str, Field(description="an opaque string", examples=["12"])]
Time = Annotated[
    AwareDatetime, BeforeValidator(_read_time, json_schema_input_type=AwareDatetime), AfterValidator(_in_utc)
]
Name = Annotated[
    str, Field(min_length=1, max_length=100, json_schema_extra=PLAIN), AfterValidator(no_controls)
]
Line = Annotated[str, Field(max_length=500, json_schema_extra=PLAIN), AfterValidator(no_controls)]
ScanText = Annotated[str, Field(max_length=LONGEST_SCAN, pattern=IN_SCAN)]
Count = Annotated[int, Field(strict=True)]
Flag = StrictBool
Limit = Annotated[int, Field(ge=1, le=500)]
Cursor = Annotated[
    int,
    BeforeValidator(_read_cursor, json_schema_input_type=str),
    Field(description="`next` of the answer before"),
]


class Body(BaseModel):
    """What a program sends. Unknown fields are ignored, so that a newer program can talk to an older server."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Answer(BaseModel):
    """What the server says. The tests allow no field that is not described."""

    model_config = ConfigDict(extra="forbid")


class Reason(Answer):
    code: str
    text: str
    field: str


class FieldError(Answer):
    field: str
    code: str
    text: str


class Problem(Answer):
    """RFC 9457, with a stable code."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


Timestamp = Annotated[datetime, Field(description="RFC 3339, in UTC")]


class Decision(Body):
    decision: Literal["approve", "refuse"]
    note: Line = ""
