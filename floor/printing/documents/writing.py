"""Words in boxes: which typefaces they are set in, and how they are made to fit. Lengths in mm, sizes in points."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from fpdf.bidi import BidiCharacter, BidiParagraph

from floor.printing.documents.fonts import JOINERS, Face, choose, faces, plain
from floor.printing.documents.glyphs import Shape, letters

MM_PER_POINT = 25.4 / 72
LEADING = 1.18
LONGEST = 400  # characters; no box could show more
ALWAYS = frozenset({*range(0x20, 0x7F), ord("…"), ord("·"), ord("–")})
_EASTERN = "\u2e80-\ufaff\uff00-\uffef\U00020000-\U0003ffff"  # may be parted between any two
_WORDS = re.compile(rf"[{_EASTERN}]|[^\s{_EASTERN}]*\s?")
MISSING = "\u25a1"  # an empty square for a character that no typeface has: never a mark that may be meant
_VIRAMA = 9  # the canonical class of the marks that join two letters


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    width: float


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one typeface and one direction; `text` as it is said, also where it runs to the left."""

    face: Face
    text: str
    rtl: bool = False


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
        return "".join(c if self._face(c) or c in JOINERS else MISSING for c in plain(text[:longest]))

    def runs(self, text: str) -> list[Run]:
        """Pieces of printable `text` from left to right as they stand on paper, each with its typeface."""
        if not _turns(text):
            return self._in_faces(text, rtl=False)
        found = []
        for part, rtl in _as_on_paper(text):
            runs = self._in_faces(part, rtl)
            found += runs[::-1] if rtl else runs
        return found

    def _in_faces(self, text: str, rtl: bool) -> list[Run]:
        found: list[Run] = []
        for face, characters in groupby(text, lambda character: self._face(character)):
            part = "".join(characters)
            if (face is None and found) or (
                found and found[-1].face == face
            ):  # joiners, which no typeface needs to have
                found[-1] = Run(found[-1].face, found[-1].text + part, rtl)
            else:
                found.append(Run(face or self.faces[0], part, rtl))
        return found

    def shapes(self, run: Run, bold: bool) -> list[Shape]:
        """The letters of a run from left to right, as they look in their places."""
        of = letters(run.face.file(bold))
        if run.face.shaped or run.rtl:
            return of.shaped(run.text, run.rtl)
        return [Shape(character, of.glyph(character).advance, 0, 0) for character in run.text]

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """In mm."""
        if any(face.shaped for face in map(self._face, text) if face):
            ems = sum(shape.advance for run in self.runs(text) for shape in self.shapes(run, bold))
        else:
            ems = sum(self._em(character, bold) for character in text)
        return ems * size * MM_PER_POINT

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
        fits = bisect_right(range(len(text)), w, key=lambda at: self.width(text[: at + 1] + "…", size, bold))
        while fits and not _may_part(text, fits):
            fits -= 1
        return text[:fits] + "…"

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
            if self.width(word, size, bold) <= w:
                yield word
                continue
            parts = [at for at in range(len(word)) if _may_part(word, at)]
            yield from (word[at:end] for at, end in zip(parts, [*parts[1:], len(word)], strict=True))

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


def _turns(text: str) -> bool:
    """Whether some of it is read from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)


def _as_on_paper(text: str) -> list[tuple[str, bool]]:
    """Pieces of one direction, from left to right, and whether that is to the left (Unicode's rule L2)."""
    levels = {each.character_index: each.embedding_level for each in _bidi(text)}
    level, found = 0, list[tuple[int, str]]()
    for at, character in enumerate(text):
        level = levels.get(at, level)  # joiners have none of their own
        before = found.pop()[1] if found and found[-1][0] == level else ""
        found.append((level, before + character))
    for turn in range(max(level for level, _ in found), 0, -1):
        start = 0
        for turned, group in groupby([level >= turn for level, _ in found]):
            length = len(list(group))
            if turned:
                found[start : start + length] = found[start : start + length][::-1]
            start += length
    return [(part, level % 2 == 1) for level, part in found]


def _bidi(text: str) -> list[BidiCharacter]:
    return BidiParagraph(text).get_characters_with_embedding_level()


def _may_part(text: str, at: int) -> bool:
    """Whether a letter begins there, with all marks that belong to it."""
    if not 0 < at < len(text):
        return True
    held = unicodedata.category(text[at])[0] == "M" or text[at] in JOINERS or text[at - 1] in JOINERS
    return not held and unicodedata.combining(text[at - 1]) != _VIRAMA


def pitch(size: float) -> float:
    """From one line to the next."""
    return size * MM_PER_POINT * LEADING
