"""In which encoding a text was saved, and what stands between its cells.

An encoding is recognised by what it makes of the bytes: by the names of columns that somebody knows, or because no
other reads them as letters that people write. Where two do, a person is asked.
"""

import codecs
import csv
import re
from collections.abc import Callable, Mapping
from typing import Final

ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "cp1252")
SEPARATORS: Final = (",", ";", "\t", "|")
SAMPLE: Final = 256 * 1024  # bytes that tell the encoding

# what the vendors' tools write: cp950 and cp932 hold all of the standard, and the signs that people type beside it
_CODECS: Final = {"big5": "cp950", "shift_jis": "cp932"}
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# of a text's signs beyond ASCII, those that are in daily use in it
_DAILY: Final[Mapping[str, Callable[[str], bool]]] = {
    "gb18030": lambda sign: _lead(sign, "gb2312", 0xB0, 0xD7),
    "big5": lambda sign: _lead(sign, "big5", 0xA4, 0xC6),
    "shift_jis": lambda sign: "\u3040" <= sign <= "\u30ff" or _lead(sign, "shift_jis", 0x88, 0x97),
}
_SIGNS: Final = re.compile(r"[\u3000-\u303f\uff00-\uffef]")  # punctuation and full width: in all three
_BESIDE_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_IN_WORD: Final = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f]{2})|[^\x00-\x7f](?=[a-z])")
_SURE, _DOUBTFUL = 0.9, 0.75


def recognised(content: bytes, known: Callable[[str], bool]) -> list[str]:
    """The encodings that the content may have, the likeliest first: one where it is sure. `known` says whether the
    beginning of a text names columns that somebody knows."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return [encoding]
    sample = content[:SAMPLE]
    if sample.count(b"\0") > len(sample) // 8:
        return ["utf-16"]
    if _reads(content, "utf-8"):
        return ["utf-8"]
    if len(content) > SAMPLE:  # not within a sign, nor within a line
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    said = {each: text for each in ENCODINGS[2:] if (text := _text(sample, each)) is not None}
    by_columns = [each for each, text in said.items() if not text[:1000].isascii() and known(text)]
    if len(by_columns) == 1:
        return by_columns
    likely = {each: _likeness(text, each) for each, text in said.items()}
    ranked = sorted(likely, key=lambda each: -likely[each])
    if ranked and likely[ranked[0]] >= _SURE and all(likely[other] < _DOUBTFUL for other in ranked[1:]):
        return ranked[:1]
    return ranked or list(ENCODINGS)


def in_utf8(content: bytes, encoding: str) -> bytes:
    """The content in UTF-8; what is none of the encoding stands there as U+FFFD. What claims to be UTF-8 stays."""
    if encoding == "utf-8":
        return content
    if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = (
            "utf-16-be" if content[:200:2].count(b"\0") > content[1:200:2].count(b"\0") else "utf-16-le"
        )
    return content.decode(_CODECS.get(encoding, encoding), "replace").encode("utf-8", "replace")


def separator_of(text: str) -> str:
    """What stands between the cells: that which cuts the first lines into most cells, and all of them alike."""
    lines = text.splitlines()[:10]

    def evenly(separator: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=separator)]
        return max((widths.count(width) * (width - 1), width) for width in [*widths, 1])

    return max(SEPARATORS, key=evenly)


def _reads(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _text(sample: bytes, encoding: str) -> str | None:
    try:
        text = sample.decode(_CODECS.get(encoding, encoding))
    except UnicodeDecodeError:
        return None
    # signs of private use: the codec has a place for the bytes, and no letter
    return None if re.search("[\x80-\x9f\ue000-\uf8ff]", text) else text


def _lead(sign: str, charset: str, first: int, last: int) -> bool:
    """Whether the charset holds the sign among those of its first level, which are in daily use."""
    raw = sign.encode(charset, "ignore")
    return len(raw) == 2 and first <= raw[0] <= last


def _likeness(text: str, encoding: str) -> float:
    """How much of what is not ASCII in the text looks like what people write in this encoding, from 0 to 1."""
    signs = _BESIDE_ASCII.findall(text)
    if not signs:
        return 0.0
    if encoding == "cp1252":
        return len(_IN_WORD.findall(text)) / len(signs)
    daily = _DAILY[encoding]
    counted = [sign for sign in signs if not _SIGNS.match(sign)] or signs
    return sum(map(daily, counted)) / len(counted)
