"""Names in scripts whose letters join, stack, or run to the left stand on labels as they are read."""

import unicodedata
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from floor.printing.documents.facts import ShipTo
from floor.printing.documents.fonts import unprintable
from floor.printing.documents.glyphs import letters
from floor.printing.documents.writing import MISSING, Run, Writing
from floor.printing.labels.drawing import Text
from floor.printing.labels.parcel import parcel_label
from floor.printing.labels.pdf import pdf
from floor.printing.labels.raster import PNG_DOTS, png
from floor.printing.labels.zpl import zpl
from tests.printing.documents.examples import parcel

PEOPLE = {
    "arabic": ShipTo("شركة النور (ABC 12) للتجارة", "شارع الملك فيصل 12، مبنى 4", "عمان", "11118", "JO"),
    "hebrew": ShipTo("משה כהן (בית) Ltd", "רחוב הרצל 15", "תל אביב", "6100000", "IL"),
    "thai": ShipTo("สมชาย ใจดี กุ้งน้ำปู่", "99/1 ถนนสุขุมวิท", "กรุงเทพมหานคร", "10110", "TH"),
    "hindi": ShipTo("श्री राजेश कुमार क्षत्रिय", "१२ महात्मा गांधी मार्ग", "नई दिल्ली", "110001", "IN"),
    "korean": ShipTo("김민수", "서울특별시 강남구 테헤란로 152", "서울", "06236", "KR"),
    "persian": ShipTo("علی می\u200cروم", "خیابان آزادی", "تهران", "11369", "IR"),
}


def writing(text):
    return Writing("en", text)


def ink(image):
    """How dark each millimetre of the address is, 0 to 255."""
    grey = image.convert("L").resize((200, 300), Image.Resampling.BOX)
    return np.asarray(grey, dtype=int)[30:150]


@pytest.mark.parametrize("ship_to", PEOPLE.values(), ids=PEOPLE)
def test_each_script_is_printed_whole_and_alike_in_every_form(ship_to):
    assert not any(map(unprintable, (ship_to.name, ship_to.street, ship_to.city)))
    label = parcel_label(parcel(ship_to), "en")
    assert not any(MISSING in mark.text or "?" in mark.text for mark in label.marks if isinstance(mark, Text))
    drawn = ink(Image.open(BytesIO(png(label))))
    page = pypdfium2.PdfDocument(pdf([label]))[0]
    paper = ink(page.render(scale=PNG_DOTS * 25.4 / 72 / 2).to_pil())
    assert abs(drawn - paper).mean() < 4 < abs(drawn[:, ::-1] - paper).mean()
    assert ship_to.city.split()[0].encode() not in zpl(
        [label]
    )  # a picture, not what the printer's font makes of it


@pytest.mark.parametrize("script", ["thai", "korean"])
def test_text_can_be_found_in_the_document(script):
    page = pypdfium2.PdfDocument(pdf([parcel_label(parcel(PEOPLE[script]), "en")]))[0]
    assert PEOPLE[script].city in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("said", "on_paper"),
    [
        ("משה 12 כהן", ["כהן", "12", "משה"]),
        ("Ada משה כהן 7", ["Ada", "7", "משה כהן"]),
        ("שלום Ada Byron", ["Ada Byron", "שלום"]),
        ("Ada Byron", ["Ada Byron"]),
    ],
)
def test_text_stands_in_the_order_in_which_it_is_read(said, on_paper):
    pieces, last = [], None
    for run in writing(said).runs(said):
        text = run.text.strip()
        if text and run.rtl and last:
            pieces[-1] = f"{text} {pieces[-1]}" if pieces else text
        elif text:
            pieces.append(text)
        last = run.rtl if text else last
    assert pieces == on_paper


def test_arabic_letters_join_and_marks_stand_over_their_letters():
    of = writing("بب กำ้")
    [both] = of.runs("بب")
    [one] = of.runs("ب")
    joined, alone = of.shapes(both, False), of.shapes(one, False)
    assert (
        len({shape.character for shape in (*joined, *alone)}) >= 3
    )  # at the end, at the beginning, by itself
    [thai] = of.runs("กี้")
    assert [shape.advance == 0 for shape in of.shapes(thai, False)] == [False, True, True]


def test_brackets_are_turned_round_where_text_runs_to_the_left():
    of = writing("(א)")
    face = of.faces[0]
    turned, straight = (of.shapes(Run(face, "(", rtl), False)[0].character for rtl in (True, False))
    assert letters(face.file(False)).glyph(turned).name != letters(face.file(False)).glyph(straight).name


def test_a_cut_leaves_no_mark_behind_without_its_letter():
    of, said = writing("ท"), "ที่อยู่กรุ้งเทพ" * 4
    for width in range(5, 40):
        line = of.line(said, width, 12, smallest=12)
        assert line.width <= width + 0.01
        cut = line.text.removesuffix("…")
        assert unicodedata.category(said[len(cut)]) != "Mn"


def test_what_no_typeface_has_is_never_a_question_mark():
    assert unprintable("Oslo 🏠 ᚠᚠ") == "🏠ᚠ"
    assert writing("ᚠ").printable("ᚠ?") == f"{MISSING}?"
