"""A PDF page to lay a document out on: lengths in mm from the top left corner, type sizes in points."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextMode, WrapMode
from fpdf.fonts import TTFFont

from floor import messages
from floor.documents import symbols
from floor.documents.fonts import choose, plain

MM_PER_POINT = 25.4 / 72
LEADING = 1.18
BLACK, WHITE = 0, 255
_LONGEST = 400
_ALWAYS = {*range(0x20, 0x7F), ord("…"), ord("·"), ord("–")}


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
        ours = "".join(
            messages.text(code, self.language) for code in messages.CODES if code.startswith("document.")
        )
        written = unicodedata.normalize("NFC", repr(said)) + ours
        characters = {ord(character) for character in written} | _ALWAYS
        chosen, needed = choose(characters, self.language), sorted(characters)
        for number, face in enumerate(chosen):
            self.add_font(f"face{number}", "", face.regular, unicode_range=needed)
            if face.bold:
                self.add_font(f"face{number}", "B", face.bold, unicode_range=needed)
        self._family = "face0" if chosen else "helvetica"
        self._has_bold = not chosen or chosen[0].bold is not None
        self._only_latin1 = not chosen
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

    def printable(self, text: str, longest: int = _LONGEST) -> str:
        """`text` on one line, without what could not be printed and not longer than any box could show."""
        line = plain(text[:longest])
        return line.encode("latin-1", "replace").decode("latin-1") if self._only_latin1 else line

    @contextmanager
    def type(self, size: float, bold: bool = False, gray: int = BLACK) -> Iterator[None]:
        """Set what is written inside in this size and weight; a face without a bold file gets a stroked outline."""
        self.set_text_color(gray)
        self.set_font(self._family, "B" if bold and self._has_bold else "", size)
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
        text = self.printable(text)
        with self.type(size, bold, gray):
            width = self.get_string_width(text)
        size = max(smallest, min(size, size * w / width * 0.99)) if width else size
        with self.type(size, bold, gray):
            if self.get_string_width(text) > w:
                while text and self.get_string_width(text + "…") > w:
                    text = text[:-1]
                text += "…"
            self.set_xy(x, y)
            self.cell(w, size * MM_PER_POINT * LEADING, text, align=align)

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
        text = self.printable(text)
        while True:
            with self.type(size, bold):
                pitch = size * MM_PER_POINT * LEADING
                lines = self._wrapped(text, w)
                if len(lines) * pitch <= h or size <= smallest:
                    break
            size = max(smallest, size * 0.92)
        room = max(1, int(h / pitch + 0.001))
        if len(lines) > room:
            lines = [*lines[: room - 1], lines[room - 1] + "…"]
        for number, line in enumerate(lines):
            self.line_of(line, x, y + number * pitch, w, size, bold=bold)
        return len(lines) * pitch

    def _wrapped(self, text: str, w: float) -> list[str]:
        """Lines at most `w` wide in the type set now. Chinese and Japanese may break between any two characters."""
        anywhere = any(unicodedata.east_asian_width(character) == "W" for character in text)
        wrap = WrapMode.CHAR if anywhere else WrapMode.WORD
        lines = self.multi_cell(w, text=text, dry_run=True, output=MethodReturnValue.LINES, wrapmode=wrap)
        return [line.strip() for line in lines]

    def bars(self, modules: str, x: float, y: float, w: float, h: float) -> None:
        """A linear code in a box `w` wide, quiet zones included."""
        module = w / (len(modules) + 2 * symbols.QUIET_MODULES)
        self.set_fill_color(BLACK)
        for start, length in _runs(modules):
            self.rect(x + (symbols.QUIET_MODULES + start) * module, y, length * module, h, style="F")

    def qr(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code in a square; the four modules of quiet zone around it are the caller's to leave."""
        rows = symbols.qr(text)
        module = side / len(rows)
        self.set_fill_color(BLACK)
        for number, row in enumerate(rows):
            for start, length in _runs("".join("1" if dark else "0" for dark in row)):
                # A hair taller than a module, or viewers draw light seams between the rows.
                self.rect(x + start * module, y + number * module, length * module, module * 1.03, style="F")

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
        """The document; the sheet cannot be written on after this."""
        made = bytes(self.output())
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()
        return made


def _runs(modules: str) -> Iterator[tuple[int, int]]:
    """(start, length) of each run of ones."""
    start = None
    for number, module in enumerate(modules + "0"):
        if module == "1" and start is None:
            start = number
        elif module == "0" and start is not None:
            yield start, number - start
            start = None
