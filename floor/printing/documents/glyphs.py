"""The letters themselves, taken out of the typefaces one by one and kept: their width, shape, and a small typeface.

A Chinese typeface has 30,000 of them and takes a fifth of a second to cut to size. What a document says is a hundred,
nearly always the same ones.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

NAMELESS = ".notdef"
_LONG_AGO = 3_600_000_000  # seconds since 1904: the same typeface has the same bytes


@dataclass(frozen=True)
class Glyph:
    """One letter. Lengths in ems; `path` is an outline for SVG, its y upwards, in units of 1/`units` em."""

    name: str
    units: int
    width: int
    outline: RecordingPen

    @property
    def advance(self) -> float:
        return self.width / self.units

    @cached_property
    def path(self) -> str:
        pen = SVGPathPen(None)
        self.outline.replay(pen)
        return str(pen.getCommands())

    @cached_property
    def bytecode(self) -> bytes:
        """The outline as a CFF typeface has it."""
        pen = T2CharStringPen(self.width, None)
        self.outline.replay(pen)
        charstring = pen.getCharString()
        charstring.compile()
        return bytes(charstring.bytecode)


class Letters:
    """The letters of one typeface file."""

    def __init__(self, file: Path) -> None:
        self._font = TTFont(file, fontNumber=0, lazy=True)
        self._shapes: Any = self._font.getGlyphSet()
        self._names: dict[int, str] = self._font.getBestCmap()
        self._known: dict[str, Glyph] = {}
        self._turn = threading.Lock()  # the file is read by one at a time

    def glyph(self, character: str) -> Glyph:
        """The shape of a character; for one that the typeface lacks, the box that stands for such."""
        name = self._names.get(ord(character), NAMELESS)
        known = self._known.get(name)
        if known is None:
            with self._turn:
                outline = DecomposingRecordingPen(self._shapes)
                self._shapes[name].draw(outline)
                units, width = self._font["head"].unitsPerEm, round(self._shapes[name].width)
                known = self._known.setdefault(name, Glyph(name, units, width, outline))
        return known

    def typeface(self, characters: Iterable[str]) -> bytes:
        """An OpenType file with these characters alone."""
        glyphs = {ord(c): self.glyph(c) for c in sorted(characters) if ord(c) in self._names}
        shapes = {glyph.name: glyph for glyph in (self.glyph("\uffff"), *glyphs.values())}
        with self._turn:
            across, system = self._font["hhea"], self._font["OS/2"]
            units = self._font["head"].unitsPerEm
        made = FontBuilder(units, isTTF=False)
        made.font.recalcTimestamp = False
        made.updateHead(created=_LONG_AGO, modified=_LONG_AGO)
        made.setupGlyphOrder(list(shapes))
        made.setupCharacterMap({code: glyph.name for code, glyph in glyphs.items()})
        made.setupCFF("Letters", {}, {name: T2CharString(each.bytecode) for name, each in shapes.items()}, {})
        made.setupHorizontalMetrics({name: (each.width, 0) for name, each in shapes.items()})
        made.setupHorizontalHeader(ascent=across.ascent, descent=across.descent)
        made.setupNameTable({"familyName": "Letters", "styleName": "Regular", "psName": "Letters"})
        made.setupOS2(usWinAscent=system.usWinAscent, usWinDescent=system.usWinDescent)
        made.setupPost()
        out = BytesIO()
        made.save(out)
        return out.getvalue()


@lru_cache(maxsize=8)
def letters(file: Path) -> Letters:
    return Letters(file)
