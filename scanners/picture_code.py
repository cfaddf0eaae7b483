"""One code seen in a picture, and what two sightings have to do with each other."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from scanners.read import parse
from scanners.scan import RawRead, Scan

Corner = tuple[float, float]

# One digit guards a whole EAN or UPC, and nothing an ITF or a Codabar: a blur turns one into another of its kind.
_WEAK: Final = ("]E", "]I", "]F")
_THIN: Final = 0.05  # of the width


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code in a picture.

    text       as the symbol holds it, GS where it holds FNC1
    symbology  the AIM identifier, "]E0"
    name       the symbology for people, "EAN-13"
    corners    four (x, y) in pixels, clockwise as the symbol is read, from its top left
    """

    text: str
    symbology: str
    name: str
    corners: tuple[Corner, Corner, Corner, Corner]

    @property
    def key(self) -> str:
        return key(self.text, self.symbology)

    def says(self, wanted: frozenset[str]) -> bool:
        """Whether it is one of these keys, or carries one among its GS1 elements: goods with their lot, a parcel."""
        if not wanted:
            return False
        scan = _read(self.text, self.symbology)
        carried = (scan.sscc, None if scan.load else scan.gtin)
        return _key_of(scan) in wanted or not wanted.isdisjoint(filter(None, carried))

    def in_full_ascii(self) -> "Sighting":
        """As it reads where Code 39 is printed in its full ASCII form; other symbologies stay as they are."""
        if not self.symbology.startswith("]A"):
            return self
        return replace(self, text=_PAIR.sub(_in_full_ascii, self.text), symbology="]A4")

    @property
    def is_weak(self) -> bool:
        """Whether a blur can turn it into another valid code of its kind."""
        return self.symbology.startswith(_WEAK)

    @property
    def is_thin(self) -> bool:
        """Whether only a scan line or two agreed on it."""
        top_left, top_right, bottom_right, bottom_left = self.corners
        height = min(math.dist(top_left, bottom_left), math.dist(top_right, bottom_right))
        return height < _THIN * math.dist(top_left, top_right)

    def is_beside(self, other: "Sighting") -> bool:
        """Whether the two stand in different places: neither one's middle is within the other."""
        return not (self.holds(other._middle) or other.holds(self._middle))

    def is_part_of(self, other: "Sighting") -> bool:
        """Whether it says no more than the other does: a scan line that missed some of the bars, or all the same."""
        return self.key == other.key or self.text in other.text

    @property
    def _middle(self) -> Corner:
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    def holds(self, point: Corner) -> bool:
        """Whether the point is within the code."""
        across, down = zip(*self.corners, strict=True)
        # a code read by one line has no height, so what is close to it counts as in it
        slack = 0.05 * math.dist(self.corners[0], self.corners[1])
        inside_x = min(across) - slack <= point[0] <= max(across) + slack
        return inside_x and min(down) - slack <= point[1] <= max(down) + slack


_PAIR: Final = re.compile(r"[$%/+][A-Z]")
# AIM USS-39, appendix of the full ASCII form: what the first of the letters behind each sign stands for.
_FIRST_OF: Final = {"$": 0x01, "+": ord("a"), "/": ord("!")}
_PERCENT: Final = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVW", "\x1b\x1c\x1d\x1e\x1f;<=>?[\\]^_{|}~\x7f\0@`", strict=True)
)


def _in_full_ascii(pair: re.Match[str]) -> str:
    sign, letter = pair[0][0], pair[0][1]
    if sign == "%":
        return _PERCENT.get(letter, "\x7f")
    if sign == "/" and letter == "Z":
        return ":"
    if sign == "/" and letter > "O":
        return pair[0]
    return chr(_FIRST_OF[sign] + ord(letter) - ord("A"))


def key(text: str, symbology: str | None = None) -> str:
    """What two spellings of one code have in common: the GTIN-14 or SSCC, else the own code, else the text."""
    return _key_of(_read(text, symbology))


def _key_of(scan: Scan) -> str:
    if scan.kind == "gtin" and scan.gtin:
        return scan.gtin
    if scan.kind == "sscc" and scan.sscc:
        return scan.sscc
    return scan.code or scan.text


def _read(text: str, symbology: str | None) -> Scan:
    return parse(RawRead(text, source="camera", symbology=symbology))


def keys(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key, texts))
