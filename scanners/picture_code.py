"""One code seen in a picture, and what two sightings have to do with each other."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scanners.read import parse
from scanners.scan import RawRead

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
        return not (self._holds(other._middle) or other._holds(self._middle))

    @property
    def _middle(self) -> Corner:
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    def _holds(self, point: Corner) -> bool:
        across, down = zip(*self.corners, strict=True)
        # a code read by one line has no height, so what is close to it counts as in it
        slack = 0.05 * math.dist(self.corners[0], self.corners[1])
        inside_x = min(across) - slack <= point[0] <= max(across) + slack
        return inside_x and min(down) - slack <= point[1] <= max(down) + slack


def key(text: str, symbology: str | None = None) -> str:
    """What two spellings of one code have in common: the GTIN-14 or SSCC, else the own code, else the text."""
    scan = parse(RawRead(text, source="camera", symbology=symbology))
    if scan.kind == "gtin" and scan.gtin:
        return scan.gtin
    if scan.kind == "sscc" and scan.sscc:
        return scan.sscc
    return scan.code or scan.text


def keys(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key, texts))
