"""How an endpoint serves a form of the desk, too: what was typed becomes the body that a program would have sent.

So each bound stands once, in the body's shape. Then the browser goes on to the next page, or is told in words why not.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from flask import Response, redirect, render_template, request
from pydantic import AwareDatetime, TypeAdapter
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from floor.core.messages import text
from floor.web.access import current_actor, current_language, current_services
from floor.web.problems import BadBody, checked, field_errors
from floor.web.redirects import local
from floor.web.shapes import Body
from floor.web.statuses import status_of
from models import Refused, Warehouse

Then = str | Callable[[Any], str | AnyResponse]
WHOLE = re.compile(r"-?[0-9]{1,19}")
NOT_TYPED = ("csrf_token", "back", "version")
LOCAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def form(
    then: Then, body: type[Body] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., AnyResponse]]:
    """The view, asked by a form. It gets the path's values, and what was typed as `body`. `then` is where the browser
    goes, unless the form says `back`: an address with the path's values in it; or what makes a page or an address of
    what the view answers."""
    adapter = TypeAdapter(body) if body is not None else None

    def decorate(view: Callable[..., Any]) -> Callable[..., AnyResponse]:
        @wraps(view)
        def run(**given: Any) -> AnyResponse:
            back = request.form.get("back", "")
            try:
                sent = {"body": checked(adapter, as_sent(body, request.form))} if adapter and body else {}
                answer = view(**given, **sent)
            except (Refused, BadBody) as error:
                return refusal(error, back or "/desk")
            if callable(then):
                made = then(answer)
                return Response(made) if isinstance(made, str) else made
            return redirect(local(back or then.format(**given)), 303)

        return run

    return decorate


def as_sent(shape: type[Body], typed: MultiDict[str, str]) -> dict[str, Any]:
    """What a program would have sent for what was typed: null for a blank field, or nothing where null is no value;
    false for a box that is not ticked; what goes by name from a field for each (`lines.12`). What is not typed as a
    number or a time should be stays text, and the shape refuses it."""
    sent: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        of = set(kinds(field.annotation))
        if dict in of:
            sent[name] = _by_name(name, of, typed)
            continue
        read = next((READ[kind] for kind in of if kind in READ), str)
        values = [read(text.strip()) for text in typed.getlist(name) if text.strip()]
        if values:
            sent[name] = values if list in of else values[0]
        elif bool in of:
            sent[name] = False
        elif NoneType in of and name in typed:
            sent[name] = None
    return sent


def _by_name(name: str, of: set[Any], typed: MultiDict[str, str]) -> dict[str, Any]:
    """Of what is no text, only what was filled in."""
    read = next((READ[kind] for kind in of if kind in READ), None)
    texts = {key.removeprefix(f"{name}."): text for key, text in typed.items() if key.startswith(f"{name}.")}
    return {key: read(text.strip()) for key, text in texts.items() if text.strip()} if read else dict(texts)


def kinds(hint: Any) -> Iterable[Any]:
    """list, int and NoneType for `list[Annotated[int, …]] | None`; of a dict those of its values."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return kinds(args[0])
    if origin is dict:
        return [dict, *kinds(args[1])]
    if origin in (Union, UnionType, list):
        return [origin, *(kind for arg in args for kind in kinds(arg))]
    return [hint]


def _whole(typed: str) -> int | str:
    return int(typed) if WHOLE.fullmatch(typed) else typed


def _ticked(typed: str) -> bool | str:
    return True if typed == "on" else typed


def _moment(typed: str) -> str:
    """A `datetime-local` field is meant in the warehouse's zone."""
    if not LOCAL_TIME.fullmatch(typed):
        return typed
    with current_services().database.reading() as session:
        zone = Warehouse.of(session).zone
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone).isoformat()
    except ValueError:  # the 30th of February
        return typed


READ: Mapping[Any, Callable[[str], Any]] = {int: _whole, bool: _ticked, AwareDatetime: _moment}


def refusal(error: Refused | BadBody, back: str) -> Response:
    """Shows a refusal in words, with the way back; and what was typed, where somebody else was quicker."""
    words, status = said(error)
    typed = []
    if status == HTTPStatus.PRECONDITION_FAILED:
        typed = [(name, text) for name, text in request.form.items() if text and name not in NOT_TYPED]
    return Response(render_template("web/refused.html", text=words, back=local(back), typed=typed), status)


def said(error: Refused | BadBody) -> tuple[str, int]:
    """A refusal in words, and its status. A wrong field is named by what was typed there, or else by its name."""
    language = current_language()
    if isinstance(error, Refused):
        return text(error.code, language, error.params), status_of(error.code)
    wrong = [
        text(
            "request.field",
            language,
            {"typed": request.form.get(each["field"], "")[:40] or each["field"], "problem": each["text"]},
        )
        for each in field_errors(error.errors)
    ]
    return " ".join(wrong), 422


def perform(usecase: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return current_services().writer.perform(current_actor(), usecase, *args, **kwargs)
