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

import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

NAMELESS = ".notdef"
REGULAR = {"wght": 400.0}  # of a file that holds every weight
_FIRST_PRIVATE = 0xF0000  # where characters stand for the shapes of a typeface, by their number in it
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


@dataclass(frozen=True, slots=True)
class Shape:
    """A letter as it looks in its place: a private `character` that `Letters.glyph` knows. Lengths in ems, y up."""

    character: str
    advance: float
    dx: float
    dy: float


class Letters:
    """The letters of one typeface file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._font = TTFont(file, fontNumber=0, lazy=True)
        self._shapes: Any = self._font.getGlyphSet(location=REGULAR if "fvar" in self._font else None)
        self._names: dict[int, str] = self._font.getBestCmap()
        self._known: dict[str, Glyph] = {}
        self._turn = threading.Lock()  # the file is read by one at a time

    @cached_property
    def whole(self) -> bytes:
        """The typeface in REGULAR alone, with its rules for shaping."""
        with TTFont(self._file, fontNumber=0) as font:
            axes = font["fvar"].axes if "fvar" in font else ()
            if all(axis.defaultValue == REGULAR.get(axis.axisTag, axis.defaultValue) for axis in axes):
                return self._file.read_bytes()
            out = BytesIO()
            instancer.instantiateVariableFont(
                font, {axis.axisTag: REGULAR.get(axis.axisTag) for axis in axes}
            ).save(out)
        return out.getvalue()

    def glyph(self, character: str) -> Glyph:
        """The shape of a character; for one that the typeface lacks, the box that stands for such."""
        name = self._name(ord(character)) or NAMELESS
        known = self._known.get(name)
        if known is None:
            with self._turn:
                outline = DecomposingRecordingPen(self._shapes)
                self._shapes[name].draw(outline)
                units, width = self._font["head"].unitsPerEm, round(self._shapes[name].width)
                known = self._known.setdefault(name, Glyph(name, units, width, outline))
        return known

    def _name(self, code: int) -> str | None:
        if code < _FIRST_PRIVATE:
            return self._names.get(code)
        return str(self._font.getGlyphName(code - _FIRST_PRIVATE))

    @cached_property
    def _shaper(self) -> hb.Font:
        font = hb.Font(hb.Face(hb.Blob.from_file_path(str(self._file))))
        font.set_variations(REGULAR)
        return font

    def shaped(self, text: str, rtl: bool) -> list[Shape]:
        """The letters of a run, all of one direction, from left to right as they stand on paper."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        with self._turn:
            hb.shape(self._shaper, buffer)
            units = self._shaper.face.upem
        return [
            Shape(
                chr(_FIRST_PRIVATE + info.codepoint),
                at.x_advance / units,
                at.x_offset / units,
                at.y_offset / units,
            )
            for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def typeface(self, characters: Iterable[str]) -> bytes:
        """An OpenType file with these characters alone."""
        glyphs = {ord(c): self.glyph(c) for c in sorted(characters) if self._name(ord(c))}
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


@lru_cache(maxsize=16)
def letters(file: Path) -> Letters:
    return Letters(file)
