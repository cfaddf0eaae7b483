"""Radio tags: the EPC in hexadecimal digits, or as a tag or pure identity URI (GS1 Tag Data Standard).

Read from one table of the standard's binary schemes; those of its release 2 are in `epc_plus`. What the standard
says of a field is held to: a number too large for its digits, a character outside the set, a bit where zeros
belong, a reserved partition, a tag cut short are no reading at all. Factory tags (E2…) and foreign headers are none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from scanners import epc_plus
from scanners.bits import Bits, NotTheBits
from scanners.gs1 import check_digit, has_check_digit
from scanners.scan import Scan

SHORTEST: Final = 24
"""Hexadecimal digits of the shortest scheme of release 1; tags of release 2 have 20, or fewer where they end by
themselves: a GIAI+ or CPI+ of a company prefix and a short reference."""

_HEX: Final = re.compile(r"[0-9A-F]{20,128}|(?:F0|FA)[0-9A-F]{7,17}")
_URI: Final = re.compile(r"urn:epc:(?:id|(tag)):([a-z]+)(?(1)(-[0-9]+|-var)):(.+)")
_ESCAPES: Final = {ord(char): f"%{ord(char):02X}" for char in '"#%&/<>?'}

# Bits of the company prefix, by partition; it has 12 digits at partition 0, one less at each next.
_PREFIX_BITS: Final = (40, 37, 34, 30, 27, 24, 20)

Parts = list[str]
Segment = Callable[[Bits], Parts]


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tag says: its scheme ("sgtin"), the parts of its identity, and its filter value, where it has one."""

    scheme: str
    parts: tuple[str, ...]
    filter: int | None = None

    @property
    def uri(self) -> str:
        """The pure identity URI."""
        return f"urn:epc:id:{self.scheme}:" + ".".join(part.translate(_ESCAPES) for part in self.parts)


def _partition(bits: Bits) -> tuple[int, int, str]:
    """Bits and digits of the company prefix, and the prefix."""
    partition = bits.below(len(_PREFIX_BITS), 3)
    count, length = _PREFIX_BITS[partition], 12 - partition
    return count, length, bits.digits(length, count)


def _key(count: int, length: int) -> Segment:
    """A company prefix and a reference that fill `count` bits and `length` digits together."""

    def read(bits: Bits) -> Parts:
        used, digits, prefix = _partition(bits)
        return [prefix, bits.digits(length - digits, count - used)]

    return read


def _key_and_number(count: int) -> Segment:
    def read(bits: Bits) -> Parts:
        used, _, prefix = _partition(bits)
        return [prefix, str(bits.number(count - used))]

    return read


def _key_and_text(count: int) -> Segment:
    def read(bits: Bits) -> Parts:
        used, digits, prefix = _partition(bits)
        return [prefix, bits.text(count - used, 30 - digits)]

    return read


def _key_and_short_text(bits: Bits) -> Parts:
    _, digits, prefix = _partition(bits)
    return [prefix, bits.short_text(1, 30 - digits)]


def _number(count: int) -> Segment:
    return lambda bits: [str(bits.number(count))]


def _text(count: int, longest: int) -> Segment:
    return lambda bits: [bits.text(count, longest)]


def _short_text(shortest: int, longest: int) -> Segment:
    return lambda bits: [bits.short_text(shortest, longest)]


def _piece_of_total(bits: Bits) -> Parts:
    return [bits.digits(2, 7), bits.digits(2, 7)]


def _digits_after_one(count: int) -> Segment:
    """Digits whose leading zeros count: on the tag a 1 stands before them."""

    def read(bits: Bits) -> Parts:
        text = str(bits.number(count))
        if text[0] != "1" or len(text) == 1:
            raise NotTheBits("digits without their leading 1")
        return [text[1:]]

    return read


def _zeros(count: int) -> Segment:
    def read(bits: Bits) -> Parts:
        bits.below(1, count)
        return []

    return read


def _cage(width: int) -> Segment:
    """A CAGE code of five characters after a blank, or a DoDAAC of six, of 8 or of 6 bits each."""

    def read(bits: Bits) -> Parts:
        codes = [bits.number(width) for _ in range(6)]
        text = "".join(chr(code if code >= 0x20 else code + 0x40) for code in codes)
        if not re.fullmatch("[ 0-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{5}", text):
            raise NotTheBits("no CAGE code")
        return [text.strip()]

    return read


@dataclass(frozen=True, slots=True)
class Scheme:
    name: str
    length: int
    """Bits of the whole EPC; 0 where it ends by itself."""
    segments: tuple[Segment, ...]
    filter_bits: int = 3


SCHEMES: Final[dict[str, Scheme]] = {
    "2C": Scheme("gdti", 96, (_key(41, 12), _number(41))),
    "2D": Scheme("gsrn", 96, (_key(58, 17), _zeros(24))),
    "2E": Scheme("gsrnp", 96, (_key(58, 17), _zeros(24))),
    "2F": Scheme("usdod", 96, (_cage(8), _number(36)), filter_bits=4),
    "30": Scheme("sgtin", 96, (_key(44, 13), _number(38))),
    "31": Scheme("sscc", 96, (_key(58, 17), _zeros(24))),
    "32": Scheme("sgln", 96, (_key(41, 12), _number(41))),
    "33": Scheme("grai", 96, (_key(44, 12), _number(38))),
    "34": Scheme("giai", 96, (_key_and_number(82),)),
    "35": Scheme("gid", 96, (_number(28), _number(24), _number(36)), filter_bits=0),
    "36": Scheme("sgtin", 198, (_key(44, 13), _text(140, 20))),
    "37": Scheme("grai", 170, (_key(44, 12), _text(112, 16))),
    "38": Scheme("giai", 202, (_key_and_text(188),)),
    "39": Scheme("sgln", 195, (_key(41, 12), _text(140, 20))),
    "3B": Scheme("adi", 0, (_cage(6), _short_text(0, 32), _short_text(1, 30)), filter_bits=6),
    "3C": Scheme("cpi", 96, (_key_and_number(51), _number(31))),
    "3D": Scheme("cpi", 0, (_key_and_short_text, _number(40))),
    "3E": Scheme("gdti", 174, (_key(41, 12), _text(119, 17))),
    "3F": Scheme("sgcn", 96, (_key(41, 12), _digits_after_one(41))),
    "40": Scheme("itip", 110, (_key(44, 13), _piece_of_total, _number(38))),
    "41": Scheme("itip", 212, (_key(44, 13), _piece_of_total, _text(140, 20))),
}
"""By header, in hexadecimal digits (table 14-1 of the standard)."""

_TAG_NAMES: Final = {f"{scheme.name}-{scheme.length or 'var'}" for scheme in SCHEMES.values()}
_PREFIX: Final = "([0-9]{6,12})"
_CHARS: Final = "((?:[!'-.0-;=A-Z_a-z]|%2[256F]|%3[CEF]){1,LONGEST})"
_SHORT_CHARS: Final = "((?:[-0-9A-Z]|%2[3F]){SHORTEST,LONGEST})"
_CAGE: Final = "([0-9A-HJ-NP-Z]{5,6})"


def _form(*parts: str) -> re.Pattern[str]:
    return re.compile(r"\.".join(parts))


def _chars(longest: int) -> str:
    return _CHARS.replace("LONGEST", str(longest))


def _short_chars(shortest: int, longest: int) -> str:
    return _SHORT_CHARS.replace("SHORTEST", str(shortest)).replace("LONGEST", str(longest))


_DIGITS: Final = "([0-9]*)"
_NUMBER: Final = "(0|[1-9][0-9]{0,11})"
_URI_FORMS: Final[dict[str, tuple[int, re.Pattern[str]]]] = {
    "sgtin": (13, _form(_PREFIX, _DIGITS, _chars(20))),
    "sscc": (17, _form(_PREFIX, _DIGITS)),
    "sgln": (12, _form(_PREFIX, _DIGITS, _chars(20))),
    "grai": (12, _form(_PREFIX, _DIGITS, _chars(16))),
    "giai": (0, _form(_PREFIX, _chars(24))),
    "gsrn": (17, _form(_PREFIX, _DIGITS)),
    "gsrnp": (17, _form(_PREFIX, _DIGITS)),
    "gdti": (12, _form(_PREFIX, _DIGITS, _chars(17))),
    "sgcn": (12, _form(_PREFIX, _DIGITS, "([0-9]{1,12})")),
    "itip": (13, _form(_PREFIX, _DIGITS, "([0-9]{2})", "([0-9]{2})", _chars(20))),
    "cpi": (0, _form(_PREFIX, _short_chars(1, 24), _NUMBER)),
    "gid": (0, _form(_NUMBER, _NUMBER, _NUMBER)),
    "usdod": (0, _form(_CAGE, _NUMBER)),
    "adi": (0, _form(_CAGE, _short_chars(0, 32), _short_chars(1, 30))),
}
"""How the parts of a URI look, and how many digits its company prefix and reference have together."""


def read(text: str) -> Scan | None:
    """The Scan of an EPC: hexadecimal digits (also in groups, also after the tag's PC word) or a URI; else None."""
    if text[:8].lower() == "urn:epc:":
        found = read_uri("urn:epc:" + text[8:])
        return _to_scan(text, found) if found else None
    digits = "".join(text.split()).upper()
    if not _HEX.fullmatch(digits):
        return None
    return _without_pc_word(text, digits) or _read_hex(text, digits)


def read_hex(digits: str) -> Tag:
    """The tag of release 1 of these upper-case digits. NotTheBits for all others."""
    scheme = SCHEMES.get(digits[:2])
    if scheme is None or len(digits) < SHORTEST or len(digits) * 4 < scheme.length:
        raise NotTheBits("no scheme of this header and length")
    bits = Bits(digits)
    bits.take(8)
    filter_value = bits.number(scheme.filter_bits) if scheme.filter_bits else None
    parts = [part for segment in scheme.segments for part in segment(bits)]
    bits.end()
    return Tag(scheme.name, tuple(parts), filter_value)


def read_uri(uri: str) -> Tag | None:
    """The tag of a pure identity or tag URI, else None."""
    match = _URI.fullmatch(uri)
    if match is None:
        return None
    as_tag, name, size, body = match.groups()
    length, form = _URI_FORMS.get(name, (0, None))
    if form is None or (as_tag and f"{name}{size}" not in _TAG_NAMES):
        return None
    filter_value = ""
    if as_tag and name != "gid":
        filter_value, _, body = body.partition(".")
    found = form.fullmatch(body)
    if found is None or (length and len(found[1] + found[2]) != length):
        return None
    if filter_value and not re.fullmatch("[0-9]{1,2}", filter_value):
        return None
    return Tag(name, tuple(map(unquote, found.groups())), int(filter_value) if filter_value else None)


def _without_pc_word(text: str, digits: str) -> Scan | None:
    """A handheld may put the tag's protocol control word in front; its first five bits count the words behind."""
    rest = digits[4:]
    words, odd = divmod(len(rest), 4)
    return _read_hex(text, rest) if not odd and int(digits[:4], 16) >> 11 == words else None


def _read_hex(text: str, digits: str) -> Scan | None:
    try:
        if digits[:2] in epc_plus.PLUS or digits[:2] in epc_plus.PLUS_PLUS:
            return epc_plus.read(text, digits)
        return _to_scan(text, read_hex(digits))
    except NotTheBits:
        return None


def _to_scan(text: str, tag: Tag) -> Scan | None:
    """None where the key is zeros alone, which name nothing."""
    scan = Scan(text=text, kind="sscc" if tag.scheme == "sscc" else "gs1", epc=tag.uri)
    if tag.scheme not in ("sgtin", "sscc", "sgln"):
        return scan
    prefix, reference = tag.parts[:2]
    # the first digit of a GTIN's or SSCC's reference goes in front of the company prefix
    body = prefix + reference if tag.scheme == "sgln" else reference[:1] + prefix + reference[1:]
    key = body + check_digit(body)
    if not has_check_digit(key):
        return None
    if tag.scheme == "sgtin":
        return replace(scan, gtin=key, serial=tag.parts[2])
    return replace(scan, sscc=key) if tag.scheme == "sscc" else replace(scan, gln=key)
