"""What every text goes through before anybody asks what it says."""

import re
import unicodedata
from typing import Final

LONGEST_TEXT: Final = 256
"""Characters that a scan may have."""

# Every blank of str.strip() but the four separators of ASCII: GS in front is FNC1, and worth knowing.
BLANKS: Final = "".join(
    char for char in map(chr, range(0x3001)) if char.isspace() and not "\x1c" <= char <= "\x1f"
)
_AROUND: Final = BLANKS + "\ufeff"

# C0 without GS (FNC1 arrives as GS), DEL, C1, and halves of surrogate pairs, which no database takes.
UNREADABLE: Final = re.compile("[\x00-\x1c\x1e\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str | None:
    """The text without blanks around it and full-width forms (NFKC), 1 to 256 characters, else None."""
    text = text.strip(_AROUND)
    if len(text) > LONGEST_TEXT:  # before NFKC, which is slow on what nobody scanned
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip(_AROUND)
    if not text or len(text) > LONGEST_TEXT or UNREADABLE.search(text):
        return None
    return text


def showable(text: str) -> str:
    """Text that cannot be read, cut, without the characters that no page and no database should get."""
    return UNREADABLE.sub("\ufffd", text.strip(_AROUND)[:LONGEST_TEXT])
