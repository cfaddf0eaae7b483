"""Which typefaces a document is set in, so that every name in it can be read.

Nothing is shipped: the faces come with Python packages named in setup.cfg, or from Debian's font packages.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

from floor.core.languages import DEFAULT

_DEBIAN = Path("/usr/share/fonts/truetype")
_SHAPED = {"ar": "Arabic", "he": "Hebrew", "hi": "Devanagari", "th": "Thai"}
_MUST_BE_SHAPED = frozenset(
    {
        *range(0x0590, 0x10A0), *range(0x1780, 0x18B0), *range(0x1900, 0x1AB0), *range(0x1B00, 0x1D00),
        *range(0xA8E0, 0xA900), *range(0xFB1D, 0xFE00), *range(0xFE70, 0xFEFF),
    }
)  # fmt: skip
JOINERS = "\u200c\u200d"  # not to be seen, but they say how the letters beside them look


@dataclass(frozen=True)
class Face:
    """A typeface on this machine; without a `bold` file, bold is drawn by stroking the outline. `shaped`: its letters
    join, stack or move by what stands beside them, as in Arabic, Thai and Hindi; such a file holds every weight."""

    regular: Path
    bold: Path | None = None
    shaped: bool = False

    def file(self, bold: bool) -> Path:
        return self.bold if bold and self.bold else self.regular

    @property
    def covers(self) -> frozenset[int]:
        """Code points: what must be shaped is a shaped face's alone, and such a face has nothing else."""
        return _covers(self.regular, self.shaped)


def faces(language: str) -> list[Face]:
    """The faces found here, preferred first; where a character has several shapes, a zh-Hant reader gets Taiwan's."""
    source = _packaged("font_source_sans_pro", "files")
    latin = Face(source / "SourceSansPro-Regular.ttf", source / "SourceSansPro-Bold.ttf")
    simplified = Face(_packaged("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")
    traditional = Face(_packaged("pylopdf_fonts_zh_tw") / "NotoSansTC-Regular.otf")
    chinese = [traditional, simplified] if language == "zh-Hant" else [simplified, traditional]
    korean = Face(_packaged("pylopdf_fonts_ko") / "NotoSansKR-Regular.otf")
    shaped = [
        Face(_packaged(f"pylopdf_fonts_{language}") / f"NotoSans{script}-Variable.ttf", shaped=True)
        for language, script in _SHAPED.items()
    ]
    debian = [
        Face(_DEBIAN / "dejavu/DejaVuSans.ttf", _DEBIAN / "dejavu/DejaVuSans-Bold.ttf"),
        Face(_DEBIAN / "wqy/wqy-microhei.ttc"),
        Face(_DEBIAN / "droid/DroidSansFallbackFull.ttf"),
    ]
    return [face for face in [latin, *chinese, korean, *shaped, *debian] if face.regular.is_file()]


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


@cache
def _covered() -> frozenset[int]:
    return frozenset().union(*(face.covers for face in faces(DEFAULT)))


def unprintable(text: str) -> str:
    """The characters of `text` that no typeface here has, each once; empty where all of it can be printed."""
    if text.isascii():
        return ""
    lacking = (c for c in plain(text) if ord(c) not in _covered() and c not in JOINERS)
    return "".join(dict.fromkeys(lacking))


def plain(text: str) -> str:
    """`text` as it can be printed on one line: composed, with no control characters and single spaces."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(character for character in spaced if character.isprintable() or character in JOINERS)


def _packaged(package: str, folder: str = "") -> Path:
    spec = find_spec(package)
    where = spec.submodule_search_locations if spec else None
    return Path(where[0], folder) if where else Path("/nonexistent")


@lru_cache(maxsize=16)
def _covers(file: Path, shaped: bool) -> frozenset[int]:
    with TTFont(file, fontNumber=0, lazy=True) as font:
        found = frozenset(font.getBestCmap())
    return found & _MUST_BE_SHAPED if shaped else found - _MUST_BE_SHAPED
