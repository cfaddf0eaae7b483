"""A PDF page to lay a document out on: lengths in mm from the top left corner, type sizes in points."""

import tempfile
import unicodedata
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont

from floor.core import messages, symbols
from floor.core.symbols import Symbol
from floor.printing.documents.glyphs import letters
from floor.printing.documents.writing import ALWAYS, LONGEST, MM_PER_POINT, Writing, pitch

BLACK, WHITE = 0, 255


class Sheet(FPDF):
    """`said` is all that will be written beside our own words: only its characters are looked up in the typefaces."""

    def __init__(
        self, size: tuple[float, float], language: str, *said: object, training: bool = False
    ) -> None:
        super().__init__(unit="mm", format=size)
        self.language, self.training, self.foot = language, training, ""
        self.c_margin = self._edge = 0.0
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.set_lang(language)
        # The same facts make the same bytes, whenever they are printed again.
        self.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
        self._load_faces(said)

    def _load_faces(self, said: tuple[object, ...]) -> None:
        ours = (messages.text(code, self.language) for code in messages.CODES if code.startswith("document."))
        written = unicodedata.normalize("NFC", repr(said)) + "".join(ours)
        self.writing = Writing(self.language, written)
        characters = {character for character in written if character.isprintable()} | set(map(chr, ALWAYS))
        faces = {run.face for run in self.writing.runs("".join(sorted(characters)))}
        chosen = sorted(faces, key=self.writing.faces.index)
        self.set_text_shaping(any(face.shaped for face in chosen))
        for number, face in enumerate(chosen):
            has = {character for character in characters if ord(character) in face.covers}
            add_typeface(self, f"face{number}", face.regular, None if face.shaped else has)
            if face.bold:
                add_typeface(self, f"face{number}", face.bold, has, "B")
        self._has_bold = chosen[0].bold is not None
        self.set_fallback_fonts([f"face{number}" for number in range(1, len(chosen))], exact_match=False)

    def flowing(self, edge: float) -> None:
        """Several pages if need be, each with `foot` and its number at the bottom, and the training band on top."""
        self._edge = edge
        self.set_margins(edge, edge, edge)
        self.set_auto_page_break(True, margin=16)

    def header(self) -> None:
        if self._edge:
            self.set_xy(self._edge, max(self._edge, self.training_band(11) + 4))

    def footer(self) -> None:
        if self._edge:
            width = self.w - 2 * self._edge
            page = self.printable(self.words("document.page", number=self.page_no(), of="{nb}"))
            with self.type(8, gray=60):
                # the number of pages is put in at the end: cut to fit it would not be found again
                self.set_xy(self._edge, self.h - 11)
                self.cell(width, 4, page, align="R")
            self.line_of(self.foot, self._edge, self.h - 11, width - 32, 8, gray=60)

    def words(self, code: str, **params: Any) -> str:
        return messages.text(code, self.language, params)

    def printable(self, text: str, longest: int = LONGEST) -> str:
        return self.writing.printable(text, longest)

    @contextmanager
    def type(self, size: float, bold: bool = False, gray: int = BLACK) -> Iterator[None]:
        """Set what is written inside in this size and weight; a face without a bold file gets a stroked outline."""
        self.set_text_color(gray)
        self.set_font("face0", "B" if bold and self._has_bold else "", size)
        # fpdf2 takes it for set, also where another typeface was set inside a context that has ended
        self.current_font_is_set_on_page = False
        # beside text, fpdf2 writes the line width as it stands: in points, whatever the unit of the page
        stroked = self.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * 0.032, draw_color=gray)
        with stroked if bold and not self._has_bold else nullcontext():
            yield

    def line_of(
        self,
        text: str,
        x: float,
        y: float,
        w: float,
        size: float,
        *,
        bold: bool = False,
        align: str = "L",
        gray: int = BLACK,
        smallest: float = 5,
    ) -> None:
        """One line in a box `w` wide with its top at `y`: set smaller, then cut, when it does not fit."""
        line = self.writing.line(text, w, size, bold, smallest)
        with self.type(line.size, bold, gray):
            self.set_xy(x, y)
            self.cell(w, pitch(line.size), line.text, align=align)

    def block(
        self,
        text: str,
        x: float,
        y: float,
        w: float,
        h: float,
        size: float,
        *,
        bold: bool = False,
        smallest: float = 6,
    ) -> float:
        """As many lines as `text` needs in a box, as large as fits and at most `size`. Returns the height used."""
        lines = self.writing.block(text, w, h, size, bold, smallest)
        top = y
        for line in lines:
            self.line_of(line.text, x, y, w, line.size, bold=bold)
            y += pitch(line.size)
        return y - top

    def qr(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code in a square; the four modules of quiet zone around it are the caller's to leave."""
        symbol = symbols.qr(text)
        draw_symbol(self, symbol, x, y, side / len(symbol.rows), side)

    def rule(self, x: float, y: float, w: float, thickness: float = 0.3) -> None:
        self.set_fill_color(BLACK)
        self.rect(x, y, w, thickness, style="F")

    def captioned(self, caption: str, value: str, x: float, y: float, w: float, size: float = 12) -> None:
        """A small caption above its value."""
        self.line_of(caption, x, y, w, 8, gray=60)
        self.line_of(value, x, y + 3.8, w, size, bold=True)

    def training_band(self, height: float) -> float:
        """On a demo sheet, the black band across the top that nobody overlooks. Returns the height it took."""
        if not self.training:
            return 0
        self.set_fill_color(BLACK)
        self.rect(0, 0, self.w, height, style="F")
        text, size = self.words("document.training"), height * 0.62 / MM_PER_POINT
        self.line_of(text, 4, height * 0.14, self.w - 8, size, bold=True, align="C", gray=WHITE)
        return height

    def finished(self) -> bytes:
        return finished(self)


def finished(file: FPDF) -> bytes:
    """The document; it cannot be written on after this."""
    made = bytes(file.output())
    for font in file.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()
    return made


def add_typeface(file: FPDF, name: str, source: Path, characters: set[str] | None, style: str = "") -> None:
    """A typeface of these characters; None for the whole of it, as shaping needs.

    fpdf2 takes typefaces from files alone, and opens this one again to shape text: it is there as long as `file` is.
    """
    small = tempfile.NamedTemporaryFile(suffix=".otf")  # noqa: SIM115
    weakref.finalize(file, small.close)
    small.write(letters(source).whole if characters is None else letters(source).typeface(characters))
    small.flush()
    file.add_font(name, style, small.name)


def draw_symbol(file: FPDF, symbol: Symbol, x: float, y: float, module: float, h: float) -> None:
    """`x`, `y` is the corner of its first module; `h` the height of bars."""
    # a hair taller than a module, or viewers draw light seams between the rows
    height = h if symbol.linear else module * 1.03
    file.set_fill_color(BLACK)
    for number, start, length in symbol.bars():
        file.rect(x + start * module, y + number * module, length * module, height, style="F")
