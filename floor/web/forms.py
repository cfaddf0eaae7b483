"""What the forms of the desk have in common: perform, then back to the page, or say why not."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from floor.core.messages import text
from floor.web.access import SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.problems import status_of
from floor.web.redirects import local
from models import Refused


def decision(path: str, name: str) -> Callable[[Callable[..., str]], Callable[..., AnyResponse]]:
    """A door for one form. The view performs its use case and answers where to go then, unless the form says `back`;
    what is refused is said in words, with the way back."""

    def decorate(view: Callable[..., str]) -> Callable[..., AnyResponse]:
        def run(**values: Any) -> AnyResponse:
            back = request.form.get("back", "")
            try:
                after = view(**values)
            except Refused as refused:
                return refusal(refused, back or "/desk")
            return redirect(local(back or after), 303)

        return page(pages, "POST", path, roles=SUPERVISORS, name=name)(run)

    return decorate


def refusal(refused: Refused, back: str) -> Response:
    """In words, with the way back."""
    words = text(refused.code, current_language(), refused.params)
    drawn = render_template("desk/refused.html", text=words, back=local(back))
    return Response(drawn, status_of(refused.code))


def perform(usecase: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return current_services().writer.perform(current_actor(), usecase, *args, **kwargs)


def given(name: str, longest: int = 200) -> str:
    return typed(request.form, name, longest)


def typed(sent: Mapping[str, str], name: str, longest: int) -> str:
    """Without NUL: nobody types it, and PostgreSQL takes it in no text."""
    return sent.get(name, "").replace("\0", "").strip()[:longest]


def whole(name: str, most: int) -> int:
    """A number that was typed. Raises `Refused("count.bad_quantity")`."""
    typed = given(name)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10 and int(typed) <= most):
        raise Refused("count.bad_quantity", quantity=typed)
    return int(typed)
