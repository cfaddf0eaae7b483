"""The elements that may follow the identity of a radio tag of release 2, and how each is packed into bits.

That is table F of GS1's Tag Data Standard, with the methods of its section 14.5 that no identity needs.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from scanners.bits import CSET_39, CSET_82, Bits, NotTheBits

Reader = Callable[[Bits], str]

_BASE_64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_ASSET: Final = 30
_CODE_40: Final = "\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789"


def nibbles(length: int) -> Reader:
    """Decimal digits of four bits each."""

    def read(bits: Bits) -> str:
        return "".join(str(bits.below(10, 4)) for _ in range(length))

    return read


def digits(length: int) -> Reader:
    """Decimal digits as one number."""
    return lambda bits: bits.digits(length, _bits_of(length))


def _bits_of(length: int) -> int:
    return len(f"{10**length - 1:b}")


def counted_digits(longest: int, shortest: int = 1) -> Reader:
    """Up to `longest` decimal digits as one number, after their count."""

    def read(bits: Bits) -> str:
        length = _length(bits, longest, shortest)
        return bits.digits(length, _bits_of(length)) if length else ""

    return read


def _length(bits: Bits, longest: int, shortest: int) -> int:
    length = bits.below(longest + 1, longest.bit_length())
    if length < shortest:
        raise NotTheBits("an empty value")
    return length


def value_of(longest: int, shortest: int = 1, characters: frozenset[str] = CSET_82) -> Reader:
    """Up to `longest` characters, in the alphabet that the first three bits name (table E of the standard)."""

    def read(bits: Bits) -> str:
        alphabet = bits.below(6, 3)
        length = _length(bits, longest, shortest)
        if not length:
            return ""
        if alphabet == 0:
            return bits.digits(length, _bits_of(length))
        if alphabet == 5:
            return _code_40(bits, length)
        if alphabet == 4:
            return _sevens(bits, length, characters)
        width, chars = ((0, ""), (4, "0123456789ABCDEF"), (4, "0123456789abcdef"), (6, _BASE_64))[alphabet]
        return "".join(chars[bits.number(width)] for _ in range(length))

    def checked(bits: Bits) -> str:
        value = read(bits)
        if not characters.issuperset(value):
            raise NotTheBits("a character outside the set")
        return value

    return checked


def _sevens(bits: Bits, length: int, characters: frozenset[str]) -> str:
    value = bits.text(7 * length, length, characters)
    if len(value) != length:
        raise NotTheBits("shorter than it says")
    return value


def _code_40(bits: Bits, length: int) -> str:
    """Three characters in 16 bits; the last group is filled up."""
    text = ""
    for _ in range(-(-length // 3)):
        triple = bits.number(16) - 1
        if not 0 <= triple < 64_000:
            raise NotTheBits("no three characters")
        text += _CODE_40[triple // 1600] + _CODE_40[triple // 40 % 40] + _CODE_40[triple % 40]
    value, filling = text[:length], text[length:]
    if "\0" in value or filling.strip("\0"):
        raise NotTheBits("filled up in the wrong place")
    return value


def digits_then_value(characters: frozenset[str] = CSET_82) -> Reader:
    """Digits of four bits each up to F; or up to E, after which a value goes on. 30 characters at the most."""

    def read(bits: Bits) -> str:
        text = ""
        while (code := bits.number(4)) < 10:
            text += str(code)
        if code == 0xE:
            text += value_of(_LONGEST_ASSET, characters=characters)(bits)
        elif code != 0xF:
            raise NotTheBits("digits without an end")
        if not 4 < len(text) <= _LONGEST_ASSET:
            raise NotTheBits("no company prefix with a reference")
        return text

    return read


def date_of(bits: Bits) -> str:
    """YYMMDD, where day 00 is the month's last."""
    year, month, day = bits.below(100, 7), bits.number(4), bits.number(5)
    try:
        date(2000 + year, month, day or 1)
    except ValueError as error:
        raise NotTheBits("no date") from error
    return f"{year:02d}{month:02d}{day:02d}"


def _and(*readers: Reader) -> Reader:
    """One component behind the other."""
    return lambda bits: "".join(read(bits) for read in readers)


def _time(bits: Bits, parts: int) -> str:
    """Hours, minutes and seconds, as many of them as there are parts."""
    hours, *others = (bits.number(width) for width in (5, 6, 6)[:parts])
    if hours > 23 or any(other > 59 for other in others):
        raise NotTheBits("no time of day")
    return "".join(f"{part:02d}" for part in (hours, *others))


def _date_and_time(bits: Bits) -> str:
    return date_of(bits) + _time(bits, 2)


def _date_or_range(bits: Bits) -> str:
    return date_of(bits) if bits.take(1) == "0" else date_of(bits) + date_of(bits)


def _date_to_the_second(bits: Bits) -> str:
    """A date with hours, with minutes too, with seconds too, or by itself."""
    parts = (bits.number(2) + 1) % 4
    return date_of(bits) + (_time(bits, parts) if parts else "")


def _country(bits: Bits) -> str:
    return "".join(_BASE_64[bits.number(6)] for _ in range(2))


def _flag(bits: Bits) -> str:
    return bits.take(1)


def _minus(bits: Bits) -> str:
    return "-" if bits.take(1) == "1" else ""


def _place_in_sequence(bits: Bits) -> str:
    return f"{bits.below(10, 4)}/{bits.below(10, 4)}"


_TABLE: Final[tuple[tuple[str, Reader], ...]] = (
    ("00 8017 8018 8026", nibbles(18)),
    ("8006", nibbles(18)),
    ("01 02", nibbles(14)),
    ("410-417", nibbles(13)),
    ("7241", nibbles(2)),
    ("7252", digits(1)),
    ("20", digits(2)),
    ("422 424 426", digits(3)),
    ("3940-3943 8111", digits(4)),
    ("3100-3169 3200-3379 3400-3579 3600-3699 3950-3953 8005", digits(6)),
    ("7250", digits(8)),
    ("7251", digits(12)),
    ("7001", digits(13)),
    ("8001", digits(14)),
    ("402", digits(17)),
    ("4309", digits(20)),
    ("7004", counted_digits(4)),
    ("242", counted_digits(6)),
    ("30 37", counted_digits(8)),
    ("8019", counted_digits(10)),
    ("8011", counted_digits(12)),
    ("3900-3909 3920-3929 423 425", counted_digits(15)),
    ("7010", value_of(2)),
    ("427 7008", value_of(3)),
    ("7040 7041", value_of(4)),
    ("7009 7255", value_of(10)),
    ("7005", value_of(12)),
    ("10 21 22 243 254 420 4318 7020-7022 710-716 7240 8002 8012", value_of(20)),
    ("8007", value_of(24)),
    ("7242 8013 8020", value_of(25)),
    ("235", value_of(28)),
    ("240 241 250 251 400 401 403 4308 4319 7002 7230-7239 90", value_of(30)),
    ("4300 4301 4310 4311 4320", value_of(35)),
    ("7253 7254 7259", value_of(40)),
    ("8009", value_of(50)),
    ("4302-4306 4312-4316 7257 8110 8112 8200", value_of(70)),
    ("7256 8030 91-99", value_of(90)),
    ("7023 8004", digits_then_value()),
    ("8010", digits_then_value(CSET_39)),
    ("11-13 15-17 4326 7006", date_of),
    ("4324 4325 7003", _date_and_time),
    ("7007", _date_or_range),
    ("7011 8008", _date_to_the_second),
    ("4307 4317", _country),
    ("4321-4323", _flag),
    ("4330-4333", _and(digits(6), _minus)),
    ("7258", _place_in_sequence),
    ("3910-3919 3930-3939", _and(digits(3), counted_digits(15))),
    ("421", _and(digits(3), value_of(9))),
    ("7030-7039", _and(digits(3), value_of(27))),
    ("253", _and(nibbles(13), value_of(17, shortest=0))),
    ("255", _and(nibbles(13), counted_digits(12, shortest=0))),
    ("8003", _and(nibbles(14), value_of(16, shortest=0))),
)


def _each(names: str) -> Iterable[str]:
    for name in names.split():
        first, _, last = name.partition("-")
        yield from (f"{ai:0{len(first)}d}" for ai in range(int(first), int(last or first) + 1))


FOLLOWING: Final[dict[str, Reader]] = {ai: read for names, read in _TABLE for ai in _each(names)}
"""AI to how its value is packed. The ranges hold some that GS1 has not given out: no such element is built."""
