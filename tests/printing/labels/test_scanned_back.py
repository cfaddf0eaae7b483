"""Every label is read back, in every format, by two scanners: one that says something else is worse than none."""

import pytest

from floor.printing.labels import draw, make
from scanners import RawRead, parse
from tests.printing.labels.examples import CARD, LABELS
from tests.printing.labels.scanning import shown, zbar, zxing


@pytest.mark.parametrize("form", ["pdf", "svg", "png"])
@pytest.mark.parametrize("name", LABELS)
def test_two_scanners_read_what_the_label_says(name, form):
    facts, bars, codes = LABELS[name]
    image = shown(make([facts], form, "zh-Hans"), form)
    assert zxing(image) == (bars, codes)
    assert zbar(image) == (bars, codes)


@pytest.mark.parametrize(
    ("name", "dpi"), [*((name, 203) for name in LABELS), ("tote", 300), ("Chinese parcel", 300)]
)
def test_a_label_printer_prints_what_two_scanners_read(printer, name, dpi):
    facts, bars, codes = LABELS[name]
    label = draw(facts, "zh-Hant")
    (image,) = printer.print(make([facts], "zpl", "zh-Hant", dpi=dpi), label.width, label.height, dpi // 25)
    assert zxing(image) == (bars, codes)
    assert zbar(image) == (bars, codes)


@pytest.mark.parametrize("name", LABELS)
def test_the_scanners_take_every_label_for_what_it_is(name):
    _facts, bars, codes = LABELS[name]
    for text in bars | codes:
        kind = parse(RawRead(text)).kind
        expected = {"parcel": "sscc", "quantity": "command", "load": "work"}.get(
            name.split()[-1], name.split()[0] if name.startswith("sku") else name.split()[-1]
        )
        assert kind == ("gtin" if expected == "sku" and text.isdigit() else expected), (text, kind)


@pytest.mark.parametrize(
    ("form", "language"), [("pdf", "en"), ("svg", "zh-Hans"), ("png", "zh-Hant"), ("zpl", "zh-Hans")]
)
def test_the_card_has_every_command_once(printer, form, language):
    made = make([CARD], form, language)
    image = printer.print(made, 210, 297)[0] if form == "zpl" else shown(made, form)
    bars, codes = zxing(image)
    assert len(bars) == 17
    assert all(parse(RawRead(text)).kind == "command" for text in bars)
    assert codes == set()
    assert zbar(image)[0] == bars
