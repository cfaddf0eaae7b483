"""A label as marks in their places, the same whatever it will be printed with. Lengths in mm from the top left corner,
type sizes in points."""

from dataclasses import dataclass, replace
from typing import Literal

from floor.core import messages, symbols
from floor.core.symbols import Symbol
from floor.printing.documents.writing import MM_PER_POINT, Writing, pitch

DOT = 0.125  # mm, at 203 dpi: modules are whole dots, so that label printers print them sharp
NARROWEST = 2 * DOT  # what linear codes are still read with from an arm's length
WIDEST = 5 * DOT  # what retail codes may be by GS1's rules, and hand scanners take in at once
BASELINE = 0.89  # of the type size below the top of its line

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """One line that fits its box; `width` is how wide it is in our typeface, `w` how wide it may be."""

    text: str
    x: float
    y: float
    w: float
    size: float
    width: float
    bold: bool = False
    white: bool = False
    align: Align = "left"

    @property
    def left(self) -> float:
        return self.x + {"left": 0.0, "center": 0.5, "right": 1.0}[self.align] * (self.w - self.width)

    @property
    def baseline(self) -> float:
        return self.y + BASELINE * self.size * MM_PER_POINT


@dataclass(frozen=True, slots=True)
class Box:
    """Filled with black; with a `line` only its outline, that thick."""

    x: float
    y: float
    w: float
    h: float
    line: float = 0.0


@dataclass(frozen=True, slots=True)
class Code:
    """A symbol; `x`, `y` are the corner of its first module, `module` how wide one is, `h` the height of bars."""

    symbol: Symbol
    x: float
    y: float
    module: float
    h: float


Mark = Text | Box | Code


class Label:
    """A label to be drawn on. `said` is what others wrote that will stand on it: it decides on the typeface."""

    def __init__(self, width: float, height: float, language: str, title: str, *said: str) -> None:
        self.width, self.height, self.language, self.title = width, height, language, title
        self.marks: list[Mark] = []
        self.writing = Writing(language, "".join((title, *said, self.words("document.training"))))

    def words(self, code: str, **params: object) -> str:
        return messages.text(code, self.language, params)

    def line(
        self, text: str, x: float, y: float, w: float, size: float, *,
        bold: bool = False, align: Align = "left", white: bool = False, smallest: float = 5,
    ) -> None:  # fmt: skip
        """One line in a box `w` wide with its top at `y`: set smaller, then cut, where it does not fit."""
        line = self.writing.line(text, w, size, bold, smallest)
        if line.text:
            self.marks.append(Text(line.text, x, y, w, line.size, line.width, bold, white, align))

    def block(
        self, text: str, x: float, y: float, w: float, h: float, size: float, *,
        bold: bool = False, smallest: float = 6,
    ) -> float:  # fmt: skip
        """As many lines as `text` needs in a box, as large as fits and at most `size`. Returns the height used."""
        top = y
        for line in self.writing.block(text, w, h, size, bold, smallest):
            self.line(line.text, x, y, w, line.size, bold=bold)
            y += pitch(line.size)
        return y - top

    def captioned(self, caption: str, value: str, x: float, y: float, w: float, size: float = 12) -> None:
        """A small caption above its value."""
        self.line(caption, x, y, w, 8)
        self.line(value, x, y + 3.8, w, size, bold=True)

    def box(self, x: float, y: float, w: float, h: float) -> None:
        self.marks.append(Box(x, y, w, h))

    def frame(self, x: float, y: float, w: float, h: float) -> None:
        self.marks.append(Box(x, y, w, h, 0.25))

    def code(self, symbol: Symbol, x: float, y: float, w: float, h: float) -> None:
        """A symbol in the middle of a box that holds its quiet zones, too, as large as whole dots allow."""
        side = w if symbol.linear else min(w, h)
        module = max(DOT, side / symbol.modules // DOT * DOT)
        module = min(module, WIDEST) if symbol.linear else module
        across = module * len(symbol.rows[0])
        left, top = _on_dot(x + (w - across) / 2), y if symbol.linear else _on_dot(y + (h - across) / 2)
        self.marks.append(Code(symbol, left, top, module, h if symbol.linear else across))

    def bars(self, text: str, x: float, y: float, w: float, h: float) -> None:
        """Code 128; where that cannot say the text, or only in bars too fine for a hand scanner, a QR code."""
        try:
            symbol = symbols.code128(text)
        except ValueError:
            symbol = symbols.qr(text)
        self.code(symbol if symbol.modules * NARROWEST <= w else symbols.qr(text), x, y, w, h)

    def training_band(self, height: float) -> float:
        """On a demo label, the black band across the top that nobody overlooks. Returns the height it took."""
        self.box(0, 0, self.width, height)
        text, size = self.words("document.training"), height * 0.62 / MM_PER_POINT
        self.line(text, 4, height * 0.14, self.width - 8, size, bold=True, align="center", white=True)
        return height

    def scaled(self, factor: float, dx: float, dy: float) -> list[Mark]:
        """The marks as they stand on a sheet of label paper."""
        return [_scaled(mark, factor, dx, dy) for mark in self.marks]

    @property
    def finest(self) -> float:
        """The narrowest module on it."""
        return min((mark.module for mark in self.marks if isinstance(mark, Code)), default=self.width)


def _scaled(mark: Mark, factor: float, dx: float, dy: float) -> Mark:
    x, y = mark.x * factor + dx, mark.y * factor + dy
    if isinstance(mark, Code):
        return replace(mark, x=x, y=y, module=mark.module * factor, h=mark.h * factor)
    if isinstance(mark, Box):
        return replace(mark, x=x, y=y, w=mark.w * factor, h=mark.h * factor, line=mark.line * factor)
    return replace(mark, x=x, y=y, w=mark.w * factor, size=mark.size * factor, width=mark.width * factor)


def _on_dot(length: float) -> float:
    return round(length / DOT) * DOT
