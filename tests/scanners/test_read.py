"""Which reading wins: the rules of scanners.read, one table a rule."""

import pytest
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin
from biip.sscc import Sscc
from biip.upc import Upc

from scanners import RawRead, parse

GTIN = "09520123456788"
SSCC = "395201230000000012"

BARE = [
    ("47", "digits2", None, None),
    (" 07\r\n", "digits2", None, None),
    ("４７", "digits2", None, None),
    ("7", "plain", None, None),
    ("475", "plain", None, None),
    ("96385074", "gtin", "00000096385074", None),
    ("12345670", "gtin", "00000012345670", None),
    ("614141000036", "gtin", "00614141000036", None),
    ("9520123456788", "gtin", GTIN, None),
    ("９５２０１２３４５６７８８", "gtin", GTIN, None),
    (GTIN, "gtin", GTIN, None),
    ("19520123456785", "gtin", "19520123456785", None),
    ("9520123456789", "plain", None, None),
    ("96385075", "plain", None, None),
    ("04252614", "plain", None, None),
    ("0000000000000", "plain", None, None),
    (SSCC, "sscc", None, SSCC),
    ("00" + SSCC, "sscc", None, SSCC),
    ("395201230000000013", "plain", None, None),
    ("00395201230000000013", "plain", None, None),
    ("01" + GTIN, "gtin", GTIN, None),
    ("0109520123456789", "plain", None, None),
    ("10002", "plain", None, None),
    ("21508", "plain", None, None),
    ("10ABC", "plain", None, None),
    ("17271231", "plain", None, None),
    ("85123A", "plain", None, None),
    ("条码", "plain", None, None),
]

SYMBOLS = [
    ("]E09520123456788", "gtin", GTIN),
    ("]E3952012345678812", "gtin", GTIN),
    ("]E3952012345678812345", "gtin", GTIN),
    ("]E496385074", "gtin", "00000096385074"),
    ("]E004252614", "gtin", "00042100005264"),
    ("]E404252614", "plain", None),
    ("]E004252615", "plain", None),
    ("]E024252614", "plain", None),
    ("]E09520123456789", "plain", None),
    ("]E147", "plain", None),
    ("]I119520123456785", "gtin", "19520123456785"),
    ("]I047", "plain", None),
    ("]I1" + SSCC, "sscc", None),
    ("]C047", "digits2", None),
    ("]C09520123456788", "gtin", GTIN),
    ("]C196385074", "gs1", None),
    ("]C1" + "00" + SSCC, "sscc", None),
    ("]C1" + SSCC, "plain", None),
    ("]C1HELLO", "plain", None),
    ("]Q1TESTING", "plain", None),
    ("]XX", "plain", None),
    ("]", "plain", None),
    ("]?1", "plain", None),
    ("]C1", "unknown", None),
    ("]E0 ", "unknown", None),
    ("]d2\x1d\x1d", "unknown", None),
]


@pytest.mark.parametrize(("text", "kind", "gtin", "sscc"), BARE)
def test_text_without_a_symbology(text: str, kind: str, gtin: str | None, sscc: str | None) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.gtin, scan.sscc, scan.code) == (kind, gtin, sscc, None)


@pytest.mark.parametrize(("text", "kind", "gtin"), SYMBOLS)
def test_the_symbol_says_how_to_read(text: str, kind: str, gtin: str | None) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.gtin) == (kind, gtin)


@pytest.mark.parametrize(("text", "kind", "gtin"), [row for row in SYMBOLS if row[0][3:].strip("\x1d ")])
def test_a_symbology_beside_the_text_counts_the_same(text: str, kind: str, gtin: str | None) -> None:
    beside = parse(RawRead(text[3:], source="camera", symbology=text[:3]))
    assert beside == parse(RawRead(text))


def test_the_prefix_in_the_text_goes_before_the_one_beside_it() -> None:
    assert parse(RawRead("]C196385074", symbology="]E4")).kind == "gs1"
    assert parse(RawRead("96385074", symbology="QR_CODE")).kind == "gtin"


def test_text_is_what_was_read_without_blanks_and_prefix() -> None:
    assert parse(RawRead("\t ]C085123A \r\n")).text == "85123A"
    assert parse(RawRead("ＡＢＣ　1")).text == "ABC 1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" \r\n\t\u3000", ""),
        ("\x1d", ""),
        ("AB\x00C", "AB\ufffdC"),
        ("LOC-1\r\nLOC-2", "LOC-1\ufffd\ufffdLOC-2"),
        ("[)>\x1e06\x1dP1", "[)>\ufffd06\x1dP1"),
        ("\x7f", "\ufffd"),
        ("A\x85B", "A\ufffdB"),
        ("\ud800", "\ufffd"),
        ("9" * 257, "9" * 256),
        ("ﷺ" * 20, "ﷺ" * 20),  # 360 characters once written out
    ],
)
def test_what_nobody_can_read(text: str, shown: str) -> None:
    scan = parse(RawRead(text))
    assert (scan.kind, scan.text) == ("unknown", shown)


def test_256_characters_are_read() -> None:
    assert parse(RawRead("9" * 256 + "\r\n")).kind == "plain"


@pytest.fixture
def biip_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_args: object, **_more: object) -> None:
        raise AssertionError("biip was asked")

    for reader in (GS1ElementString, GS1Message, GS1DigitalLinkURI, Gtin, Sscc, Upc):
        monkeypatch.setattr(reader, "parse", touched)
    for extractor in (GS1ElementString, GS1ApplicationIdentifier):
        monkeypatch.setattr(extractor, "extract", touched)


HOUSE = ["LOC-01-02-A", "tote-0007", "CMD-QTY-12", "WGT-1250", "SKU-85123A", "P-000123", "TOTE--"]


@pytest.mark.usefixtures("biip_refuses")
@pytest.mark.parametrize("text", [*HOUSE, *[row[0] for row in BARE if row[0] != "01" + GTIN]])
def test_plain_codes_never_wait_for_biip(text: str) -> None:
    assert parse(RawRead(text)).kind != "gs1"


@pytest.mark.usefixtures("biip_refuses")
def test_the_guard_sees_biip() -> None:
    with pytest.raises(AssertionError, match="biip was asked"):
        parse(RawRead("01" + GTIN))
