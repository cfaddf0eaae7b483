"""Which typefaces a document is set in, so that every name in it can be read.

Nothing is shipped: the faces come with Python packages named in setup.cfg, or from Debian's font packages.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

_DEBIAN = Path("/usr/share/fonts/truetype")


@dataclass(frozen=True)
class Face:
    """A typeface on this machine; without a `bold` file, bold is drawn by stroking the outline."""

    regular: Path
    bold: Path | None = None

    def file(self, bold: bool) -> Path:
        return self.bold if bold and self.bold else self.regular

    @property
    def covers(self) -> frozenset[int]:
        return _covers(self.regular)


def faces(language: str) -> list[Face]:
    """The faces found here, preferred first; where a character has several shapes, a zh-Hant reader gets Taiwan's."""
    source = _packaged("font_source_sans_pro", "files")
    latin = Face(source / "SourceSansPro-Regular.ttf", source / "SourceSansPro-Bold.ttf")
    simplified = Face(_packaged("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")
    traditional = Face(_packaged("pylopdf_fonts_zh_tw") / "NotoSansTC-Regular.otf")
    chinese = [traditional, simplified] if language == "zh-Hant" else [simplified, traditional]
    debian = [
        Face(_DEBIAN / "dejavu/DejaVuSans.ttf", _DEBIAN / "dejavu/DejaVuSans-Bold.ttf"),
        Face(_DEBIAN / "wqy/wqy-microhei.ttc"),
        Face(_DEBIAN / "droid/DroidSansFallbackFull.ttf"),
    ]
    return [face for face in [latin, *chinese, *debian] if face.regular.is_file()]


def choose(characters: set[int], language: str) -> list[Face]:
    """The fewest faces that have the `characters` (code points): parsing faces is what a document costs."""
    found, chosen, left = faces(language), [], characters
    while left and found:
        best = max(found, key=lambda face: len(left & face.covers))
        if not left & best.covers:
            break
        chosen.append(best)
        left = left - best.covers
    return chosen


def plain(text: str) -> str:
    """`text` as it can be printed on one line: composed, with no control characters and single spaces."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(character for character in spaced if character.isprintable())


def _packaged(package: str, folder: str = "") -> Path:
    spec = find_spec(package)
    where = spec.submodule_search_locations if spec else None
    return Path(where[0], folder) if where else Path("/nonexistent")


@lru_cache(maxsize=8)
def _covers(file: Path) -> frozenset[int]:
    with TTFont(file, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())
