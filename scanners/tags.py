"""What fixed readers send: JSON of many shapes, of which only the tag reads matter here.

Zebra's IoT Connector and RFD sleds put `idHex` into `data` or `data.tagData`, Impinj's readers `epcHex` or (in base 64)
`epc` into `tagInventoryEvent`, Speedway Connect `epc` beside everything else, EPCIS URIs into `epcList`. So the shape
is not asked for: whatever object names an EPC is a read, and what stands around it (time, antenna) holds for it too.
Where no name is known, whatever is a tag as it stands is one. Status events, heartbeats and barcodes that are sent in
between name none; what a message without any read was about is told to who sent it.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import orjson

from scanners import epc
from scanners.read import parse, showable
from scanners.scan import RawRead, Scan

MOST_READS: Final = 20_000
"""Reads that one message may hold."""

_LONGEST_TEXT: Final = 256
_LONGEST_NAME: Final = 64

DEEPEST: Final = 8
"""Objects and lists that may stand in each other; the vendors' shapes need four."""

MOST_NAMES: Final = 20
"""Names of a message's members that are told of what was not understood."""

_HEX: Final = re.compile(r"[0-9A-F]{8,128}")
_RAW: Final = re.compile(r"urn:epc:raw:[0-9]+\.x([0-9A-F]+)", re.IGNORECASE)
_NAMES: Final = ("epchex", "hexepc", "idhex", "epc", "epcdata", "epclist", "epcs", "childepcs")
_OF_NO_TAG: Final = frozenset(
    {"readpoint", "bizlocation", "biztransactionlist", "sourcelist", "destinationlist"}
)
"""Where EPCIS says with URIs like those of tags where something was, and by which papers."""
_AROUND: Final = {
    "at": (
        *("lastseentime", "lastseentimestamp", "firstseentime", "firstseentimestamp"),
        *("timestamp", "eventtime"),
    ),
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
    """A tag at one antenna: the hexadecimal digits of its EPC memory, or its URI; when (None where the reader does not
    say, or says it without a time zone), how strong in dBm, and how often since the last report."""

    epc: str
    at: datetime | None = None
    antenna: int = 0
    rssi: float | None = None
    count: int = 1


@dataclass(slots=True)
class Payload:
    """`unreadable`: how many reads named an EPC that is none. `names`: of the members of whatever named no tag."""

    reads: list[TagRead] = field(default_factory=list)
    unreadable: int = 0
    names: list[str] = field(default_factory=list)

    @property
    def not_understood(self) -> list[str]:
        """What a message without a single read was about, by the names that stand in it."""
        return [] if self.reads or self.unreadable else self.names


def identity(text: str) -> Scan | None:
    """The Scan of a tag in hexadecimal digits, as a URI, or as the Digital Link of one unit or parcel; else None."""
    if text[:4].lower() != "http":
        return epc.read(text)
    scan = parse(RawRead(text))
    if scan.sscc:
        return replace(scan, epc=f"https://id.gs1.org/00/{scan.sscc}")
    if scan.gtin and scan.serial and not scan.load:
        return replace(scan, epc=f"https://id.gs1.org/01/{scan.gtin}/21/{quote(scan.serial, safe='')}")
    return None


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
        if not _take(value, around, found) and _texts(value) and depth == DEEPEST:
            _note({"[]": value}, found)
        for each in value:
            _collect(each, around, found, depth - 1)
    elif isinstance(value, dict):
        named = {name.replace("_", "").lower(): each for name, each in value.items()}
        around = {**around, **_stated(named)}
        if named.get("isheartbeat") is not True and not _add(named, around, found):
            _look_into(value, around, found, depth)


def _look_into(value: Mapping[str, Any], around: Mapping[str, Any], found: Payload, depth: int) -> None:
    """What names no tag under a known name: whatever in it is one, and what stands in the objects and lists in it."""
    before = len(found.reads)
    _take(list(value.values()), around, found)
    for name, each in value.items():
        if isinstance(each, list | dict) and name.lower() not in _OF_NO_TAG:
            _collect(each, around, found, depth - 1)
    if len(found.reads) == before:
        _note(value, found)


def _take(values: Iterable[Any], around: Mapping[str, Any], found: Payload) -> bool:
    """Takes those of the values that are tags as they stand, whatever they are called, each once; whether any is."""
    before = len(found.reads)
    texts = (value for value in values if isinstance(value, str) and len(value) <= _LONGEST_TEXT)
    for text in dict.fromkeys(texts):
        if (digits := _epc(text, certain=True)) is not None:
            _append(digits, around, found)
    return len(found.reads) > before


def _note(value: Mapping[str, Any], found: Payload) -> None:
    """The names of what said nothing of a tag; objects and lists in it have had their own say."""
    for name, each in value.items():
        holds_more = isinstance(each, dict) or (isinstance(each, list) and not _texts(each))
        shown = showable(name)[:_LONGEST_NAME]
        if not holds_more and shown not in found.names and len(found.names) < MOST_NAMES:
            found.names.append(shown)


def _stated(named: Mapping[str, Any]) -> dict[str, Any]:
    """What this object says of when, where and how strong; the first name that is there counts."""
    stated = {}
    for what, names in _AROUND.items():
        name = next((name for name in names if isinstance(named.get(name), int | float | str)), None)
        if name:
            stated[what] = _number(named[name], 0.01) if name == "peakrssicdbm" else named[name]
    return stated


def _add(named: Mapping[str, Any], around: Mapping[str, Any], found: Payload) -> bool:
    name = next((name for name in _NAMES if name in named and _texts(named[name])), None)
    if name is None:
        return False
    if named.get("format") in ("tid", "TID"):  # the chip's own number, and no EPC
        return True
    for text in _texts(named[name]):
        digits = _epc(text)
        if digits is None:
            found.unreadable += 1
        else:
            _append(digits, around, found)
    return True


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return listed if all(isinstance(each, str) for each in listed) else []


def _append(digits: str, around: Mapping[str, Any], found: Payload) -> None:
    found.reads.append(
        TagRead(
            digits,
            _time(around.get("at")),
            int(_number(around.get("antenna")) or 0),
            _number(around.get("rssi")),
            max(1, int(_number(around.get("count")) or 1)),
        )
    )
    if len(found.reads) > MOST_READS:
        raise NotAPayload(f"more than {MOST_READS} reads")


def _epc(text: str, *, certain: bool = False) -> str | None:
    """The digits or the URI of a tag. certain: only what is one by the standard, as nobody says that it is a tag."""
    raw = _RAW.fullmatch(text)
    digits = "".join((raw[1] if raw else text).split()).upper()
    if certain or text[:4].lower() in ("urn:", "http"):
        said = digits if raw or _HEX.fullmatch(digits) else text
        return said if identity(said) else None
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
