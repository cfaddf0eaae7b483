"""The values and functions that every template may use, in the reader's language."""

from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from flask import g

from floor.core import messages
from floor.web.access import Caller, csrf_token, current_language, current_services
from models import Warehouse


def page_context() -> dict[str, Any]:
    """t(code, **params), language, person (id, name, roles; None for nobody), this_device (a paired one's name, else
    ""), csrf_token, training."""
    language = current_language()
    caller: Caller | None = g.get("caller")
    person = None
    if caller:
        actor = caller.actor
        person = {"id": actor.person_id, "name": actor.name, "roles": sorted(actor.roles)}
    return {
        "t": translator(language),
        "language": language,
        "person": person,
        "this_device": caller.actor.device if caller and caller.actor.device_id else "",
        "csrf_token": csrf_token(),
        "training": _training(),
    }


def translator(language: str) -> Callable[..., str]:
    def t(code: str, **params: Any) -> str:
        # a page's script fills in some values itself, so without any the text keeps its placeholders
        return messages.text(code, language, params) if params else messages.template(code, language)

    return t


def _training() -> bool:
    with current_services().database.reading() as session:
        return Warehouse.of(session).training


@cache
def texts_json(language: str, area: str) -> str:
    """All texts of an area for a page's script, safe inside a <script> element."""
    codes = sorted(code for code in messages.CODES if code.startswith(f"{area}."))
    texts = {code: messages.template(code, language) for code in codes}
    return orjson.dumps(texts).decode().replace("<", "\\u003c")
