"""Every code that the code names has words, in three languages that say the same."""

import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from floor.core import messages
from floor.core.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "floor" / "core" / "texts").glob("*.toml"))
ENTRIES = {code: entry for file in FILES for code, entry in tomllib.loads(file.read_text("utf-8")).items()}

# Simplified forms that Big5 holds too, as rare characters of their own; all others it does not hold.
SIMPLIFIED_IN_BIG5 = set("万与么价体优党听坏惊扰据机极构柜洁网胜种确适几厂怀怜担蜡")


def ideographs(text: str) -> set[str]:
    return {character for character in text if "\u4e00" <= character <= "\u9fff"}


def held_by(character: str, encoding: str) -> bool:
    return bool(character.encode(encoding, "ignore"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_entry_is_three_languages_that_are_not_empty_and_perhaps_a_tone(file):
    for code, entry in tomllib.loads(file.read_text("utf-8")).items():
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", code), (
            f"{code}: a code is area.what_happened, in quotes"
        )
        assert set(entry) - {"tone", "head"} == set(LANGUAGES), code
        assert "head" not in entry or f"station.head_{entry['head']}" in ENTRIES, code
        assert all(isinstance(entry[language], str) and entry[language].strip() for language in LANGUAGES), (
            code
        )
        assert entry.get("tone", "good") in get_args(messages.Tone), code


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_languages_of_an_entry_name_the_same_values(file):
    for code, entry in tomllib.loads(file.read_text("utf-8")).items():
        named = {language: placeholders(entry[language]) for language in LANGUAGES}
        assert named["en"] == named["zh-Hans"] == named["zh-Hant"], code
        assert all(re.fullmatch("[a-z_]+", name) for name in named["en"]), (
            f"{code}: {{name}} and nothing more"
        )


def test_no_code_stands_twice():
    assert (
        sum(len(tomllib.loads(file.read_text("utf-8"))) for file in FILES)
        == len(ENTRIES)
        == len(messages.CODES)
    )


def test_traditional_texts_hold_no_simplified_character_and_simplified_ones_no_traditional():
    """Big5 is the set of characters that Taiwan writes, GB 2312 the one that the mainland does."""
    strange = []
    for code, entry in ENTRIES.items():
        hant = ideographs(entry["zh-Hant"])
        strange += [(code, c) for c in hant if not held_by(c, "big5") or c in SIMPLIFIED_IN_BIG5]
        strange += [(code, c) for c in ideographs(entry["zh-Hans"]) if not held_by(c, "gb2312")]
    assert strange == []


@pytest.mark.parametrize("character", "货单检号发请")
def test_a_simplified_character_would_be_noticed(character):
    assert not held_by(character, "big5")
    assert held_by(character, "gb2312")


@pytest.mark.parametrize("character", "貨單檢號發請")
def test_a_traditional_character_would_be_noticed(character):
    assert held_by(character, "big5")
    assert not held_by(character, "gb2312")


NAMED = re.compile(
    r"""\b(?:Refused|Verdict|Reason|text|words|tone|t)\(\s*(["'])([a-z]+\.[a-z0-9_.]+)\1\s*[,)]"""
)
NAMED_IN_SCRIPT = re.compile(r"""(?<![\w.])t\(\s*(["'])([a-z0-9_.]+)\1\s*[,)]""")
SAID_IN_SCRIPT = re.compile(r"""(?<![\w.])say\(\s*(["'])([a-z]+\.[a-z0-9_.]+)\1\s*[,)]""")


def named_codes() -> set[tuple[str, str]]:
    """(file, code) of every code written out where it is refused, judged or shown."""
    found = set()
    for folder, ending in (("floor", "py"), ("models", "py"), ("scanners", "py"), ("templates", "html")):
        for file in (ROOT / folder).rglob(f"*.{ending}"):
            found |= {(file.name, code) for _, code in NAMED.findall(file.read_text("utf-8"))}
    for file in (ROOT / "static").glob("*/*.js"):
        script = file.read_text("utf-8")
        # a station's script names the texts of its own area by the last part alone
        found |= {(file.name, f"station.{code}") for _, code in NAMED_IN_SCRIPT.findall(script)}
        found |= {(file.name, code) for _, code in SAID_IN_SCRIPT.findall(script)}
    return found


def test_every_code_that_is_named_has_words():
    named = named_codes()
    assert ("parcel.py", "document.ship_to") in named
    assert {(file, code) for file, code in named if code not in ENTRIES} == set()


FILLED_IN = re.compile(r"""["'`]([a-z]+(?:\.[a-z0-9_]*)?_|[a-z]+\.)(?:\$?\{|["'`]\s*[~+%])""")


def test_every_text_is_said_somewhere():
    """By its whole code, or by one whose end is filled in, as in f"board.stage_{stage}" and t(`wrong_${kind}`)."""
    sources = "\n".join(
        file.read_text("utf-8")
        for folder in ("floor", "models", "scanners", "templates", "static")
        for ending in ("py", "html", "js", "txt")
        for file in (ROOT / folder).rglob(f"*.{ending}")
        if "vendor" not in file.parts
    )
    whole = set(re.findall(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*", sources))
    beginnings = set(FILLED_IN.findall(sources))
    of_codes = tuple(each for each in beginnings if "." in each[:-1])

    def said(code):
        area, _dot, name = code.partition(".")
        known = name in whole or name.rpartition("_")[0] in whole or name.startswith(tuple(beginnings))
        return code in whole or code.startswith(of_codes) or (f"{area}." in beginnings and known)

    assert [said(f"{area}.nobody_says_so") for area in ("pick", "desk", "tls", "station")] == [False] * 4
    # Refused(f"{noun}.not_allowed") is said for every state table
    assert {code for code in ENTRIES if not said(code) and not code.endswith(".not_allowed")} == set()


def test_a_text_is_filled_in_and_its_lists_are_joined_as_the_language_does(monkeypatch):
    texts = {"a.b": {"en": "{sku}: {bins}", "zh-Hans": "{sku}：{bins}", "zh-Hant": "{sku}：{bins}"}}
    monkeypatch.setattr(messages, "_TEXTS", texts)
    params = {"sku": "{bins} 85123A", "bins": ["A1", "A2"], "of": 6}
    assert messages.text("a.b", "en", params) == "{bins} 85123A: A1, A2"
    assert messages.text("a.b", "zh-Hant", params) == "{bins} 85123A：A1、A2"
    assert messages.text("a.b", "fr", params) == messages.text("a.b", "en", params)
    assert messages.template("a.b", "zh-Hans") == "{sku}：{bins}"


def test_a_value_that_an_old_receipt_lacks_is_a_gap_and_no_error(monkeypatch):
    monkeypatch.setattr(messages, "_TEXTS", {"a.b": dict.fromkeys(LANGUAGES, "{picked} of {of}")})
    assert messages.text("a.b", "en", {"picked": 1}) == "1 of …"


def test_a_verdict_has_a_tone_and_an_unknown_code_is_an_error():
    assert messages.tone("document.signature_empty") == "bad"
    with pytest.raises(KeyError):
        messages.text("no.such_code", "en")
    with pytest.raises(KeyError):
        messages.tone("document.order")


def test_two_files_that_name_one_code_are_not_loaded(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('["x.y"]\nen = "1"\nzh-Hans = "1"\nzh-Hant = "1"\n')
    with pytest.raises(ValueError, match=r"x\.y stands twice"):
        messages._load(tmp_path)


def never_said():
    """(language, word) for each word that the glossary forbids."""
    rows = (ROOT / "docs" / "glossary.md").read_text("utf-8").partition("## Never said")[2].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")]
    for _instead_of, simplified, traditional in cells[1:]:
        for language, words in (("zh-Hans", simplified), ("zh-Hant", traditional)):
            yield from ((language, word) for word in re.findall(r"PIN .|[^ ]+", words))


def test_no_text_has_a_second_word_for_a_thing():
    forbidden = list(never_said())
    assert ("zh-Hans", "货位") in forbidden
    assert ("zh-Hant", "PIN 碼") in forbidden
    found = [
        (code, word)
        for code, entry in ENTRIES.items()
        for language, word in forbidden
        if word in entry[language]
    ]
    assert found == []
