"""GS1 Digital Link URIs, of any domain, with numbers or names for the AIs. Compressed ones are not read."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, unquote_plus, urlsplit

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from scanners.elements import Elements, consistent, element_of, need
from scanners.gs1 import GTIN_LENGTHS, is_digits
from scanners.rules import rule_for

# Names that Digital Link 1.0 allowed in place of numbers, still on packs.
_NAMES: Final = {
    "gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "tpx": "235", "itip": "8006", "sscc": "00",
    "gln": "414", "glnx": "254", "party": "417", "partyGln": "417", "payTo": "415", "refNo": "8020", "refno": "8020",
    "gdti": "253", "gcn": "255", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
    "cpid": "8010", "cpsn": "8011", "gmn": "8013", "gsrnp": "8017", "gsrn": "8018", "srin": "8019",
}  # fmt: skip
# In capitals only as a whole, as QR codes have it.
_SCHEMES: Final = ("https://", "http://", "HTTPS://", "HTTP://")
_IN_URIS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"
)
_NOT_IN_HOSTS: Final = frozenset("_~@!$&'()*+,;=%")


def read_link(text: str) -> Elements:
    """The elements of a GS1 Digital Link URI. ParseError for every other URI."""
    need(text.startswith(_SCHEMES) and _IN_URIS.issuperset(text), "not a URI of the web")
    try:
        uri = urlsplit(text)
    except ValueError as error:
        raise ParseError("not a URI") from error
    need(bool(uri.netloc) and not _NOT_IN_HOSTS & set(uri.netloc), "no host")
    path = _key_and_qualifiers(uri.path.split("/"))
    ais = [ai for ai, _value in path]
    query = list(_attributes(uri.query))
    names = [*ais, *(ai for ai, _value in query)]
    need(len(names) == len(set(names)), "an AI is repeated")
    need(not any(_belongs_in_path(ai, ais) for ai, _value in query), "belongs in the path")
    # Eight digits behind /01/ are as often a day of January as a GTIN; behind another key's "?01=" they are one.
    need(ais[0] != "01" or len(path[0][1]) > min(GTIN_LENGTHS), "a GTIN-8 without its zeros")
    return consistent([element_of(ai, _full_gtin(ai, value)) for ai, value in (*path, *query)])


def _key_and_qualifiers(segments: list[str]) -> list[tuple[str, str]]:
    """The pairs of the path from its GS1 key on; anything may precede them, nothing may follow."""
    # Keys and values alternate up to the end of the path, so the key stands at an even distance from it.
    for at in range(len(segments) - 2, -1, -2):
        key = _NAMES.get(segments[at], segments[at])
        if not rule_for(key).link_paths:
            continue
        names = [_NAMES.get(name, name) for name in segments[at::2]]
        need(tuple(names[1:]) in rule_for(key).link_paths, "no qualifiers of this key, or not in their order")
        return list(zip(names, map(unquote, segments[at + 1 :: 2]), strict=True))
    raise ParseError("no GS1 key in the path")


def _attributes(query: str) -> Iterator[tuple[str, str]]:
    """The AIs of the query and their values; what is not named by digits, or as no AI begins, is the shop's own."""
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        if equals and is_digits(name) and not _can_be_no_ai(name):
            need(rule_for(name).in_query, f"({name}) has no place in a query")
            yield name, unquote_plus(value)


def _can_be_no_ai(digits: str) -> bool:
    return 2 <= len(digits) <= 4 and not _begins_an_ai(digits[:2])


@lru_cache
def _begins_an_ai(two_digits: str) -> bool:
    for rest in range(100):
        with suppress(ParseError):
            return bool(GS1ApplicationIdentifier.extract(f"{two_digits}{rest:02d}"))
    return False


def _belongs_in_path(ai: str, path: list[str]) -> bool:
    """Whether the path might have held this AI too, so that in the query it is a second opinion."""
    key, *there = path
    paths = rule_for(key).link_paths
    return any((*there[:at], ai, *there[at:]) in paths for at in range(len(there) + 1))


def _full_gtin(ai: str, value: str) -> str:
    return value.zfill(14) if ai == "01" and len(value) in GTIN_LENGTHS else value
