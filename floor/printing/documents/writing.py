"""Words in boxes: which typefaces they are set in, and how they are made to fit. Lengths in mm, sizes in points."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from floor.printing.documents.fonts import Face, choose, faces, plain
from floor.printing.documents.glyphs import letters

MM_PER_POINT = 25.4 / 72
LEADING = 1.18
LONGEST = 400  # characters; no box could show more
ALWAYS = frozenset({*range(0x20, 0x7F), ord("…"), ord("·"), ord("–")})
_EASTERN = "\u2e80-\ufaff\uff00-\uffef\U00020000-\U0003ffff"  # may be parted between any two
_WORDS = re.compile(rf"[{_EASTERN}]|[^\s{_EASTERN}]*\s?")
MISSING = "?"  # what is printed for a character that no typeface has


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    width: float


class Writing:
    """The typefaces for one document, first those that have most of what is `said` in it."""

    def __init__(self, language: str, said: str) -> None:
        characters = {ord(character) for character in unicodedata.normalize("NFC", said)} | ALWAYS
        self.faces = list(dict.fromkeys([*choose(characters, language), *faces(language)]))
        if not self.faces:
            raise RuntimeError("no typeface was found; run make setup again")

        self._found: dict[str, Face | None] = {}
        self._ems: dict[tuple[str, bool], float] = {}

    def printable(self, text: str, longest: int = LONGEST) -> str:
        """`text` on one line, without what could not be printed and not longer than any box could show."""
        return "".join(c if self._face(c) else MISSING for c in plain(text[:longest]))

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Pieces of printable `text`, each with the typeface that has it."""
        for face, characters in groupby(text, lambda character: self._face(character) or self.faces[0]):
            yield face, "".join(characters)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        return sum(self._em(character, bold) for character in text) * size * MM_PER_POINT

    def line(self, text: str, w: float, size: float, bold: bool = False, smallest: float = 5) -> Line:
        """One line: set smaller, then cut, where it does not fit."""
        text = self.printable(text)
        width = self.width(text, size, bold)
        if width > w:
            size = max(smallest, size * w / width * 0.99)
            text = self._cut(text, w, size, bold)
        return Line(text, size, self.width(text, size, bold))

    def block(
        self, text: str, w: float, h: float, size: float, bold: bool = False, smallest: float = 6
    ) -> list[Line]:
        """As many lines as `text` needs, as large as fits into `w` by `h` and at most `size`; the last may be cut."""
        text = self.printable(text)
        while True:
            lines = list(self._wrapped(text, w, size, bold))
            room = max(1, int(h / pitch(size) + 0.001))
            if len(lines) <= room or size <= smallest:
                break
            size = max(smallest, size * 0.92)
        if len(lines) > room:
            lines = [*lines[: room - 1], lines[room - 1] + "…"]
        return [self.line(line, w, size, bold) for line in lines]

    def _cut(self, text: str, w: float, size: float, bold: bool) -> str:
        if self.width(text, size, bold) <= w:
            return text
        room = w - self.width("…", size, bold)
        for at, character in enumerate(text):
            room -= self.width(character, size, bold)
            if room < 0:
                return text[:at] + "…"
        return text

    def _wrapped(self, text: str, w: float, size: float, bold: bool) -> Iterator[str]:
        line, used = "", 0.0
        for piece in self._pieces(text, w, size, bold):
            width = self.width(piece, size, bold)
            if line and used + self.width(piece.rstrip(), size, bold) > w:
                yield line.rstrip()
                line, used = "", 0.0
            line, used = line + piece, used + width
        if line:
            yield line.rstrip()

    def _pieces(self, text: str, w: float, size: float, bold: bool) -> Iterator[str]:
        """What a line may end after: a word, any Chinese or Japanese character, any letter of too long a word."""
        for word in _WORDS.findall(text):
            yield from word if self.width(word, size, bold) > w else [word]

    def _face(self, character: str) -> Face | None:
        if character not in self._found:
            code = ord(character)
            self._found[character] = next((face for face in self.faces if code in face.covers), None)
        return self._found[character]

    def _em(self, character: str, bold: bool) -> float:
        """How wide a character is, in ems."""
        key = character, bold
        if key not in self._ems:
            face = self._face(character) or self.faces[0]
            self._ems[key] = letters(face.file(bold)).glyph(character).advance
        return self._ems[key]


def pitch(size: float) -> float:
    """From one line to the next."""
    return size * MM_PER_POINT * LEADING
