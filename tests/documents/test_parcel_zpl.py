"""A label printer obeys what it is sent: so nothing but our own commands may reach it as a command."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from floor.documents import ShipTo, parcel_label_zpl, parcel_zpl
from tests.documents.examples import parcel

OURS = {
    "XA",
    "XZ",
    "CI",
    "PW",
    "LL",
    "LH",
    "FO",
    "FR",
    "A0",
    "FB",
    "FH",
    "FD",
    "FS",
    "GB",
    "GF",
    "BY",
    "BC",
    "BQ",
}


def commands(zpl: bytes) -> list[str]:
    """What a printer would obey, in order; a line of text may come as text or as a picture."""
    return re.findall(r"[\^~](..)", zpl.decode(), re.DOTALL)


def test_a_label_is_one_format_with_codes_of_the_sscc():
    zpl = parcel_label_zpl(parcel(), "en").decode()
    assert zpl.startswith("^XA\n^CI28\n")
    assert zpl.endswith("^XZ")
    assert "^BCN,260,N,N,N,N^FD>;>800340123450000000018^FS" in zpl
    assert "^BQN,2,10^FDMA,00340123450000000018^FS" in zpl
    for said in (
        "Zoë Brontë-Ångström",
        "OX15 0SE Banbury",
        "United Kingdom",
        "1 of 2",
        "1.25 kg",
        "(00)340123450000000018",
    ):
        assert said in zpl


@pytest.mark.parametrize(
    "text", ["^XZ^XA^FDowned^FS", "~JA ~DGR:X", "\\&\\5E", "_5EXZ", "^", "~", "name^\x00XZ"]
)
def test_commands_in_a_name_are_printed_and_not_obeyed(text):
    def label(said):
        to = ShipTo(said, said, said, said, "GB", said)
        return parcel_label_zpl(parcel(to, order=said, carrier=said, service=said), "en")

    assert commands(label(text)) == commands(label("harmless"))
    assert b"~" not in label(text)
    assert b"\\" not in label(text)


@given(st.text(max_size=60))
def test_whatever_a_name_holds_the_label_has_one_beginning_and_one_end(text):
    obeyed = commands(parcel_label_zpl(parcel(ShipTo(text, text, text, text, text), order=text), "en"))
    assert set(obeyed) <= OURS
    assert obeyed.count("XA") == obeyed.count("XZ") == 1


def test_escaped_text_reads_as_it_was():
    field = parcel_label_zpl(parcel(order="a^b~c_d\\e"), "en").decode()
    printed = re.search(r"\^FH_\^FD(a[^^]*)\^FS", field).group(1)
    assert re.sub(r"_([0-9A-F]{2})", lambda hex_: chr(int(hex_.group(1), 16)), printed) == "a^b~c_d\\e"


def test_a_chinese_name_is_drawn_for_printers_that_have_no_chinese():
    zpl = parcel_label_zpl(parcel("traditional"), "en").decode()
    assert "陳怡君" not in zpl
    picture = re.search(r"\^FO32,158\^GFA,(\d+),(\d+),(\d+),([0-9A-F]+)\^FS", zpl)
    total, sent, row = (int(picture.group(n)) for n in (1, 2, 3))
    data = bytes.fromhex(picture.group(4))
    assert total == sent == len(data)
    image = Image.frombytes("1", (row * 8, total // row), data)
    ink = image.getbbox()
    assert ink[2] - ink[0] > 2 * 54, "three characters, each as wide as high"
    assert ink[3] - ink[1] > 40


def test_with_no_chinese_typeface_the_name_is_left_to_the_printer(monkeypatch):
    monkeypatch.setattr(parcel_zpl, "choose", lambda characters, language: [])
    assert "陳怡君" in parcel_label_zpl(parcel("traditional"), "en").decode()


def test_a_training_label_says_so():
    assert "TRAINING" in parcel_label_zpl(parcel(training=True), "en").decode()
    assert "TRAINING" not in parcel_label_zpl(parcel(), "en").decode()
