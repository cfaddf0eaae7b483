"""GS1 element strings, bare or bracketed: taken apart by biip, and held to what biip lets pass.

biip knows every AI's characters and lengths, its dates and its decimals. What it leaves open is closed here: a
field that needs a separator and has none (7003, or a lot of more than 20 characters) is not cut but refused, and
so is a content that breaks GS1's rules (`rules`), and a text that contradicts itself.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_element_strings import GS1ElementString

from scanners.gs1 import has_check_digit
from scanners.rules import excluded_pair, lacks_companion, rule_for
from scanners.scan import Scan

GS: Final = "\x1d"

Elements = list[GS1ElementString]

# The rules look at dates themselves: biip takes the second date of (7007) for a time of day.
_CONFIG: Final = ParseConfig(gs1_element_strings_verify_date=False)

_BRACKETED: Final = re.compile(r"(?<!\\)\(([0-9]{2,4})\)")
_CLOSED: Final = re.compile(r"(?<!\\)\([^()]*\)")
_OPEN: Final = re.compile(r"(?<!\\)\(")
_LAYOUT: Final = re.compile(r" +(?=\()|(?<=\)) +")
_SWALLOWED_DATE: Final = re.compile(r"1[1357][0-9]{6}")
_WITH_SERIAL: Final = {"253": 13, "255": 13, "8003": 14}
"""Keys that may bear a serial, and their length without: what is signed (8030) must bear one."""


def read_message(text: str) -> Elements:
    """The elements of a string with GS for FNC1. ParseError if it is none, whole and consistent."""
    need(text.isascii(), "GS1 data is ASCII")
    found: Elements = []
    for field in text.removeprefix(GS).removesuffix(GS).split(GS):
        need(field != "", "nothing between two separators")
        rest = field
        while rest:
            if GS1ApplicationIdentifier.extract(rest).separator_required:
                # The whole field or nothing: where a separator is missing, nobody knows where the value ends.
                element = GS1ElementString.parse(rest, config=_CONFIG)
                rest = ""
            else:
                element = GS1ElementString.extract(rest, config=_CONFIG)
                rest = rest[len(element) :]
            found.append(element)
    return consistent(found)


def read_bracketed(text: str) -> Elements:
    """The elements of "(01)…(10)…", as printed under a barcode; blanks beside brackets are layout, \\( is data, and so
    are brackets around what is no AI, as in the serial A(1)B."""
    need(text.isascii(), "GS1 data is ASCII")
    text = _LAYOUT.sub("", text)
    found = [match for match in _BRACKETED.finditer(text) if _is_ai(match[1])]
    need(bool(found) and found[0].start() == 0, "text before the first brackets")
    ends = [*(match.start() for match in found[1:]), len(text)]
    values = [text[match.end() : end] for match, end in zip(found, ends, strict=True)]
    need(not any(_OPEN.search(_CLOSED.sub("", value)) for value in values), "a bracket that is not closed")
    return consistent(
        [element_of(match[1], value.replace("\\(", "(")) for match, value in zip(found, values, strict=True)]
    )


@lru_cache(maxsize=1024)
def _is_ai(digits: str) -> bool:
    try:
        return GS1ApplicationIdentifier.extract(digits).ai == digits
    except ParseError:
        return False


def element_of(ai: str, value: str) -> GS1ElementString:
    """The element of one AI and its whole value. ParseError if there is no such AI, or the value is none of it."""
    element = GS1ElementString.parse(ai + value, config=_CONFIG)
    need(element.ai.ai == ai, f"({ai}) is no AI")
    return element


def consistent(elements: Elements) -> Elements:
    """The same elements. ParseError where a content is wrong, or two of them cannot stand together."""
    need(bool(elements), "no elements")
    value: dict[str, str] = {}
    for element in elements:
        ai = element.ai.ai
        need(element.value != "", f"({ai}) is empty")
        need(rule_for(ai).fits(element.value), f"({ai}) has a wrong content")
        need(ai not in ("00", "01", "02") or has_check_digit(element.value), f"({ai}) names nothing")
        need(value.setdefault(ai, element.value) == element.value, f"({ai}) is there twice and differs")
    need(excluded_pair(set(value)) is None, "two elements exclude each other")
    signed = [ai for ai, bare in _WITH_SERIAL.items() if len(value.get(ai, "")) == bare]
    need("8030" not in value or not signed, "a signature without the serial that it signs")
    return elements


def split_off_date(text: str, elements: Elements) -> str | None:
    """The same message with a GS before a date that its last field may have swallowed, else None.

    A wedge that cannot type GS turns lot "AB1", expiry 31 December 2027 into "10AB117271231".
    """
    last = elements[-1]
    tail = last.value[-8:]
    if not last.ai.separator_required or len(last.value) <= len(tail) or not _SWALLOWED_DATE.fullmatch(tail):
        return None
    return text[: -len(tail)] + GS + tail


def to_scan(text: str, elements: Elements) -> Scan:
    """The Scan of these elements. A lone GTIN or SSCC is `gtin` or `sscc`, everything else `gs1`."""
    value = {element.ai.ai: element.value for element in elements}
    dates = {element.ai.ai: element.date for element in elements if element.date}
    count = value.get("37", value.get("30"))
    gtin, sscc = value.get("01", value.get("02")), value.get("00")
    return Scan(
        text=text,
        kind="gtin" if set(value) == {"01"} else "sscc" if set(value) == {"00"} else "gs1",
        gtin=gtin,
        lot=value.get("10"),
        serial=value.get("21"),
        expiry=_first_date(dates),
        count=int(count) if count else None,
        load="02" in value,
        weight_g=_net_grams(elements),
        sscc=sscc,
        gln=value.get("414"),
        incomplete=lacks_companion(set(value)),
    )


def _first_date(dates: dict[str, date]) -> date | None:
    return dates.get("17") or dates.get("7003") or dates.get("15")


def _net_grams(elements: Elements) -> int | None:
    for element in elements:
        if element.ai.ai.startswith("310") and element.decimal is not None:
            return int((element.decimal * Decimal(1000)).quantize(Decimal(1), ROUND_HALF_UP))
    return None


def need(held: bool, otherwise: str) -> None:
    """ParseError, as biip's own, unless it held."""
    if not held:
        raise ParseError(otherwise)
