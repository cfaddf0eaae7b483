"""GS1 keys: GTIN and SSCC and the check digit that guards both. No AI is parsed here."""

from typing import Final

from biip.checksums import gs1_price_weight_check_digit

GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
SSCC_LENGTH: Final = 18
CHARACTERS_82: Final = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""What a serial number or a lot may hold (GS1 General Specifications, figure 7.11-1), in GS1's order."""


def is_digits(text: str) -> bool:
    """Whether the text is one or more of 0 to 9; other scripts' digits are none here."""
    return text.isascii() and text.isdigit()


def check_digit(digits: str) -> str:
    """The mod 10 digit that completes these (weights 3 and 1 from the right). ValueError for other text."""
    if not is_digits(digits):
        raise ValueError(f"not all digits: {digits!r}")
    backwards = digits[::-1]
    weighted = 3 * sum(map(int, backwards[::2])) + sum(map(int, backwards[1::2]))
    return str(-weighted % 10)


def measure_check_digit(digits: str) -> str:
    """The digit that checks the four or five digits of a weight or price in an in-store code."""
    return str(gs1_price_weight_check_digit(digits))


def has_check_digit(text: str) -> bool:
    """Whether the last digit is the check digit of those before it. Zeros alone fit, but name nothing."""
    return len(text) > 1 and is_digits(text) and text.strip("0") != "" and check_digit(text[:-1]) == text[-1]


def is_valid_gtin(text: str) -> bool:
    """Whether the text is a GTIN-8, -12, -13 or -14 with its right check digit."""
    return len(text) in GTIN_LENGTHS and has_check_digit(text)


def to_gtin14(text: str) -> str | None:
    """The one spelling of a GTIN of any length, 14 digits; None if it is not a valid GTIN."""
    return text.zfill(14) if is_valid_gtin(text) else None


def is_valid_sscc(text: str) -> bool:
    """Whether the text is 18 digits with the right check digit (without the AI 00)."""
    return len(text) == SSCC_LENGTH and has_check_digit(text)


def serials_of(company_prefix: str) -> int:
    """Counts the serials that an SSCC under this company prefix has room for, with each extension digit."""
    return int(10 ** (SSCC_LENGTH - 2 - len(company_prefix)))


def sscc(company_prefix: str, extension: int, serial: int) -> str:
    """The 18 digits of a logistic unit: extension, company prefix, serial, check digit.

    company_prefix: 4 to 12 digits; extension: 0 to 9; serial: what fits in the remaining digits.
    ValueError for anything else, above all for a serial that no longer fits: it must never wrap around.
    """
    if not is_digits(company_prefix) or not 4 <= len(company_prefix) <= 12:
        raise ValueError(f"a company prefix has 4 to 12 digits: {company_prefix!r}")
    if not 0 <= extension <= 9:
        raise ValueError(f"an extension is one digit: {extension}")
    width = SSCC_LENGTH - 2 - len(company_prefix)
    if not 0 <= serial < serials_of(company_prefix):
        raise ValueError(f"serial {serial} does not fit in {width} digits")
    body = f"{extension}{company_prefix}{serial:0{width}d}"
    return body + check_digit(body)


def expand_upc_e(text: str) -> str | None:
    """The GTIN-14 of an 8-digit UPC-E (number system 0 or 1, check digit right), else None."""
    if len(text) != 8 or not is_digits(text) or text[0] not in "01":
        return None
    system, six, check = text[0], text[1:7], text[7]
    last = six[5]
    if last in "012":
        body = six[:2] + last + "0000" + six[2:5]
    elif last == "3":
        body = six[:3] + "00000" + six[3:5]
    elif last == "4":
        body = six[:4] + "00000" + six[4]
    else:
        body = six[:5] + "0000" + last
    return to_gtin14(system + body + check)
