"""GS1 element strings: bare, bracketed or as a Digital Link, read by biip, and held to what biip lets pass.

biip knows every AI's pattern, its dates and its decimals. What it leaves open is closed here: a field that
needs a separator and has none (7003, or a lot of more than 20 characters) is not cut but refused, a wrong
check digit (which biip only notes) refuses the whole, and so does a text that contradicts itself.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString

from scanners.gs1 import GTIN_LENGTHS, has_check_digit
from scanners.scan import Scan

GS: Final = "\x1d"

Elements = list[GS1ElementString]

# Leading digits of the value that end in a check digit which biip does not verify.
_CHECKED_DIGITS: Final = {
    "253": 13,
    "255": 13,
    "402": 17,
    "8003": 14,
    "8006": 14,
    "8017": 18,
    "8018": 18,
    "8026": 14,
}
# Elements that cannot stand together: a label is of one trade item, or of a unit that holds a count of them.
_EXCLUSIVE: Final = (("01", "02"), ("01", "37"))

_BRACKETED: Final = re.compile(r"\(([0-9]{2,4})\)((?:\\\(|[^(])+)")
_SWALLOWED_DATE: Final = re.compile(r"1[1357][0-9]{6}")

# Names that Digital Link 1.0 allowed in place of numbers, still on packs.
_LINK_NAMES: Final = {"gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "sscc": "00", "gln": "414"}
_LINK_KEYS: Final = frozenset(
    {"00", "01", "253", "255", "401", "402", "414", "415", "417"}
    | {"8003", "8004", "8006", "8010", "8013", "8017", "8018"}
)
# What belongs in a GTIN's path, so that in its query it would be a second opinion.
_LINK_QUALIFIERS: Final = {"01": frozenset({"22", "10", "21"}), "8006": frozenset({"22", "10", "21"})}


def read_message(text: str) -> Elements:
    """The elements of a string with GS for FNC1. ParseError if it is none, whole and consistent."""
    _need(text.isascii(), "GS1 data is ASCII")
    found: Elements = []
    for field in text.split(GS):
        rest = field
        while rest:
            if GS1ApplicationIdentifier.extract(rest).separator_required:
                # The whole field or nothing: where a separator is missing, nobody knows where the value ends.
                element = GS1ElementString.parse(rest)
                rest = ""
            else:
                element = GS1ElementString.extract(rest)
                rest = rest[len(element) :]
            found.append(element)
    return _consistent(found)


def read_bracketed(text: str) -> Elements:
    """The elements of "(01)…(10)…", as printed under a barcode; blanks are layout, \\( is data."""
    _need(text.isascii(), "GS1 data is ASCII")
    text = "".join(text.split())
    pairs = _BRACKETED.findall(text)
    _need("".join(f"({ai}){value}" for ai, value in pairs) == text, "text outside the brackets' data")
    found = []
    for ai, value in pairs:
        element = GS1ElementString.parse(ai + value.replace("\\(", "("))
        _need(element.ai.ai == ai, "the brackets name no AI")
        found.append(element)
    return _consistent(found)


def read_link(text: str) -> Elements:
    """The elements of a GS1 Digital Link URI of any domain. ParseError for every other URI."""
    try:
        uri = urlsplit(text)
    except ValueError as error:
        raise ParseError("not a URI") from error
    _need(text.isascii() and bool(uri.netloc), "not a URI")
    segments = [_LINK_NAMES.get(part, part) for part in uri.path.split("/")]
    # Keys and values alternate up to the end of the path, so the key stands at an even distance from it;
    # the last such is meant: anything may precede it.
    starts = range(len(segments) - 2, -1, -2)
    start = next((at for at in starts if segments[at] in _LINK_KEYS), None)
    if start is None:
        raise ParseError("no GS1 key in the path")
    key, value = segments[start], unquote(segments[start + 1])
    _need(key != "01" or len(value) in GTIN_LENGTHS, "no GTIN has that length")
    _check_query(uri, key, set(segments[start + 2 :: 2]))
    query = f"?{uri.query}" if uri.query else ""
    link = GS1DigitalLinkURI.parse(f"https://{uri.netloc}/{'/'.join(segments[start:])}{query}")
    return _consistent(list(link.element_strings))


def _check_query(uri: SplitResult, key: str, in_path: set[str]) -> None:
    """A number in the query must be an AI, each only once, and none that should have stood in the path."""
    names = [name for name, _ in parse_qsl(uri.query, keep_blank_values=True) if name.isdigit()]
    _need(len(names) == len(set(names)), "an AI is repeated")
    _need(not in_path & set(names), "an AI is repeated")
    for name in names:
        _need(GS1ApplicationIdentifier.extract(name).ai == name, "the query names no AI")
    qualifiers = _LINK_QUALIFIERS.get(key, frozenset())
    _need("235" in in_path or not qualifiers & set(names), "belongs in the path")


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
        weight_g=_net_grams(elements),
        sscc=sscc,
    )


def _first_date(dates: dict[str, date]) -> date | None:
    return dates.get("17") or dates.get("7003") or dates.get("15")


def _net_grams(elements: Elements) -> int | None:
    for element in elements:
        if element.ai.ai.startswith("310") and element.decimal is not None:
            return int((element.decimal * Decimal(1000)).quantize(Decimal(1), ROUND_HALF_UP))
    return None


def _consistent(elements: Elements) -> Elements:
    _need(bool(elements), "no elements")
    value: dict[str, str] = {}
    for element in elements:
        ai = element.ai.ai
        _need(element.value != "", f"({ai}) is empty")
        _need(not (element.gtin_error or element.sscc_error or element.gln_error), f"({ai}) fails its check")
        _need(ai not in ("00", "01", "02") or has_check_digit(element.value), f"({ai}) names nothing")
        digits = _CHECKED_DIGITS.get(ai)
        _need(digits is None or has_check_digit(element.value[:digits]), f"({ai}) fails its check digit")
        _need(value.setdefault(ai, element.value) == element.value, f"({ai}) is there twice and differs")
    for one, other in _EXCLUSIVE:
        _need(one not in value or other not in value, f"({one}) and ({other}) exclude each other")
    return elements


def _need(held: bool, otherwise: str) -> None:
    if not held:
        raise ParseError(otherwise)
