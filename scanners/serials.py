"""What a plain text cannot be, where a serial number is asked for."""

import re
from typing import Final, Literal

from scanners.gs1 import CHARACTERS_82, GTIN_LENGTHS, SSCC_LENGTH, has_check_digit, is_digits
from scanners.own_codes import PREFIXES
from scanners.scan import Scan

Grammar = Literal["link", "label", "wrong_check_digit", "no_number"]

_LINK: Final = re.compile(
    r"\w+:/|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/"
    r"|(?:mailto|tel|sms|smsto|mms|geo|urn|data|wifi|begin|matmsg|mecard|market|otpauth|upi|bitcoin):",
    re.IGNORECASE | re.ASCII,
)
_CHARACTERS: Final = frozenset(CHARACTERS_82 + "# ")
_SHORTEST: Final = 2
_LONGEST: Final = 40


def other_grammar(scan: Scan) -> Grammar | None:
    """What the text of a plain scan or a waybill is by its form, when it is not the number of one unit: a link, a label
    of another form, a GTIN or SSCC with a wrong check digit, or a text without any number. None where it may be a
    serial number; makers' numbers have the forms of couriers' by chance.
    """
    text = scan.text
    if _LINK.match(text):
        return "link"
    if text[0] in "([]{<" or "\x1d" in text or "|" in text or text.partition("-")[0].upper() in PREFIXES:
        return "label"
    if is_digits(text) and (len(text) in GTIN_LENGTHS or len(text.removeprefix("00")) == SSCC_LENGTH):
        return "wrong_check_digit"
    if len(text) == 16 and is_digits(text) and has_check_digit(text[1:15]):
        return "wrong_check_digit"
    numbered = any(char.isdecimal() for char in text) and _SHORTEST <= len(text) <= _LONGEST
    letters = {char for char in text if not char.isalnum()}
    return None if numbered and letters <= _CHARACTERS else "no_number"
