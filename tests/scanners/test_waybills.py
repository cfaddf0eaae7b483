"""Couriers' numbers by form and check digit: a few of our own, and where they are at hand those of 18 couriers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanners import RawRead, parse
from scanners.waybills import FORMS, couriers_of

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "carrier_tracking_numbers" / "couriers"

OWN = [
    ("1Z 999 AA1 01 2345 6784", "waybill", ("UPS",)),
    ("1z999aa10123456784", "waybill", ("UPS",)),
    ("1Z999AA10123456785", "plain", ()),
    ("RR123456785CN", "waybill", ("Post CN",)),
    ("RR123456786CN", "plain", ()),
    ("RR123456785XX", "plain", ()),
    ("9400111206206406260787", "waybill", ("USPS",)),
    ("420787459400111206206406260787", "waybill", ("USPS",)),
    ("]C1420787459400111206206406260787", "plain", ()),  # no AI 420 has so many characters
    ("]C142078745\x1d9400111206206406260787", "gs1", ("USPS",)),
    ("]C19611020987654312345672", "gs1", ("FedEx",)),
    ("TBA502887274000", "waybill", ("Amazon",)),
    ("JJD0002257639032011", "waybill", ("Yodel",)),
    ("008182709980000020033350276C", "waybill", ("DPD",)),
    ("986578788855", "plain", ("FedEx",)),  # twelve digits: one of eleven fits by chance
    ("3318810025", "plain", ("DHL",)),
    ("614141000036", "gtin", ()),  # a GTIN-12 goes before
    ("00395201230000000012", "sscc", ()),
    ("LOC-1234567890", "location", ()),
    ("P-123456785", "work", ()),
    ("INSTALLATION1", "plain", ()),
    ("85123A", "plain", ()),
]

NOT_TOLD = {
    "DHL E-Commerce (14)": "fourteen digits without a check digit may be anything",
    "FedEx Ground (SSCC-18)": "an SSCC, whoever gave it",
}


@pytest.mark.parametrize(("text", "kind", "couriers"), OWN)
def test_what_a_form_tells(text: str, kind: str, couriers: tuple[str, ...]) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.couriers) == (kind, couriers)


def test_a_wrong_check_digit_is_no_couriers() -> None:
    for good, body in (("TBA502887274000", 0), ("1Z999AA10123456784", 1), ("D10011354453707", 1)):
        digit = str((int(good[-1]) + 1) % 10)
        assert bool(couriers_of(good[:-1] + digit)) == (not body)


def test_digits_alone_have_a_check_digit() -> None:
    for form in FORMS:
        assert form.check or re.search("[A-Z]", re.sub(r"\(\?[^)]*\)", "", form.pattern.pattern)), form


def numbers(said: str) -> Iterator[tuple[str, str, str]]:
    """Courier, what kind of number, and one that the courier's rules hold good or bad (`said`)."""
    for file in sorted(BESIDE.glob("*.json")):
        courier = json.loads(file.read_text(encoding="utf-8"))
        for kind in courier["tracking_numbers"]:
            for number in kind["test_numbers"].get(said, []):
                yield courier["name"], kind["name"], number


def names(courier: str, number: str) -> bool:
    known = {"United States Postal Service": "USPS", "S10 International Standard": "Post"}.get(
        courier, courier
    )
    return any(name.split()[0] == known.split()[0] for name in couriers_of(number))


if BESIDE.exists():

    def test_the_numbers_of_the_couriers() -> None:
        missed = {kind for courier, kind, number in numbers("valid") if not names(courier, number)}
        assert missed == set(NOT_TOLD)
        wrong = {number for courier, _kind, number in numbers("invalid") if names(courier, number)}
        assert wrong == {"331426749957"}  # bad only as Purolator's number with letters

    def test_a_good_number_of_a_courier_is_never_made_into_something_else() -> None:
        for _courier, kind, number in numbers("valid"):
            scan = parse(RawRead(number.replace(" ", "")))
            if kind not in NOT_TOLD and scan.kind not in ("waybill", "plain"):
                # the same digits may be a key with its check digit, or a tag as well: then that is said
                assert scan.kind in ("gtin", "sscc", "ambiguous"), number
