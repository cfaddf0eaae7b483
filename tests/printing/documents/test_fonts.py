"""A document comes out whatever typefaces the machine has."""

import pytest

from floor.core.languages import LANGUAGES
from floor.printing.documents import fonts, writing
from floor.printing.documents.fonts import choose, faces, plain
from floor.printing.documents.manifest import manifest_pdf
from floor.printing.documents.packing_slip import packing_slip_pdf
from tests.printing.documents.examples import SHIP_TO, manifest, slip
from tests.printing.documents.reading import pages


def chosen(text: str, language: str = "en") -> list[str]:
    return [face.regular.stem for face in choose(set(map(ord, text)), language)]


@pytest.mark.parametrize("ship_to", SHIP_TO.values(), ids=SHIP_TO)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_typeface_is_enough_for_any_name_and_its_language(ship_to, language):
    assert len(chosen(f"{ship_to} 12", language)) == 1


def test_latin_text_takes_the_small_typeface_and_chinese_the_readers_shapes():
    assert chosen("Zoë Иванова") == ["SourceSansPro-Regular"]
    assert chosen("骨科 12", "zh-Hans") == ["NotoSansSC-Regular"]
    assert chosen("骨科 12", "zh-Hant") == ["NotoSansTC-Regular"]


def test_a_character_that_the_preferred_typeface_lacks_is_taken_from_another():
    assert chosen("收件人 货", "zh-Hant") in (
        ["NotoSansTC-Regular", "NotoSansSC-Regular"],
        ["NotoSansSC-Regular"],
    )
    both = choose(set(map(ord, "收件人編號國灣 货")), "zh-Hant")
    assert set(map(ord, "收件人編號國灣 货")) <= frozenset().union(*(face.covers for face in both))


def test_what_no_typeface_has_is_left_out_of_the_choice():
    assert chosen("A\U000f0000") == ["SourceSansPro-Regular"]


def test_with_no_chinese_typeface_documents_still_come(monkeypatch):
    latin = faces("en")[:1]
    monkeypatch.setattr(fonts, "faces", lambda language: latin)
    monkeypatch.setattr(writing, "faces", fonts.faces)
    for language in LANGUAGES:
        assert pages(packing_slip_pdf(slip(lines=40), language)) > 1
        assert pages(manifest_pdf(manifest(), language)) == 1


def test_a_package_that_is_not_installed_has_no_typefaces():
    assert not (fonts._packaged("no_such_typeface_package") / "x.ttf").is_file()


def test_text_is_composed_and_cleared_of_what_cannot_be_printed():
    assert plain("Zoe\u0308\u3000A\n\tB\x00\x1b\u202e \u200bC") == "Zoë A B C"
