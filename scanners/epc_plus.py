"""Radio tags of release 2 of GS1's Tag Data Standard: SGTIN+, DSGTIN+, SSCC+ and their like, and the `++` ones.

They hold the GS1 key digit by digit, then the serial in whichever alphabet is shortest; a `++` tag adds the name
of a web server, which is passed over. Further elements (lot, dates) may follow. Their identity is a Digital Link.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import quote

from biip import ParseError
from biip.gs1_element_strings import GS1ElementString

from scanners.bits import CSET_82, Bits, NotTheBits
from scanners.elements import to_scan
from scanners.gs1 import has_check_digit
from scanners.scan import Scan

Reader = Callable[[Bits], str]

_BASE_64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_ASSET: Final = 30
_CODE_40: Final = "\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789"


def _nibbles(length: int) -> Reader:
    """Decimal digits of four bits each."""

    def read(bits: Bits) -> str:
        return "".join(str(bits.below(10, 4)) for _ in range(length))

    return read


def _digits(length: int) -> Reader:
    """Decimal digits as one number."""
    return lambda bits: bits.digits(length, _bits_of(length))


def _bits_of(length: int) -> int:
    return len(f"{10**length - 1:b}")


def _counted_digits(longest: int) -> Reader:
    """Up to `longest` decimal digits as one number, after their count."""

    def read(bits: Bits) -> str:
        length = _length(bits, longest)
        return bits.digits(length, _bits_of(length))

    return read


def _length(bits: Bits, longest: int) -> int:
    length = bits.below(longest + 1, longest.bit_length())
    if not length:
        raise NotTheBits("an empty value")
    return length


def _value(longest: int) -> Reader:
    """Up to `longest` characters, in the alphabet that the first three bits name (table E of the standard)."""

    def read(bits: Bits) -> str:
        alphabet = bits.below(6, 3)
        length = _length(bits, longest)
        if alphabet == 0:
            return bits.digits(length, _bits_of(length))
        if alphabet == 5:
            return _code_40(bits, length)
        if alphabet == 4:
            return _sevens(bits, length)
        width, chars = ((0, ""), (4, "0123456789ABCDEF"), (4, "0123456789abcdef"), (6, _BASE_64))[alphabet]
        return "".join(chars[bits.number(width)] for _ in range(length))

    def checked(bits: Bits) -> str:
        value = read(bits)
        if not CSET_82.issuperset(value):
            raise NotTheBits("a character outside the set")
        return value

    return checked


def _sevens(bits: Bits, length: int) -> str:
    value = bits.text(7 * length, length)
    if len(value) != length:
        raise NotTheBits("shorter than it says")
    return value


def _code_40(bits: Bits, length: int) -> str:
    """Three characters in 16 bits; the last group is filled up."""
    text = ""
    for _ in range(-(-length // 3)):
        triple = bits.number(16) - 1
        if not 0 <= triple < 64_000:
            raise NotTheBits("no three characters")
        text += _CODE_40[triple // 1600] + _CODE_40[triple // 40 % 40] + _CODE_40[triple % 40]
    value, filling = text[:length], text[length:]
    if "\0" in value or filling.strip("\0"):
        raise NotTheBits("filled up in the wrong place")
    return value


def _digits_then_value(bits: Bits) -> str:
    """Digits of four bits each up to F; or up to E, after which a value goes on. 30 characters at the most."""
    text = ""
    while (code := bits.number(4)) < 10:
        text += str(code)
    if code == 0xE:
        text += _value(_LONGEST_ASSET)(bits)
    elif code != 0xF:
        raise NotTheBits("digits without an end")
    if not 4 < len(text) <= _LONGEST_ASSET:
        raise NotTheBits("no company prefix with a reference")
    return text


def _date(bits: Bits) -> str:
    """YYMMDD, where day 00 is the month's last."""
    year, month, day = bits.below(100, 7), bits.number(4), bits.number(5)
    try:
        date(2000 + year, month, day or 1)
    except ValueError as error:
        raise NotTheBits("no date") from error
    return f"{year:02d}{month:02d}{day:02d}"


# Elements that may follow, and how (table F of the standard): those that a warehouse acts on, and their neighbours.
_FOLLOWING: Final[dict[str, Reader]] = {
    "10": _value(20),
    **dict.fromkeys(("11", "12", "13", "15", "16", "17"), _date),
    "20": _digits(2),
    "22": _value(20),
    "30": _counted_digits(8),
    "37": _counted_digits(8),
    **dict.fromkeys(("240", "241", "250", "251", "400"), _value(30)),
    **{f"310{decimals}": _digits(6) for decimals in range(6)},
}
_DATES: Final = ("11", "13", "15", "16", "17", "7006", "7007")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The elements of an identity, each by the fields that it is made of, the key first; `checked` is how many
    of the key's leading digits end in a check digit. A `dated` scheme has a date before them."""

    elements: Mapping[str, tuple[Reader, ...]]
    checked: int
    dated: bool = False


_GTIN: Final = {"01": (_nibbles(14),), "21": (_value(20),)}
_SCHEMES: Final = {
    ("F0", "E6"): Scheme({"8010": (_digits_then_value,), "8011": (_counted_digits(12),)}, 0),
    ("F1", "EB"): Scheme({"8003": (_nibbles(14), _value(16))}, 14),
    ("F2", "E9"): Scheme({"414": (_nibbles(13),), "254": (_value(20),)}, 13),
    ("F3", "ED"): Scheme({"8006": (_nibbles(18),), "21": (_value(20),)}, 14),
    ("F4", "E7"): Scheme({"8018": (_nibbles(18),)}, 18),
    ("F5", "E8"): Scheme({"8017": (_nibbles(18),)}, 18),
    ("F6", "EA"): Scheme({"253": (_nibbles(13), _value(17))}, 13),
    ("F7", "FD"): Scheme(_GTIN, 14),
    ("F8", "EC"): Scheme({"255": (_nibbles(13), _counted_digits(12))}, 13),
    ("F9", "EF"): Scheme({"00": (_nibbles(18),)}, 18),
    ("FA", "EE"): Scheme({"8004": (_digits_then_value,)}, 0),
    ("FB", "FC"): Scheme(_GTIN, 14, dated=True),
}
PLUS: Final = {plus: scheme for (plus, _), scheme in _SCHEMES.items()}
"""By header, in hexadecimal digits (table 14-1 of the standard)."""
PLUS_PLUS: Final = {plus_plus: scheme for (_, plus_plus), scheme in _SCHEMES.items()}


def read(text: str, digits: str) -> Scan:
    """The Scan of these upper-case digits. NotTheBits for all that is not, whole and consistent, such a tag."""
    scheme = PLUS.get(digits[:2]) or PLUS_PLUS.get(digits[:2])
    if scheme is None:
        raise NotTheBits("no scheme of this header")
    bits = Bits(digits)
    bits.take(8)
    bits.take(4)  # whether more follows the identity, which is seen anyway; and the filter value
    found = dict([_dated(bits)]) if scheme.dated else {}
    identity = {ai: "".join(field(bits) for field in fields) for ai, fields in scheme.elements.items()}
    if scheme.checked and not has_check_digit(next(iter(identity.values()))[: scheme.checked]):
        raise NotTheBits("a wrong check digit")
    if digits[:2] in PLUS_PLUS:
        _pass_host(bits)
    found |= identity | _following(bits)
    try:
        scan = to_scan(text, [GS1ElementString.parse(ai + value) for ai, value in found.items()])
    except ParseError as error:
        raise NotTheBits("no GS1 elements") from error
    return replace(scan, epc=_link(identity))


def _dated(bits: Bits) -> tuple[str, str]:
    return _DATES[bits.below(len(_DATES), 4)], _date(bits)


def _pass_host(bits: Bits) -> None:
    """The name of a web server: as many units of seven bits as it says, or of three characters in 16 bits."""
    in_sevens, units = bits.take(1) == "1", bits.number(6)
    if not units:
        raise NotTheBits("a server without a name")
    bits.take(7 * units if in_sevens else 16 * -(-units // 3))


def _following(bits: Bits) -> dict[str, str]:
    """The elements after the identity. One that is not known here hides those behind it; where one is not what it
    has to be, none is believed."""
    found: dict[str, str] = {}
    try:
        while not bits.only_zeros:
            ai = _nibbles(2)(bits)
            while ai not in _FOLLOWING and any(known.startswith(ai) for known in _FOLLOWING):
                ai += _nibbles(1)(bits)
            if ai not in _FOLLOWING or ai in found:
                break
            found[ai] = _FOLLOWING[ai](bits)
    except NotTheBits:
        return {}
    return found


def _link(identity: Mapping[str, str]) -> str:
    return "https://id.gs1.org" + "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in identity.items())
