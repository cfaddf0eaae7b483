"""Radio tags of release 2 of GS1's Tag Data Standard: SGTIN+, DSGTIN+, SSCC+ and their like, and the `++` ones.

They hold the GS1 key digit by digit, then the serial in whichever alphabet is shortest; a `++` tag adds the name
of a web server, which is passed over. Further elements (lot, dates) may follow. Their identity is a Digital Link.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from biip import ParseError
from biip.gs1_element_strings import GS1ElementString

from scanners.bits import CSET_39, Bits, NotTheBits
from scanners.elements import element_of, to_scan
from scanners.epc_elements import (
    FOLLOWING,
    Reader,
    counted_digits,
    date_of,
    digits_then_value,
    nibbles,
    value_of,
)
from scanners.gs1 import has_check_digit
from scanners.scan import Scan

_DATES: Final = ("11", "13", "15", "16", "17", "7006", "7007")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The elements of an identity, each by the fields that it is made of, the key first; `checked` is how many
    of the key's leading digits end in a check digit. A `dated` scheme has a date before them."""

    elements: Mapping[str, tuple[Reader, ...]]
    checked: int
    dated: bool = False


_GTIN: Final = {"01": (nibbles(14),), "21": (value_of(20),)}
_SCHEMES: Final = {
    ("F0", "E6"): Scheme({"8010": (digits_then_value(CSET_39),), "8011": (counted_digits(12),)}, 0),
    ("F1", "EB"): Scheme({"8003": (nibbles(14), value_of(16))}, 14),
    ("F2", "E9"): Scheme({"414": (nibbles(13),), "254": (value_of(20),)}, 13),
    ("F3", "ED"): Scheme({"8006": (nibbles(18),), "21": (value_of(20),)}, 14),
    ("F4", "E7"): Scheme({"8018": (nibbles(18),)}, 18),
    ("F5", "E8"): Scheme({"8017": (nibbles(18),)}, 18),
    ("F6", "EA"): Scheme({"253": (nibbles(13), value_of(17))}, 13),
    ("F7", "FD"): Scheme(_GTIN, 14),
    ("F8", "EC"): Scheme({"255": (nibbles(13), counted_digits(12))}, 13),
    ("F9", "EF"): Scheme({"00": (nibbles(18),)}, 18),
    ("FA", "EE"): Scheme({"8004": (digits_then_value(),)}, 0),
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
    found |= identity
    try:
        scan = to_scan(text, _elements(found))
    except ParseError as error:
        raise NotTheBits("no GS1 elements") from error
    with suppress(
        ParseError, NotTheBits
    ):  # where one is not what it has to be, none that follows is believed
        scan = to_scan(text, _elements(found | _following(bits)))
    return replace(scan, epc=_link(identity))


def _elements(values: Mapping[str, str]) -> list[GS1ElementString]:
    return [element_of(ai, value) for ai, value in values.items()]


def _dated(bits: Bits) -> tuple[str, str]:
    return _DATES[bits.below(len(_DATES), 4)], date_of(bits)


def _pass_host(bits: Bits) -> None:
    """The name of a web server: as many units of seven bits as it says, or of three characters in 16 bits."""
    in_sevens, units = bits.take(1) == "1", bits.number(6)
    if not units:
        raise NotTheBits("a server without a name")
    bits.take(7 * units if in_sevens else 16 * -(-units // 3))


def _following(bits: Bits) -> dict[str, str]:
    """The elements after the identity, up to one of which the standard says nothing. NotTheBits where one is not what
    it has to be."""
    found: dict[str, str] = {}
    while not bits.only_zeros:
        ai = f"{bits.number(8):02X}"
        while ai not in FOLLOWING and any(known.startswith(ai) for known in FOLLOWING):
            ai += nibbles(1)(bits)
        if ai not in FOLLOWING or ai in found:
            break
        found[ai] = FOLLOWING[ai](bits)
    return found


def _link(identity: Mapping[str, str]) -> str:
    return "https://id.gs1.org" + "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in identity.items())
