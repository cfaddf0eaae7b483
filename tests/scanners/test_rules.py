"""GS1's rules: each test of a content both ways, the companions, and the table beside GS1's own dictionary."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from scanners import RawRead, parse
from scanners.content import TESTS
from scanners.rules import RULES, rule_for

DICTIONARY = (
    Path(__file__).parents[3] / "shared" / "data" / "carrier_tracking_numbers" / "gs1-syntax-dictionary.txt"
)

CONTENTS = {
    "csum": ("9520123456788", "9520123456789"),
    "csumalpha": ("1987654Ad4X4bL5ttr2310c2K", "1987654Ad4X4bL5ttr2310c2L"),
    "gcppos1": ("9520A", "952A0"),
    "hasnondigit": ("12A", "123"),
    "hh": ("23", "24"),
    "hhmi": ("2359", "2360"),
    "hyphen": ("-", "+"),
    "iban": ("GB82WEST12345698765432", "GB82WEST12345698765433"),
    "importeridx": ("_", "="),
    "iso3166": ("156", "157"),
    "iso3166999": ("999", "998"),
    "iso3166alpha2": ("CN", "cn"),
    "iso4217": ("978", "000"),
    "iso5218": ("9", "3"),
    "latitude": ("1800000000", "1800000001"),
    "longitude": ("3600000000", "3600000001"),
    "mediatype": ("80", "11"),
    "mi": ("59", "60"),
    "nonzero": ("0001", "0000"),
    "nozeroprefix": ("10", "01"),
    "pcenc": ("A%20B", "A%2"),
    "pieceoftotal": ("0202", "0302"),
    "posinseqslash": ("2/3", "3/2"),
    "ss": ("59", "60"),
    "winding": ("9", "2"),
    "yesno": ("1", "2"),
    "yymmd0": ("280229", "270229"),
    "yymmdd": ("280229", "280200"),
    "yyyymmdd": ("20000229", "19000229"),
    "zero": ("0", "1"),
}


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_each_content_both_ways(name: str) -> None:
    good, bad = CONTENTS[name]
    assert TESTS[name](good)
    assert not TESTS[name](bad)


def test_every_content_is_tried_or_decided_once_and_for_all() -> None:
    assert set(TESTS) - set(CONTENTS) == {"packagetype", "couponcode", "couponposoffer"}


def test_zero_is_no_open_day_of_a_month_that_is_none() -> None:
    assert TESTS["yymmd0"]("270600")
    assert not TESTS["yymmd0"]("271300")
    assert not TESTS["yymmd0"]("270631")


def test_a_component_too_long_for_its_place_is_none() -> None:
    assert rule_for("4300").fits("A" * 35)
    assert not rule_for("4300").fits("%41%42" * 10)


@pytest.mark.parametrize(
    ("text", "kind", "incomplete"),
    [
        ("(01)09520123456788(10)A", "gs1", False),
        ("(10)A", "gs1", True),
        ("(21)A", "gs1", True),
        ("(02)09520123456788(37)5", "gs1", True),
        ("(00)395201230000000012(02)09520123456788(37)5", "gs1", False),
        ("(01)09520123456788(3103)001250", "gs1", False),
        ("(01)09520123456788(3103)001250(3102)000125", "plain", False),
        ("(01)09520123456788(3925)12599(3103)001250", "gs1", False),
        ("(01)09520123456788(3925)12599", "gs1", True),
        ("(01)09520123456788(250)A", "gs1", True),
        ("(01)09520123456788(21)B(250)A", "gs1", False),
        ("(01)09520123456788(02)09520123456788", "plain", False),
        ("(420)12345(421)528123", "plain", False),
        ("(8017)123456789012345675(8018)123456789012345675", "plain", False),
        ("(8030)X(253)9520123456788", "plain", False),
        ("(8030)X(253)9520123456788A", "gs1", False),
        ("(400)A(400)A", "gs1", False),
        ("(400)A(400)B", "plain", False),
        ("(91)A", "gs1", False),
        ("(8110)0123456123456111101239", "plain", False),
    ],
)
def test_what_stands_together(text: str, kind: str, incomplete: bool) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.incomplete) == (kind, incomplete)


def dictionary() -> Iterator[tuple[str, bool, list[str], list[str]]]:
    """AI, whether it may stand in a query, its components, its attributes."""
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines():
        names, *words = line.partition("#")[0].split() or [""]
        if not names:
            continue
        flags = words.pop(0) if re.fullmatch(r"[*?]+", words[0]) else ""
        first, _, last = names.partition("-")
        attributes = [word for word in words if re.match(r"(req|ex)=|dlpkey", word)]
        for number in range(int(first), int(last or first) + 1):
            components = [word for word in words if word not in attributes]
            yield f"{number:0{len(first)}d}", "?" in flags, components, attributes


if DICTIONARY.exists():

    def test_the_table_is_the_dictionarys() -> None:
        seen = set()
        for ai, in_query, components, attributes in dictionary():
            rule, said = rule_for(ai), dict(each.partition("=")[::2] for each in attributes)
            seen.add(ai)
            assert GS1ApplicationIdentifier.extract(ai).ai == ai
            assert rule.in_query == in_query, ai
            assert {frozenset(group) for group in rule.needs} == {
                frozenset(group.split("+")) for group in said.get("req", "").split(",") if group
            }, ai
            assert set(rule.excludes) == {each for each in said.get("ex", "").split(",") if each}, ai
            assert bool(rule.link_paths) == ("dlpkey" in said), ai
            longest = {row.replace("|", ",") for row in said.get("dlpkey", "").split("|")}
            assert not rule.link_paths or longest <= {",".join(path) for path in rule.link_paths}, ai
            tests = [each.strip("[]").split(",")[1:] for each in components]
            wanted = [[name for name in names if name != "gcppos2"] for names in tests]
            # the company prefix in front of digits alone is nothing to test
            digits = [not re.search("[XY]", each) for each in components]
            wanted = [
                [name for name in names if not (plain and name == "gcppos1")]
                for names, plain in zip(wanted, digits, strict=True)
            ]
            assert not any(wanted) or [list(each.tests) for each in rule.components] == wanted, ai
        assert {ai for ai in RULES if not ai.endswith("n")} <= seen
