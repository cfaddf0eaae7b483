"""What fixed readers send: JSON of many shapes, of which only the tag reads matter here.

Zebra's IoT Connector and RFD sleds put `idHex` into `data` or `data.tagData`, Impinj's readers `epcHex` or (in base 64)
`epc` into `tagInventoryEvent`, Speedway Connect `epc` beside everything else. So the shape is not asked for: whatever
object names an EPC is a read, and what stands around it (time, antenna) holds for it as well. Status events,
heartbeats and barcodes that are sent in between name none.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson

MOST_READS: Final = 20_000
"""Reads that one message may hold."""

DEEPEST: Final = 8
"""Objects and lists that may stand in each other; the vendors' shapes need four."""

_HEX: Final = re.compile(r"[0-9A-F]{8,128}")
_HEX_NAMES: Final = ("epchex", "idhex", "epc", "epcdata")
_AROUND: Final = {
    "at": ("lastseentime", "lastseentimestamp", "firstseentime", "firstseentimestamp", "timestamp"),
    "antenna": ("antennaport", "antenna", "antennaid"),
    "rssi": ("peakrssicdbm", "peakrssi", "rssi"),
    "count": ("seencount", "tagseencount", "reads"),
}


class NotAPayload(ValueError):
    """The message is no JSON, or holds too much. `at` is the character where it stops to make sense."""

    def __init__(self, why: str, at: int = 0) -> None:
        super().__init__(why)
        self.at = at


@dataclass(frozen=True, slots=True)
class TagRead:
    """A tag at one antenna: the hexadecimal digits of its EPC memory, when (None where the reader does not say, or
    says it without a time zone), how strong in dBm, and how often since the last report."""

    epc: str
    at: datetime | None = None
    antenna: int = 0
    rssi: float | None = None
    count: int = 1


@dataclass(slots=True)
class Payload:
    """`unreadable`: how many reads named an EPC that is none."""

    reads: list[TagRead] = field(default_factory=list)
    unreadable: int = 0


def read_payload(body: bytes) -> Payload:
    """The reads in one JSON value, or in several one after the other, in lines or not. Raises NotAPayload."""
    found = Payload()
    for value in _values(body):
        _collect(value, {}, found, DEEPEST)
    return found


def _values(body: bytes) -> Iterator[Any]:
    try:
        yield orjson.loads(body)
        return
    except orjson.JSONDecodeError:
        pass  # several values, perhaps
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise NotAPayload("no UTF-8", error.start) from error
    decoder, at = json.JSONDecoder(parse_constant=_no_number), _after_blanks(text, 0)
    if at == len(text):
        raise NotAPayload("nothing at all")
    while at < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise NotAPayload("no JSON", getattr(error, "pos", at)) from error
        yield value
        at = _after_blanks(text, end)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


_BLANKS: Final = re.compile(r"[\s\x1e]*")


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _collect(value: Any, around: Mapping[str, Any], found: Payload, depth: int) -> None:
    if not depth:
        raise NotAPayload("nested too deep")
    if isinstance(value, list):
        for each in value:
            _collect(each, around, found, depth - 1)
    elif isinstance(value, dict):
        named = {name.replace("_", "").lower(): each for name, each in value.items()}
        if named.get("isheartbeat") is True:
            return
        around = {**around, **_stated(named)}
        if not _add(named, around, found):
            for each in value.values():
                if isinstance(each, list | dict):
                    _collect(each, around, found, depth - 1)


def _stated(named: Mapping[str, Any]) -> dict[str, Any]:
    """What this object says of when, where and how strong; the first name that is there counts."""
    stated = {}
    for what, names in _AROUND.items():
        name = next((name for name in names if isinstance(named.get(name), int | float | str)), None)
        if name:
            stated[what] = _number(named[name], 0.01) if name == "peakrssicdbm" else named[name]
    return stated


def _add(named: Mapping[str, Any], around: Mapping[str, Any], found: Payload) -> bool:
    name = next((name for name in _HEX_NAMES if isinstance(named.get(name), str)), None)
    if name is None:
        return False
    if named.get("format") in ("tid", "TID"):  # the chip's own number, and no EPC
        return True
    epc = _epc(named[name])
    if epc is None:
        found.unreadable += 1
        return True
    found.reads.append(
        TagRead(
            epc,
            _time(around.get("at")),
            int(_number(around.get("antenna")) or 0),
            _number(around.get("rssi")),
            max(1, int(_number(around.get("count")) or 1)),
        )
    )
    if len(found.reads) > MOST_READS:
        raise NotAPayload(f"more than {MOST_READS} reads")
    return True


def _epc(text: str) -> str | None:
    digits = "".join(text.split()).upper()
    if _HEX.fullmatch(digits) and len(digits) % 2 == 0:
        return digits
    try:
        data = base64.b64decode(
            text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        return None
    return data.hex().upper() if 4 <= len(data) <= 64 else None


def _number(value: Any, unit: float = 1) -> float | None:
    """A number of no more than nine digits; readers also send them as text."""
    try:
        number = float(value) * unit
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e9 else None


def _time(value: Any) -> datetime | None:
    """ISO 8601 with a time zone, or microseconds, milliseconds or seconds since 1970."""
    try:
        if isinstance(value, str) and not value.isdigit():
            stated = datetime.fromisoformat(value)
            return stated.astimezone(UTC) if stated.tzinfo else None
        since = float(value)
        unit = 1e6 if since > 1e14 else 1e3 if since > 1e11 else 1.0
        return datetime.fromtimestamp(since / unit, UTC) if since > 1e9 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
