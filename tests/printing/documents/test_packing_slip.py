"""The slip tells whoever opens the box what is in it and what is not."""

import pytest

from floor.core.languages import LANGUAGES
from floor.printing.documents.packing_slip import packing_slip_pdf
from tests.printing.documents.examples import parcel, slip
from tests.printing.documents.reading import codes, pages, size_mm, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_names_order_receiver_and_every_line(language):
    pdf = packing_slip_pdf(slip(ship_to="traditional"), language)
    read = words(pdf)
    for said in ("536365", "陳怡君", "臺北市信義區", "(00)340123450000000017", "1.25kg", "謝謝"):
        assert said in read
    for said in ("SKU0000", "WHITEHANGINGHEARTT-LIGHTHOLDER", "白色心形烛台", "奶油色衣架"):
        assert said in read
    assert "18153" in read.split("SKU0002")[1], "the totals of ordered, in this box and not sent"
    assert size_mm(pdf) == (148, 210)
    assert ("QRCODE", "00340123450000000017") in codes(pdf)


@pytest.mark.parametrize(
    ("language", "last"),
    [("en", "Page{0}of{0}"), ("zh-Hans", "第{0}页,共{0}页"), ("zh-Hant", "第{0}頁,共{0}頁")],
)
def test_many_lines_flow_over_numbered_pages_and_none_is_lost(language, last):
    pdf = packing_slip_pdf(slip(lines=90, training=True), language)
    read = words(pdf).replace("，", ",")
    assert all(f"SKU{n:04d}" in read for n in range(90))
    assert pages(pdf) > 2
    assert last.format(pages(pdf)) in read
    assert read.count("(00)340123450000000017") == pages(pdf) + 1, "at the head, and at each foot"


def test_a_line_with_nothing_missing_shows_no_number_there():
    facts = slip(lines=1)
    whole = type(facts)(facts.parcel, (type(facts.lines[0])("A1", "NAME", 7, 7, 0),))
    read = words(packing_slip_pdf(whole, "en"))
    assert "A1NAME77Total77" in read


@pytest.mark.parametrize("text", ["W" * 4000, "長" * 4000, "<b>&</b>", "{nb} {0} **x**", "\x00\n\t", ""])
def test_no_text_breaks_a_slip(text):
    facts = slip(lines=1)
    line = type(facts.lines[0])(text, text, 10**9, 10**9, 10**9)
    pdf = packing_slip_pdf(type(facts)(parcel(order=text), (line,) * 20, text), "en")
    assert pages(pdf) >= 1
    assert ("QRCODE", "00340123450000000017") in codes(pdf)
