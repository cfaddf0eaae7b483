"""What hangs in the hall is scanned from an arm's length, and read from further."""

from io import BytesIO

import pytest
from PIL import Image
from pyzbar.pyzbar import decode

from floor.documents import (
    LocationFacts,
    ToteFacts,
    command_card_pdf,
    location_labels_pdf,
    qr_png,
    qr_terminal,
    tote_labels_pdf,
)
from floor.languages import LANGUAGES
from tests.documents.reading import codes, pages, picture, size_mm, words

COMMANDS = {
    "CMD-SHORT",
    "CMD-SHORT-DAMAGED",
    "CMD-SKIP",
    "CMD-UNDO",
    "CMD-FULL",
    "CMD-CLOSE",
    "CMD-UNLOAD",
    "CMD-HELP",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_bears_its_code_and_its_check_digits_in_figures_only(language):
    pdf = location_labels_pdf([LocationFacts("01-02-A", "47", "A"), LocationFacts("DOCK-1", "08")], language)
    assert pages(pdf) == 2
    assert size_mm(pdf) == (100, 50)
    assert codes(pdf, 0) == {("CODE128", "LOC-01-02-A")}, "no bars may say the check digits"
    assert codes(pdf, 1) == {("CODE128", "LOC-DOCK-1")}
    assert "47" in words(pdf)
    assert "08" in words(pdf)


def test_only_the_labels_of_a_training_place_say_so():
    labels = location_labels_pdf([LocationFacts("A", "11", training=True), LocationFacts("B", "22")], "en")
    assert words(labels).count("TRAINING") == 1
    assert codes(labels, 0) == {("CODE128", "LOC-A")}


@pytest.mark.parametrize("training", [False, True])
def test_a_tote_scans_by_laser_and_by_camera(training):
    pdf = tote_labels_pdf([ToteFacts("TOTE-0007", training)], "zh-Hant")
    assert codes(pdf) == {("CODE128", "TOTE-0007"), ("QRCODE", "TOTE-0007")}
    assert "TOTE-0007" in words(pdf)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_has_every_command_and_quantities_that_an_office_printer_prints_scannably(language):
    pdf = command_card_pdf(language)
    found = {text for kind, text in codes(pdf, dots_per_inch=300) if kind == "CODE128"}
    assert found >= COMMANDS | {"CMD-QTY-2", "CMD-QTY-5", "CMD-QTY-10"}
    assert all(text.startswith("CMD-") for text in found)
    assert found == {text for text in found if text in words(pdf)}
    assert pages(pdf) == 1
    assert size_mm(pdf) == (210, 297)


def test_a_long_code_stays_on_its_label():
    label = picture(
        location_labels_pdf([LocationFacts("VERY-LONG-LOCATION-CODE-000001", "47")], "en"), dots_per_inch=300
    )
    assert {symbol.data for symbol in decode(label)} == {b"LOC-VERY-LONG-LOCATION-CODE-000001"}


@pytest.mark.parametrize("text", ["1", "00340123450000000018", "http://192.168.1.20:8000/?x=1&y=倉庫"])
def test_a_qr_code_is_read_from_a_picture_however_short_it_is(text):
    with Image.open(BytesIO(qr_png(text))) as image:
        assert [symbol.data.decode() for symbol in decode(image.convert("L"))] == [text]


def test_a_qr_code_is_read_from_a_dark_terminal():
    lines = qr_terminal("http://192.168.1.20:8000/").replace("\xa0", " ").splitlines()
    width = max(map(len, lines))
    image = Image.new("L", (width, 2 * len(lines)), 0)
    for y, line in enumerate(lines):
        for x, block in enumerate(line):
            image.putpixel((x, 2 * y), 255 if block in "█▀" else 0)
            image.putpixel((x, 2 * y + 1), 255 if block in "█▄" else 0)
    shown = image.resize((width * 8, 16 * len(lines)), Image.Resampling.NEAREST)
    assert [symbol.data for symbol in decode(shown)] == [b"http://192.168.1.20:8000/"]
