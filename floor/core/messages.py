"""What a person reads, by code. The texts lie in `texts/AREA.toml`, one table a code, three languages side by side."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

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


class _Params(dict[str, Any]):
    """An old receipt may lack a value that today's text names: a gap is shown rather than an error."""

    def __missing__(self, name: str) -> str:
        return "…"


def text(code: str, language: str, params: Mapping[str, Any] | None = None) -> str:
    """The words for `code`, in English where `language` is none of ours. A list among `params` is joined,
    a value that is itself a code is put into words first.

    Raises KeyError for an unknown code, which is a programming error.
    """
    known = language if language in LANGUAGES else DEFAULT
    comma = ", " if known == DEFAULT else "、"
    values = _Params()
    for name, value in (params or {}).items():
        if isinstance(value, (list, tuple)):
            value = comma.join(map(str, value))
        elif isinstance(value, str) and value in _TEXTS:  # a sentence within a sentence
            value = _TEXTS[value][known].format_map(_Params(params or {}))
        values[name] = value
    return _TEXTS[code][known].format_map(values)


def tone(code: str) -> str:
    """How `code` sounds and looks as a verdict: good, done, warn or bad. Raises KeyError if it has none."""
    return _TEXTS[code]["tone"]


def template(code: str, language: str) -> str:
    """The words for `code` with their placeholders, for a page's script to fill in. Raises KeyError."""
    return _TEXTS[code][language if language in LANGUAGES else DEFAULT]
