"""Chooses one of Floor's three languages for a reader."""

import re
from typing import Literal, get_args

from babel.core import get_global, parse_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

Language = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[str, ...] = get_args(Language)
DEFAULT = "en"

_EXTENSION = re.compile(r"-\w-.*")


def ours(tag: str) -> str | None:
    """The language of Floor's that the BCP 47 `tag` means, or None: zh-CN is zh-Hans, zh-HK is zh-Hant, en-GB is en.

    The script that a region implies is CLDR's (likely subtags); comparing the tags' text would give English.
    """
    try:
        language, region, script = parse_locale(_EXTENSION.sub("", tag.strip()), sep="-")[:3]
    except ValueError:
        return None
    if script is None:
        likely = get_global("likely_subtags")
        full = likely.get(f"{language}_{region}") or likely.get(language) or language
        script = parse_locale(str(full))[2]
    if script in ("Hans", "Hant"):
        return f"zh-{script}"
    return language if language in LANGUAGES else None


def negotiate(accept_language: str | None) -> str:
    """The reader's most wanted language (by q value, then by place) that Floor has, else English."""
    wanted = parse_accept_header(accept_language, LanguageAccept)
    found = (ours(tag) for tag, quality in wanted if quality > 0)
    return next((language for language in found if language), DEFAULT)
