"""What a person reads, by code. The texts lie in `texts/AREA.toml`, one table a code, three languages side by side."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from babel import Locale

from floor.core.languages import DEFAULT, LANGUAGES

Tone = Literal["good", "done", "warn", "bad"]


def _load(folder: Path) -> dict[str, dict[str, str]]:
    """All texts of `folder`. Raises ValueError when two files name one code: which one would win is nobody's choice."""
    texts: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.toml")):
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            if code in texts:
                raise ValueError(f"{code} stands twice, the second time in {file.name}")
            texts[code] = entry
    return texts


_TEXTS = _load(Path(__file__).parent / "texts")
CODES = frozenset(_TEXTS)


_OLD = {"name": "sku", "found": "scanned", "goods": "skus"}  # what an old receipt has instead


class _Params(dict[str, Any]):
    """An old receipt may lack a value that today's text names: a gap is shown rather than an error."""

    def __missing__(self, name: str) -> Any:
        return self[_OLD[name]] if name in _OLD else "…"


class _Number(int):
    """A number that chooses between two words, as in `{units:unit|units}`, by CLDR's rule for English; the Chinese
    texts need no choice."""

    def __format__(self, spec: str) -> str:
        one, bar, other = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return one if _PLURAL(self) == "one" else other


_PLURAL = Locale.parse("en").plural_form


# what stands before the name on Floor's own labels; nobody says it
_LABEL = re.compile(r"(LOC|LOT|SER|CTN|MAT|SKU|WGT|CMD)-(.+)", re.IGNORECASE)


def _said(value: str, language: str) -> str:
    """A code of Floor's own labels as a person says it: "01-02-A" for LOC-01-02-A, "Short" for CMD-SHORT."""
    label = _LABEL.fullmatch(value)
    if label is None:
        return value
    kind, name = label[1].upper(), label[2]
    if kind == "WGT":
        return f"{name} g"
    if kind != "CMD":
        return name
    word, number = ("quantity", name[4:]) if name[:4].upper() == "QTY-" else (name.lower(), "")
    entry = _TEXTS.get(f"command.{word.replace('-', '_')}")
    return entry[language].format(number=number) if entry else name


def text(code: str, language: str, params: Mapping[str, Any] | None = None) -> str:
    """The words for `code`, in English where `language` is none of ours. A list among `params` is joined,
    a value that is itself a code is put into words first.

    Raises KeyError for an unknown code, which is a programming error.
    """
    known = language if language in LANGUAGES else DEFAULT
    comma = ", " if known == DEFAULT else "、"
    values = _Params()
    for name, value in (params or {}).items():
        values[name] = _value(value, known, comma)
    for name, value in (params or {}).items():
        if isinstance(value, str) and value in _TEXTS:  # a sentence within a sentence
            values[name] = _TEXTS[value][known].format_map(values)
    return _TEXTS[code][known].format_map(values)


def _value(value: Any, language: str, comma: str) -> Any:
    if isinstance(value, (list, tuple)):
        return comma.join(_said(str(each), language) for each in value)
    if isinstance(value, int):
        return _Number(value)
    return _said(value, language) if isinstance(value, str) else value


def headline(code: str, language: str) -> str | None:
    """In a word or two what happened, for the head of a verdict; None where good news needs none of its own."""
    head = _TEXTS[code].get("head")
    return None if head is None else text(f"station.head_{head}", language)


def tone(code: str) -> str:
    """How `code` sounds and looks as a verdict: good, done, warn or bad. Raises KeyError if it has none."""
    return _TEXTS[code]["tone"]


def template(code: str, language: str) -> str:
    """The words for `code` with their placeholders, for a page's script to fill in. Raises KeyError."""
    return _TEXTS[code][language if language in LANGUAGES else DEFAULT]
