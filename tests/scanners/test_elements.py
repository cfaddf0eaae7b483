"""GS1 element strings in every dress, and what biip alone lets pass."""

from datetime import date

import pytest

from scanners import RawRead, Scan, parse

GTIN = "09520123456788"
SSCC = "395201230000000012"
GS = "\x1d"


def read(text: str) -> Scan:
    return parse(RawRead(text))


@pytest.mark.parametrize(
    "text",
    [
        f"]C101{GTIN}10AB-1{GS}17271231",
        f"]d201{GTIN}10AB-1{GS}17271231",
        f"]Q301{GTIN}10AB-1{GS}17271231",
        f"]e001{GTIN}10AB-1{GS}17271231",
        f"]J101{GTIN}10AB-1{GS}17271231",
        f"]C101{GTIN}1727123110AB-1",
        f"01{GTIN}1727123110AB-1",
        f"{GS}01{GTIN}10AB-1{GS}17271231{GS}",
        f"01{GTIN}10AB-1{GS}17271231",
        f"01{GTIN}10AB-1{{GS}}17271231",
        f"01{GTIN}10AB-1<gs>17271231",
        f"01{GTIN}10AB-1[GS]17271231",
        f"01{GTIN}10AB-1^]17271231",
        f"01{GTIN}10AB-1␝17271231",
        f"01{GTIN}10AB-1|17271231",
        f"]C101{GTIN}10AB-1|17271231",
        f"(01){GTIN}(10)AB-1(17)271231",
        f" (01) {GTIN} (10) AB-1 (17) 271231 ",
        "（０１）０９５２０１２３４５６７８８（１０）ＡＢ－１（１７）２７１２３１",
        f"]C0(01){GTIN}(10)AB-1(17)271231",
        f"https://id.gs1.org/01/{GTIN}/10/AB-1?17=271231",
        f"HTTPS://shop.example.cn:8443/goods/01/{GTIN}/10/AB-1?17=271231&lang=zh#top",
        "http://example.com/01/9520123456788/10/AB-1?17=271231",
        f"https://example.com/gtin/{GTIN}/lot/AB%2D1?17=271231",
        f"]Q1https://example.com/01/{GTIN}/10/AB-1?17=271231",
        f"]d1https://example.com/01/{GTIN}/10/AB-1?17=271231",
        f"[)>\x1e05\x1d01{GTIN}10AB-1{GS}17271231\x1e\x04",
        f"]d1[)>\x1e05\x1d01{GTIN}10AB-1{GS}17271231\x1e\x04\r",
        f"[)>{{RS}}05{{GS}}01{GTIN}10AB-1{{GS}}17271231{{RS}}{{EOT}}",
        f"]E09520123456788|]e010AB-1{GS}17271231",
        "]E09520123456788|]e010AB-1<GS>17271231",
        f"]C101{GTIN}|]e010AB-1{GS}17271231",
    ],
)
def test_one_message_in_every_dress(text: str) -> None:
    scan = read(text)
    assert (scan.kind, scan.gtin, scan.lot, scan.expiry) == ("gs1", GTIN, "AB-1", date(2027, 12, 31))


@pytest.mark.parametrize(
    ("elements", "fields"),
    [
        ("(21)x9/Z", {"serial": "x9/Z"}),
        ("(10)aB", {"lot": "aB"}),
        ("(10)a\\(b)", {"lot": "a(b)"}),
        ("(17)270200", {"expiry": date(2027, 2, 28)}),
        ("(17)280200", {"expiry": date(2028, 2, 29)}),
        ("(15)270630", {"expiry": date(2027, 6, 30)}),
        ("(15)270630(17)270731", {"expiry": date(2027, 7, 31)}),
        ("(7003)2712312359", {"expiry": date(2027, 12, 31)}),
        ("(11)270101", {"expiry": None}),
        ("(30)24", {"count": 24}),
        (f"(00){SSCC}(02){GTIN}(37)0048", {"sscc": SSCC, "gtin": GTIN, "count": 48}),
        (f"(01){GTIN}(3103)001250", {"gtin": GTIN, "weight_g": 1250}),
        (f"(01){GTIN}(3100)000012", {"weight_g": 12_000}),
        (f"(01){GTIN}(3105)654355", {"weight_g": 6544}),
        ("(95)X", {}),
        ("(414)9520123456788(254)A1", {"gln": "9520123456788", "gtin": None}),
        (f"(8006){GTIN}0102", {"gtin": None}),  # one piece of two is no trade item
        ("(7007)270101280101", {"expiry": None}),  # biip takes the second date for a time
        ("(402)95201230000000011", {}),
    ],
)
def test_what_the_elements_carry(elements: str, fields: dict[str, object]) -> None:
    scan = read(elements)
    assert scan.kind == "gs1"
    assert {name: getattr(scan, name) for name in fields} == fields


def test_the_text_of_a_composite_symbol_is_what_was_read() -> None:
    assert read("]E09520123456788|]e010AB-1").text == "9520123456788|]e010AB-1"
    assert read("]E09520123456788|]e0zz") == Scan(text="9520123456788|]e0zz", kind="plain")


def test_a_lone_key_is_named_by_it() -> None:
    for text in (f"(01){GTIN}", f"]C101{GTIN}", f"https://a.example/01/{GTIN}?linkType=all"):
        assert (read(text).kind, read(text).gtin) == ("gtin", GTIN)
    for text in (f"(00){SSCC}", f"]C100{SSCC}", f"https://a.example/x/00/{SSCC}"):
        assert (read(text).kind, read(text).sscc) == ("sscc", SSCC)


@pytest.mark.parametrize(
    "text",
    [
        "]C10109520123456789",  # check digits, which biip only notes
        "]C100395201230000000013",
        "]C140295201230000000012",
        f"]C101{'0' * 14}",
        f"]C101{GTIN}70032712312359" + "10AB",  # 7003 needs a separator behind it
        f"]C101{GTIN}10" + "A" * 21,  # a lot of 21 characters, which biip cuts
        f"]C101{GTIN}17271301",
        f"]C101{GTIN}17000000",
        f"]C101{GTIN}30{GS}10AB",  # an empty count
        f"]C101{GTIN}10",
        f"]C101{GTIN}10A B",
        f"]C101{GTIN}10é",
        f"]C101{GTIN}10A{GS}{GS}21B",
        f"]C1https://example.com/01/{GTIN}",  # FNC1 begins no URI
        f"(01){GTIN}(10)A B",
        "]C101٠٩٥٢٠١٢٣٤٥٦٧٨٨",
        f"]C101{GTIN}10AB{GS}10CD",  # contradicts itself
        f"]C101{GTIN}02{GTIN}",
        f"]C101{GTIN}375",
        "]C1" + GTIN,
        f"(01){GTIN}(10)",
        f"(01){GTIN}(10)AB)(",
        f"(01){GTIN}10)AB(",
        f"x(01){GTIN}",
        "(1)ABC",
        "(101)ABC",
        "(",
        "https://example.com/",
        "https://example.com/01/",
        "https://example.com/01/5",
        "https://example.com/01/09520123456789",
        f"https://example.com/01/{GTIN}/10/",
        f"https://example.com/01/{GTIN}/99/A",
        f"https://example.com/01/{GTIN}?10=AB",
        f"https://example.com/01/{GTIN}?99=A&99=B",
        f"https://example.com/01/{GTIN}?999=A",
        f"https://example.com/01/{GTIN}?01={GTIN}",
        f"https://example.com/01/{GTIN}?22=A",  # CPV belongs in the path
        f"https://example.com/01/{GTIN}/21/A/10/B",
        f"https://example.com/01/{GTIN}/235/A/21/B",
        f"https://example.com/00/{SSCC}/10/A",
        f"https://me@example.com/01/{GTIN}",
        f"Https://example.com/01/{GTIN}",
        "https://news.example/2026/01/20260118",  # a day in January whose digits fit
        f"https://example.com/01/{GTIN}/21/A%00B",
        f"https:///01/{GTIN}",
        f"https://[/01/{GTIN}",
        f"https://例.example/01/{GTIN}",  # its host is to be written in ASCII
        f"ftp://example.com/01/{GTIN}",
        "http",
        "|",
        "A|B",
        "10AB|zz",
        "{GS}",
    ],
)
def test_what_breaks_the_rules_is_plain(text: str) -> None:
    scan = read(text)
    assert scan == Scan(text=text.removeprefix("]C1"), kind="plain")


def test_a_bar_alone_proves_no_message() -> None:
    scan = read("10AB|21X9")
    assert (scan.kind, scan.lot, scan.serial) == ("ambiguous", None, None)
    gs1, plain = scan.readings
    assert (gs1.kind, gs1.lot, gs1.serial) == ("gs1", "AB", "X9")
    assert plain == Scan(text="10AB|21X9", kind="plain")


@pytest.mark.parametrize("text", [f"01{GTIN}10AB117271231", f"]C101{GTIN}10AB117271231"])
def test_a_separator_that_a_wedge_may_have_lost(text: str) -> None:
    scan = read(text)
    assert (scan.kind, scan.lot, scan.expiry) == ("ambiguous", None, None)
    assert [(each.gtin, each.lot, each.expiry) for each in scan.readings] == [
        (GTIN, "AB117271231", None),
        (GTIN, "AB1", date(2027, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("text", "lot"),
    [
        (f"01{GTIN}10AB117271331", "AB117271331"),  # month 13
        (f"01{GTIN}1726123110AB117271231", "AB117271231"),  # the expiry is there already
        (f"01{GTIN}1017271231", "17271231"),  # no lot would be left
        (f"01{GTIN}10AB117271231{GS}21X", "AB117271231"),  # this device does send separators
        (f"(01){GTIN}(10)AB117271231", "AB117271231"),
    ],
)
def test_a_lot_that_can_only_be_a_lot(text: str, lot: str) -> None:
    scan = read(text)
    assert (scan.kind, scan.lot) == ("gs1", lot)
