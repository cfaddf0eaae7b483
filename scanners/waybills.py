"""Couriers' waybill numbers, told by their form and check digit (`waybills.toml`). A form proves nothing: it is
asked last, when a text is nothing else, and whoever takes plain text takes a waybill number too."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from stdnum import luhn
from stdnum.iso7064 import mod_37_36

from scanners.content import is_country
from scanners.gs1 import check_digit

_FILE: Final = Path(__file__).with_name("waybills.toml")
_SHAPE: Final = re.compile(r"[0-9A-Z-]{10,41}")
_S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)


class Form(NamedTuple):
    """One courier's way to write a number, and what its check digit must be for the body before it."""

    courier: str
    pattern: re.Pattern[str]
    check: Callable[[str], str] | None


def couriers_of(text: str) -> tuple[str, ...]:
    """The names of the couriers whose waybill numbers have this form, each once; of a post with its country."""
    number = text.replace(" ", "").upper()
    if not _SHAPE.fullmatch(number):
        return ()
    return tuple(dict.fromkeys(_fitting(number)))


def _fitting(number: str) -> Iterator[str]:
    for form in FORMS:
        found = form.pattern.fullmatch(number)
        if found is None or (form.check and form.check(found["body"]) != found["check"]):
            continue
        land = found.groupdict().get("land")
        if land is None or is_country(land):
            yield form.courier if land is None or land.isdigit() else f"{form.courier} {land}"


def _digit(char: str) -> int:
    """A letter counts by its place in ASCII, as UPS has it."""
    return int(char) if char.isdigit() else (ord(char) - 3) % 10


def _twos(body: str) -> str:
    """Weights 1 and 2 in turn, from the left."""
    return str(-sum(_digit(char) * (1 + at % 2) for at, char in enumerate(body)) % 10)


def _weights_137(digits: str) -> str:
    """Weights 1, 3, 7 in turn from the right, modulo 11; ten counts as 0."""
    return str(sum(int(char) * (1, 3, 7)[at % 3] for at, char in enumerate(reversed(digits))) % 11 % 10)


def _s10(digits: str) -> str:
    rest = 11 - sum(int(char) * weight for char, weight in zip(digits, _S10_WEIGHTS, strict=True)) % 11
    return str({10: 0, 11: 5}.get(rest, rest))


_CHECKS: Final[dict[str, Callable[[str], str]]] = {
    "gs1": check_digit,
    "gs1 after 91": lambda digits: check_digit("91" + digits),
    "luhn": luhn.calc_check_digit,
    "mod37": mod_37_36.calc_check_digit,
    "mod7": lambda digits: str(int(digits) % 7),
    "s10": _s10,
    "twos": _twos,
    "twos after 4": lambda digits: _twos(digits if digits[0] == "4" else "4" + digits),
    "twos after 5": lambda digits: _twos(digits if digits[0] == "5" else "5" + digits),
    "137": _weights_137,
}


def _read() -> Iterator[Form]:
    for entry in tomllib.loads(_FILE.read_text(encoding="utf-8"))["couriers"]:
        for form in entry["forms"]:
            check = _CHECKS[entry["check"]] if "check" in entry else None
            yield Form(entry["name"], re.compile(form, re.ASCII), check)


FORMS: Final = tuple(_read())
"""Every form, in the order of the file."""
