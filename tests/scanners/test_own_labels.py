"""Codes of the warehouse's own labels: each that is built is read back as itself, and half a label is none."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import RawRead, own_codes, own_labels, parse

NAMED: dict[str, Callable[[str], str]] = {
    "location": own_labels.location_code,
    "carton": own_labels.carton_code,
    "lot": own_labels.lot_code,
    "badge": own_labels.badge_code,
    "sku": own_labels.sku_code,
}
REGISTERED: dict[str, Callable[[str], str]] = {"tote": own_labels.tote_code, "cart": own_labels.cart_code}


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("LOC-01-02-A", "location", "LOC-01-02-A"),
        ("loc-01-02-a", "location", "LOC-01-02-A"),
        ("Loc-DOCK-1", "location", "LOC-DOCK-1"),
        ("LOC-冷库-a", "location", "LOC-冷库-A"),
        ("tote-0007", "tote", "TOTE-0007"),
        ("CART-3", "cart", "CART-3"),
        ("ctn-box-m", "carton", "CTN-BOX-M"),
        ("MAT-Fragile", "material", "MAT-FRAGILE"),
        ("wgt-01250", "weight", "WGT-1250"),
        ("LOT-l12345", "lot", "LOT-L12345"),
        ("SER-ab-1", "serial", "SER-AB-1"),
        ("LOAD-000012", "load", "LOAD-000012"),
        ("badge-1001", "badge", "BADGE-1001"),
        ("sku-85123a", "sku", "SKU-85123a"),
        ("SKU-BANK CHARGES", "sku", "SKU-BANK CHARGES"),
        ("cmd-short-damaged", "command", "CMD-SHORT-DAMAGED"),
        ("CMD-QTY-012", "command", "CMD-QTY-12"),
        ("p-000123", "work", "P-000123"),
        ("K-000001", "work", "K-000001"),
        ("L-1234567", "work", "L-1234567"),
        ("b-000009", "work", "B-000009"),
        ("\ufeff LOC-01-02-A\r\n", "location", "LOC-01-02-A"),
        ("ＬＯＣ－０１－０２－Ａ", "location", "LOC-01-02-A"),
        ("]C0LOC-01-02-A", "location", "LOC-01-02-A"),
        ("]Q1TOTE-0007", "tote", "TOTE-0007"),
        ("]C1TOTE-0007", "tote", "TOTE-0007"),
    ],
)
def test_each_prefix_in_either_case(text: str, kind: str, code: str) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.code) == (kind, code)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "LOC-",
            "LOC",
            "LOC 01-02-A",
            "XLOC-1",
            "LOT- 1",
            "LOC-1\x1d2",
            "TOTE-",
            "TOTE-7 TOTE-8",
            "TOTE--7",
        ],
        *[
            "TOTE-7-",
            "TOTE-" + "7" * 33,
            "TOTE-七",
            "CART-<b>",
            "WGT-1.25",
            "WGT--5",
            "WGT-12345678",
            "WGT-x",
        ],
        *["CMD-APPROVE", "CMD-", "CMD-QTY-", "CMD-QTY--1", "CMD-QTY-1234567", "CMD-QTY-٣", "P-123"],
        *["P-1234567890", "X-000123", "P-00012٣", "P000123"],
    ],
)
def test_what_only_resembles_a_code_of_our_own_is_plain(text: str) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.code, scan.text) == ("plain", None, text)


def test_fields_beside_the_code() -> None:
    assert parse(RawRead("WGT-1250")).weight_g == 1250
    assert parse(RawRead("LOT-aB1")).lot == "aB1"
    assert parse(RawRead("ser-x9")).serial == "x9"
    assert parse(RawRead("p-000123")).work_number == "P-000123"
    assert parse(RawRead("LOC-01-02-a")).name == "01-02-A"
    assert parse(RawRead("hello")).name is None


@pytest.mark.parametrize("command", sorted(own_codes.COMMANDS))
def test_every_command(command: str) -> None:
    scan = parse(RawRead(f"cmd-{command.lower()}"))
    assert (scan.kind, scan.command, scan.quantity) == ("command", command, None)


@given(st.integers(0, 999_999))
def test_every_quantity(quantity: int) -> None:
    scan = parse(RawRead(f"CMD-QTY-{quantity}"))
    assert (scan.kind, scan.command, scan.quantity) == ("command", "QTY", quantity)


@given(st.integers(0, 9_999_999))
def test_every_weight(grams: int) -> None:
    assert parse(RawRead(f"WGT-{grams}")).weight_g == grams


@given(st.sampled_from(sorted(own_codes.WORK_LETTERS)), st.integers(0, 999_999_999))
def test_every_work_number(letter: str, number: int) -> None:
    text = f"{letter}-{number:06d}"
    assert parse(RawRead(text.lower())).work_number == text


@given(st.sampled_from(sorted(NAMED)), st.text(max_size=40))
def test_every_name_that_can_be_built_is_read_back(kind: str, name: str) -> None:
    try:
        code = NAMED[kind](name)
    except ValueError:
        readable = unicodedata.normalize("NFKC", name.strip())
        assert not readable or readable[0] == " " or not readable.isprintable()
        return
    scan = parse(RawRead(code))
    assert (scan.kind, scan.code) == (kind, code)
    assert scan.name is not None
    assert NAMED[kind](scan.name) == code


@given(
    st.sampled_from(sorted(REGISTERED)),
    st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._]{0,10}(-[0-9A-Za-z._]{1,10})?", fullmatch=True),
)
def test_every_tote_and_cart_is_read_back(kind: str, name: str) -> None:
    code = REGISTERED[kind](name)
    for text in (code, code.lower(), f"  {code}\t"):
        scan = parse(RawRead(text))
        assert (scan.kind, scan.code) == (kind, code)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "a\ud800", "a\x1db", "x" * 253])
@pytest.mark.parametrize("kind", sorted(NAMED))
def test_names_that_no_label_can_bear(kind: str, name: str) -> None:
    with pytest.raises(ValueError, match="can be made"):
        NAMED[kind](name)


@pytest.mark.parametrize(("kind", "name"), [("tote", "a b"), ("cart", "x" * 33)])
def test_what_cannot_be_built(kind: str, name: str) -> None:
    with pytest.raises(ValueError, match="can be made"):
        REGISTERED[kind](name)


@pytest.mark.parametrize("text", ["EXP-2027-01-31", "exp-2027-01-31", "ＥＸＰ-２０２７-０１-３１"])
def test_an_expiry_is_a_day_of_the_calendar(text):
    scan = parse(RawRead(text))
    assert (scan.kind, scan.expiry, scan.code) == ("expiry", date(2027, 1, 31), "EXP-2027-01-31")


@pytest.mark.parametrize("text", ["EXP-2027-02-31", "EXP-31.01.2027", "EXP-20270131", "EXP-2027-1-1", "EXP-"])
def test_what_no_calendar_has_is_no_expiry(text):
    assert parse(RawRead(text)).kind == "plain"


def test_a_reason_keeps_its_words():
    scan = parse(RawRead("why-wet on one side"))
    assert (scan.kind, scan.name) == ("reason", "wet on one side")
