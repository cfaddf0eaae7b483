"""What GS1 asks of a component of an element, by the names of GS1's own tests (csum, yymmdd, iso3166 …)."""

import calendar
import re
from collections.abc import Callable
from itertools import islice
from typing import Final

import pycountry
from stdnum import iban

from scanners.gs1 import CHARACTERS_82, check_digit, is_digits

_CHARACTERS_32: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def _is_date(digits: str, *, day_may_be_open: bool = False) -> bool:
    """Whether YYYYMMDD or YYMMDD is a day of the calendar; an open day is 00, and means the month's last."""
    year, month, day = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    if not 1 <= month <= 12 or (day == 0 and not day_may_be_open):
        return False
    # Two digits stand for a year near ours, and 2000 had a 29 February as every fourth year until 2100.
    return day <= calendar.monthrange(2000 + year if year < 100 else year, month)[1]


def _has_check_pair(text: str) -> bool:
    """Whether the last two characters check those before them: weights are the primes, from the right."""
    body, pair = text[:-2], text[-2:]
    primes = (n for n in range(2, 600) if all(n % small for small in range(2, int(n**0.5) + 1)))
    weighted = zip(reversed(body), islice(primes, len(body)), strict=True)
    total = sum(CHARACTERS_82.index(char) * prime for char, prime in weighted) % 1021
    return len(pair) == 2 and pair == _CHARACTERS_32[total >> 5] + _CHARACTERS_32[total & 31]


def is_country(code: str) -> bool:
    """Whether two capitals, or three digits, are a country's (ISO 3166)."""
    countries = pycountry.countries
    return (countries.get(numeric=code) or countries.get(alpha_2=code)) is not None


def _is_piece_of_total(digits: str) -> bool:
    half = len(digits) // 2
    return 1 <= int(digits[:half]) <= int(digits[half:])


def _is_place_in_row(text: str) -> bool:
    found = re.fullmatch(r"([1-9][0-9]*)/([1-9][0-9]*)", text)
    return found is not None and int(found[1]) <= int(found[2])


def _is_time(digits: str) -> bool:
    return int(digits[:2]) < 24 and int(digits[2:]) < 60


TESTS: Final[dict[str, Callable[[str], bool]]] = {
    "csum": lambda text: check_digit(text[:-1]) == text[-1],
    "csumalpha": _has_check_pair,
    "gcppos1": lambda text: len(text) >= 4 and is_digits(text[:4]),
    "hasnondigit": lambda text: not is_digits(text),
    "nonzero": lambda text: text.strip("0") != "",
    "nozeroprefix": lambda text: text[0] != "0",
    "zero": lambda text: text == "0",
    "yesno": lambda text: text in "01",
    "winding": lambda text: text in "019",
    "iso5218": lambda text: text in "0129",
    "hyphen": lambda text: text == "-",
    "importeridx": lambda text: text.isalnum() or text in "-_",
    "pcenc": lambda text: not re.search(r"%(?![0-9A-Fa-f]{2})", text),
    "pieceoftotal": _is_piece_of_total,
    "posinseqslash": _is_place_in_row,
    "yymmd0": lambda text: _is_date(text, day_may_be_open=True),
    "yymmdd": _is_date,
    "yyyymmdd": _is_date,
    "hhmi": _is_time,
    "hh": lambda text: int(text) < 24,
    "mi": lambda text: int(text) < 60,
    "ss": lambda text: int(text) < 60,
    "latitude": lambda text: int(text) <= 1_800_000_000,
    "longitude": lambda text: int(text) <= 3_600_000_000,
    "iban": iban.is_valid,
    "iso3166": is_country,
    "iso3166999": lambda text: text == "999" or is_country(text),
    "iso3166alpha2": lambda text: text.isalpha() and text.isupper() and is_country(text),
    "iso4217": lambda text: pycountry.currencies.get(numeric=text) is not None,
    "mediatype": lambda text: 1 <= int(text) <= 10 or int(text) >= 80,
    # Any code will do: nothing in a warehouse hangs on a freight unit's type, and the list of them grows.
    "packagetype": lambda _text: True,
    # None will do: a shop's coupon is nothing that a warehouse scans, so what looks like one was misread.
    "couponcode": lambda _text: False,
    "couponposoffer": lambda _text: False,
}
"""Name of a test to what decides it. The texts come in the characters and the length that the format allows."""
