"""Whatever stands in a name, a label comes out whole: nothing is obeyed, nothing hides the codes, nothing breaks."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floor.printing.documents.facts import ShipTo
from floor.printing.labels import draw, make
from floor.printing.labels.facts import BadgeFacts, LoadFacts, LocationFacts, SkuFacts, UnitFacts
from floor.printing.labels.sheets import PAPERS
from models import Refused
from scanners import own_labels
from tests.printing.documents.examples import parcel
from tests.printing.documents.reading import pages, size_mm
from tests.printing.labels.examples import SSCC
from tests.printing.labels.scanning import shown, zbar, zxing

EVIL = {
    "script": "<script>alert(1)</script>&amp;\"'",
    "long": "long words " * 500,
    "longest": "W" * 5000,
    "Chinese": "長" * 5000,
    "controls": "\x00\x1d\n\t\x7f\x9b",
    "commands": "^XZ^XA^FDowned^FS~JA~DGR:X\\&\\5E_5E",
    "emoji": "🙂𝒳👩‍👩‍👧 \ufffe",
    "scripts": "שלום عالم ไทย 서울 ᚠᛇ",
    "markup": "**b** {nb} %s --x--",
    "empty": "",
}
OURS = {"XA", "XZ", "CI", "PW", "LL", "LH", "FO", "FR", "A0", "FB", "FH", "FD", "FS", "GB", "GF"}


def everywhere(text):
    """A label of each kind that bears words of others, with this text wherever one can stand."""
    to = ShipTo(text, text, text, text, text, text)
    return [
        parcel(ship_to=to, order=text, carrier=text, service=text),
        LocationFacts("01-02-A", "47", text),
        SkuFacts("85123A", text),
        BadgeFacts("1001", text, ("picker",)),
        LoadFacts("L-000012", text, text, 1, 1),
    ]


CODES = [SSCC, "LOC-01-02-A", "SKU-85123A", "BADGE-1001", "L-000012"]


@pytest.mark.parametrize(("form", "at"), [("pdf", 0), ("svg", 1), ("png", 3), ("zpl", 2)])
@pytest.mark.parametrize("text", EVIL.values(), ids=EVIL)
def test_no_text_breaks_a_label_or_covers_its_codes(printer, text, form, at):
    facts, code = everywhere(text)[at], CODES[at]
    made, label = make([facts], form, "en"), draw(facts, "en")
    image = printer.print(made, label.width, label.height)[0] if form == "zpl" else shown(made, form)
    assert code in zxing(image)[0] & zbar(image)[0]


def obeyed(zpl: bytes) -> list[str]:
    """What a printer would obey, in order."""
    return re.findall(r"[\^~](..)", zpl.decode(), re.DOTALL)


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_whatever_a_name_holds_a_printer_obeys_one_beginning_and_one_end(text):
    for facts in everywhere(text):
        commands = obeyed(make([facts], "zpl", "en"))
        assert set(commands) <= OURS
        assert commands.count("XA") == commands.count("XZ") == 1


@given(st.text(max_size=60))
@settings(max_examples=30)
def test_whatever_a_name_holds_a_drawing_is_xml_without_scripts(text):
    for facts in everywhere(text):
        tags = {
            each.tag.partition("}")[2] for each in ElementTree.fromstring(make([facts], "svg", "en")).iter()
        }
        assert tags <= {"svg", "title", "rect", "path", "g"}


def test_commands_in_a_name_reach_the_paper_as_they_were():
    field = make([parcel(order="a^b~c_d\\e")], "zpl", "en").decode()
    printed = re.search(r"\^FH_\^FD(a[^^]*)\^FS", field).group(1)
    assert re.sub(r"_([0-9A-F]{2})", lambda hex_: chr(int(hex_[1], 16)), printed) == "a^b~c_d\\e"


def test_chinese_is_sent_as_a_picture_and_latin_as_text():
    zpl = make([parcel("traditional")], "zpl", "en").decode()
    assert "陳怡君" not in zpl
    assert "^FDRoyal Mail^FS" in zpl
    assert len(re.findall(r"\^GFA,", zpl)) > len(
        re.findall(r"\^GFA,", make([parcel()], "zpl", "en").decode())
    )


@pytest.mark.parametrize(
    "sscc", ["", "34012345000000001", "34012345000000001X", "³40123450000000017", "340123450000000018"]
)
def test_what_could_not_be_scanned_back_is_no_sscc(sscc):
    with pytest.raises(ValueError, match="18 digits"):
        parcel(sscc=sscc)


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=40)
def test_whatever_a_code_may_be_its_label_says_it(text):
    """Codes that the catalogue would take: its label is what a scanner sends."""
    try:
        code = own_labels.sku_code(text)
    except ValueError:
        return
    image = shown(make([SkuFacts(code.removeprefix("SKU-"), "")], "png", "en"), "png")
    assert code in set.union(*zxing(image))


@pytest.mark.parametrize("name", PAPERS)
def test_a_sheet_of_label_paper_holds_what_it_should(name):
    paper = PAPERS[name]
    facts = [UnitFacts(f"TOTE-{n:04d}") for n in range(paper.on_a_page + 1)]
    made = make(facts, "pdf", "en", paper=name)
    assert pages(made) == 2
    assert size_mm(made) == tuple(map(round, paper.page))
    image = shown(made, "pdf")
    assert zxing(image)[0] == {each.code for each in facts[: paper.on_a_page]}


def test_paper_that_is_too_small_for_a_scanner_is_refused():
    with pytest.raises(Refused) as refusal:
        make([parcel()], "pdf", "en", paper="5160")
    assert (refusal.value.code, refusal.value.params["paper"]) == ("label.paper_too_small", "5160")


TWO = [UnitFacts("TOTE-1"), UnitFacts("TOTE-2")]


@pytest.mark.parametrize(
    ("facts", "form", "code"),
    [([], "pdf", "label.none"), (TWO, "svg", "label.one_only"), (TWO, "png", "label.one_only")],
)
def test_what_cannot_be_one_file_is_refused(facts, form, code):
    with pytest.raises(Refused) as refusal:
        make(facts, form, "en")
    assert refusal.value.code == code
