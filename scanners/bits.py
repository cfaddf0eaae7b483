"""The bits of a radio tag, read from the left; and the alphabets that GS1's Tag Data Standard packs into them."""

from typing import Final

from scanners.gs1 import CHARACTERS_82

CSET_82: Final = frozenset(CHARACTERS_82)
CSET_39: Final = frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class NotTheBits(ValueError):
    """These bits are not what they would have to be: nothing is guessed from them."""


class Bits:
    """A cursor over the bits of hexadecimal digits. Every reading raises NotTheBits past their end."""

    def __init__(self, digits: str) -> None:
        self._bits = f"{int(digits, 16):0{4 * len(digits)}b}"
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._bits) - self._at

    def take(self, count: int) -> str:
        if count > self.left:
            raise NotTheBits("the tag ends too early")
        self._at += count
        return self._bits[self._at - count : self._at]

    def number(self, count: int) -> int:
        return int(self.take(count), 2) if count else 0

    def below(self, limit: int, count: int) -> int:
        """A number of `count` bits that must be smaller than `limit`."""
        value = self.number(count)
        if value >= limit:
            raise NotTheBits(f"{value} is not below {limit}")
        return value

    def digits(self, length: int, count: int) -> str:
        """`length` decimal digits in `count` bits."""
        value = self.below(10**length, count)
        return f"{value:0{length}d}" if length else ""

    def text(self, count: int, longest: int, characters: frozenset[str] = CSET_82) -> str:
        """1 to `longest` characters of seven bits in `count` bits, the rest zeros."""
        field = self.take(count)
        codes = [int(field[at : at + 7], 2) for at in range(0, 7 * longest, 7)]
        text = "".join(map(chr, codes)).rstrip("\0")
        if not text or not characters.issuperset(text) or "1" in field[7 * len(text) :]:
            raise NotTheBits("no text of seven bits a character")
        return text

    def short_text(self, shortest: int, longest: int) -> str:
        """Characters of six bits up to six zeros, which are taken too."""
        text = ""
        while code := self.number(6):
            text += chr(code if code >= 0x20 else code + 0x40)
        if not shortest <= len(text) <= longest or not CSET_39.issuperset(text):
            raise NotTheBits("no text of six bits a character")
        return text

    @property
    def only_zeros(self) -> bool:
        """Whether nothing but zeros follows: a tag is read in words of 16 bits."""
        return "1" not in self._bits[self._at :]

    def end(self) -> None:
        if not self.only_zeros:
            raise NotTheBits("there is more on the tag than its header says")
