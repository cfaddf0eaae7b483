"""Which reading wins: the rules of scanners.read, one table a rule."""

import csv
import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin
from biip.sscc import Sscc
from biip.upc import Upc

import scanners.read
from scanners import Profile, RawRead, Scan, parse

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


OWN_LABELS = ["LOC-01-02-A", "tote-0007", "CMD-QTY-12", "WGT-1250", "SKU-85123A", "P-000123", "TOTE--"]


@pytest.mark.usefixtures("biip_refuses")
@pytest.mark.parametrize("text", [*OWN_LABELS, *[row[0] for row in BARE if row[0] != "01" + GTIN]])
def test_plain_codes_never_wait_for_biip(text: str) -> None:
    assert parse(RawRead(text)).kind != "gs1"


@pytest.mark.usefixtures("biip_refuses")
def test_the_guard_sees_biip() -> None:
    with pytest.raises(AssertionError, match="biip was asked"):
        parse(RawRead("01" + GTIN))


def test_plain_codes_are_read_in_a_twenty_thousandth_of_a_second() -> None:
    """In a process of its own, where nobody counts the lines that are run."""
    texts = [*OWN_LABELS, *[row[0] for row in BARE if row[0] != "01" + GTIN]]
    setup = f"from scanners import RawRead, parse; raws = [RawRead(text) for text in {texts!r}]"
    command = [sys.executable, "-m", "timeit", "-p", "-u", "usec", "-n", "50", "-r", "3", "-s", setup]
    said = subprocess.run(
        [*command, "for raw in raws: parse(raw)"], capture_output=True, text=True, check=True
    )
    fastest = re.search(r"best of 3: ([0-9.]+) usec", said.stdout)
    assert fastest, said.stdout
    assert float(fastest[1]) / len(texts) < 1_000_000 / 20_000


RULES = {
    "1 a profile's prefix and suffix": [("~LOC-1~", "location", Profile(prefix="~", suffix="~"))],
    "1 the profile comes before the AIM identifier": [(">]C196385074", "gs1", Profile(prefix=">"))],
    "2 an AIM identifier, unless the device sends none": [
        ("]C196385074", "gs1", Profile()),
        ("]C196385074", "plain", Profile(aim=False)),
    ],
    "2 an envelope says that element strings are in it": [("[)>\x1e05\x1d10AB\x1e\x04", "gs1", Profile())],
    "3 a code of our own in any symbol": [
        ("]C1LOC-1", "location", Profile()),
        ("]E0LOC-1", "location", Profile()),
    ],
    "4 retail symbols hold a GTIN or nothing": [
        ("]E496385074", "gtin", Profile()),
        ("]E047", "plain", Profile()),
        ("]E0986578788855", "plain", Profile()),
    ],
    "5 FNC1 in front: never a bare number": [
        ("96385074", "gtin", Profile()),
        ("]C196385074", "gs1", Profile()),
        ("]C1395201230000000012", "plain", Profile()),
    ],
    "6 a right check digit goes before any AI, and before any courier": [
        ("614141000036", "gtin", Profile()),
        ("00395201230000000012", "sscc", Profile()),
        ("986578788855", "plain", Profile()),
    ],
    "7 GS1 by its form, and other AIs in front prove nothing": [
        ("010952012345678810AB", "gs1", Profile()),
        ("10AB\x1d21X", "gs1", Profile()),
        ("10002", "plain", Profile()),
        ("1012345678", "plain", Profile()),
    ],
    "8 GS1 that breaks its rules is plain": [
        ("(17)271301", "plain", Profile()),
        ("https://a.example/", "plain", Profile()),
    ],
    "9 a tag": [
        ("3034257BF7194E4000001A85", "gs1", Profile()),
        ("urn:epc:id:sgtin:0614141.812345.6789", "gs1", Profile()),
    ],
    "10 a courier's number is nothing else": [
        ("1Z5R89390357567127", "waybill", Profile()),
        ("3318810025", "plain", Profile()),
    ],
    "11 what cannot be decided": [
        ("10AB|21X", "ambiguous", Profile()),
        ("10AB|21X", "gs1", Profile(separators=("|",))),
        ("10AB~21X", "plain", Profile()),
        ("10AB~21X", "gs1", Profile(separators=("~",))),
        ("010952012345678810AB117271231", "ambiguous", Profile()),
    ],
}


@pytest.mark.parametrize("rule", RULES)
def test_the_written_rules(rule: str) -> None:
    for text, kind, profile in RULES[rule]:
        assert parse(RawRead(text, profile=profile)).kind == kind, (text, profile)


def test_every_written_rule_has_its_row() -> None:
    written = re.findall(r"^([0-9]+)\. ", scanners.read.__doc__ or "", re.MULTILINE)
    assert list(dict.fromkeys(name.split()[0] for name in RULES)) == written


def test_a_device_that_was_described_is_read_as_described() -> None:
    described = Profile(prefix="<", suffix="#", separators=("@@",))
    scan = parse(RawRead(" <]C10109520123456788" + "10AB@@21X#\r\n", profile=described))
    assert (scan.gtin, scan.lot, scan.serial) == (GTIN, "AB", "X")
    assert parse(RawRead("LOC-1", profile=described)).code == "LOC-1"  # typed by hand, so without them
    assert parse(RawRead("<#", profile=described)).kind == "unknown"


def test_what_is_a_tag_and_a_couriers_number_alike_is_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = "1001921334250001000300779017972697"
    tag = Scan(text=digits, kind="gs1", epc="urn:epc:id:sgtin:0614141.812345.6789")
    monkeypatch.setattr(scanners.read.epc, "read", lambda text: tag if text == digits else None)
    scan = parse(RawRead(digits))
    assert (scan.kind, [each.kind for each in scan.readings]) == ("ambiguous", ["gs1", "waybill"])


MISTAKES_OF_BIIP = {
    "a lone ] raises": ("]", "plain"),
    "an empty ]C1 passes": ("]C1", "unknown"),
    "a link behind ]Q1 is not taken": ("]Q1https://id.gs1.org/01/09520123456788/10/A", "gs1"),
    "a link behind ]d1 is not taken": ("]d1https://id.gs1.org/01/09520123456788/10/A", "gs1"),
    "]J0 fails": ("]J0HELLO", "plain"),
    "]J1 fails": ("]J10109520123456788", "gtin"),
    "a composite's |]e0 fails": ("]E09520123456788|]e010A", "gs1"),
    "(7003) without a separator is swallowed": ("]C10109520123456788" + "7003271231235910A", "plain"),
    "a wrong check digit of (402) shows nowhere": ("]C140295201230000000012", "plain"),
    "a wrong check digit of (01) only shows in gtin_error": ("]C10109520123456789", "plain"),
    "a wrong check digit of (00) only shows in sscc_error": ("]C100395201230000000013", "plain"),
    "a wrong check digit of (414) only shows in gln_error": ("]C14149520123456789", "plain"),
    "a wrong check digit of (253) shows nowhere": ("]C12539520123456789", "plain"),
    "the second date of (7007) is taken for a time": ("]C17007270101280101", "gs1"),
    "an empty (30) passes": ("]C10109520123456788" + "30", "plain"),
    "a lot too long is cut": ("]C10109520123456788" + "10" + "A" * 21, "plain"),
    "an address of two-byte letters is counted short": ("]C14300" + "%41%42" * 10, "plain"),
    "digits of other scripts are digits": ("]C101٠٩٥٢٠١٢٣٤٥٦٧٨٨", "plain"),
    "a link's query may repeat an AI": ("https://a.example/01/09520123456788?99=A&99=B", "plain"),
    "a link's query may hold what belongs in its path": ("https://a.example/01/09520123456788?21=A", "plain"),
    "what excludes each other stands together": ("(01)09520123456788(37)5", "plain"),
}


@pytest.mark.parametrize(("text", "kind"), MISTAKES_OF_BIIP.values(), ids=MISTAKES_OF_BIIP)
def test_what_biip_gets_wrong(text: str, kind: str) -> None:
    assert parse(RawRead(text)).kind == kind


PRODUCTS = Path(__file__).parents[3] / "shared" / "data" / "gtin_products" / "products_gtin_dev.csv.gz"

if PRODUCTS.exists():

    def test_the_codes_of_real_goods() -> None:
        with gzip.open(PRODUCTS, "rt", encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                code, scan = row["code"], parse(RawRead(row["code"]))
                good = row["gtin_valid"].lower() in ("1", "true") and code.strip("0") != ""
                assert (scan.kind == "gtin") == good, code
                assert scan.gtin == (code.zfill(14) if good else None)
