"""Whatever a device says, parse answers, and never makes up a key."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scanners import Profile, RawRead, Scan, parse
from scanners.gs1 import has_check_digit, is_valid_gtin, is_valid_sscc
from scanners.scan import Source

ANY_CHARACTER = st.characters(exclude_categories=())  # surrogates, NUL and astral planes too
PIECES = [
    *["]C1", "]d2", "]Q3", "]E0", "]E3", "]I1", "]e0", "]J1", "]", "|]e0", "{GS}", "<GS>", "^]", "|", "\x1d"],
    *[
        "(",
        ")",
        "(01)",
        "(10)",
        "(30)",
        "\\(",
        "https://",
        "https://a/",
        "/01/",
        "/10/",
        "/",
        "?",
        "&17=",
        "%00",
        "[",
    ],
    *[
        "01",
        "02",
        "00",
        "10",
        "21",
        "17",
        "15",
        "30",
        "37",
        "3103",
        "3922",
        "3912",
        "402",
        "414",
        "7003",
        "7007",
    ],
    *[
        "8003",
        "8030",
        "420",
        "94001112062064062607",
        "1Z",
        "3034257BF7194E4000001A85",
        "urn:epc:id:sgtin:0614141.812345.6789",
        "[)>",
        "\x1e05\x1d",
        "\x1e\x04",
        "~",
        "#",
        "8008",
        "4324",
        "271231",
        "270200",
        "000000",
        "09520123456788",
        "395201230000000012",
        "9520123456788",
    ],
    *[
        "LOC-",
        "TOTE-",
        "CMD-",
        "CMD-QTY-",
        "WGT-",
        "SKU-",
        "P-",
        "SHORT",
        "A",
        "b",
        "é",
        "٣",
        "９",
        " ",
        "-",
        "5",
    ],
]
PROFILES = [Profile(), Profile(prefix="~", suffix="#"), Profile(separators=("|", "~")), Profile(aim=False)]
SOURCES: list[Source] = ["wedge", "camera", "rfid", "typed", "voice"]


def assert_sound(scan: Scan, *, within: bool = False) -> None:
    assert len(scan.text) <= 256
    scan.text.encode()  # fit for a database and for JSON
    assert scan.gtin is None or (len(scan.gtin) == 14 and is_valid_gtin(scan.gtin))
    assert scan.sscc is None or is_valid_sscc(scan.sscc)
    assert (scan.kind == "command") == (scan.command is not None)
    assert (scan.kind == "work") == (scan.work_number is not None)
    assert (scan.kind == "ambiguous") == (len(scan.readings) == 2)
    assert scan.kind != "waybill" or scan.couriers
    assert scan.gln is None or (len(scan.gln) == 13 and has_check_digit(scan.gln))
    assert not within or not scan.readings
    if scan.kind in ("plain", "unknown", "digits2", "ambiguous"):
        assert scan == Scan(text=scan.text, kind=scan.kind, couriers=scan.couriers, readings=scan.readings)
    for reading in scan.readings:
        assert_sound(reading, within=True)


@given(st.text(ANY_CHARACTER), st.sampled_from(SOURCES), st.none() | st.text(ANY_CHARACTER, max_size=4))
@example("\x00", "wedge", None)
@example("\ud800\udc00", "wedge", None)
@example("\U0001f4e6" * 300, "camera", "]C1")
@example("9" * 10_000, "typed", None)
@example("ﷺ" * 10_000, "typed", None)
@example("]", "wedge", "]")
@example("]Y9", "wedge", None)
def test_any_text(text: str, source: Source, symbology: str | None) -> None:
    assert_sound(parse(RawRead(text, source, symbology)))


@settings(max_examples=500)
@given(st.binary(min_size=400, max_size=400), st.sampled_from(PROFILES))
def test_any_pieces_of_real_codes(dice: bytes, profile: Profile) -> None:
    """Forty texts an example, each of up to nine throws: twenty thousand in all, for the price of the throws."""
    for at in range(0, len(dice), 10):
        size = 2 + dice[at] % 9
        text = "".join(PIECES[throw % len(PIECES)] for throw in dice[at + 1 : at + size])
        assert_sound(parse(RawRead(text, profile=profile)))


@given(st.integers(0, 10_000), ANY_CHARACTER)
def test_any_length(length: int, char: str) -> None:
    assert_sound(parse(RawRead(char * length)))


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from(["", " ", "\r\n", "\t", "\n"])
)
def test_the_key_that_ends_a_scan_changes_nothing(pieces: list[str], end: str) -> None:
    text = "".join(pieces)
    assert parse(RawRead(text + end)) == parse(RawRead(text))
