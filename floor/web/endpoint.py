"""How an endpoint is made: one decorator registers the route, lets in who may, reads the body, and writes the answer.

What it is told is kept, and the OpenAPI document is made of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any

import orjson
from flask import Blueprint, Response, request
from pydantic import TypeAdapter

from floor.web.access import SUPERVISORS, Access, access, guard
from floor.web.blueprints import pages
from floor.web.forms import Then
from floor.web.forms import form as asked_by_form
from floor.web.problems import checked
from models import Refused

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`body` and `query` are types that pydantic reads; `answers` a type for each status, None for no content,
    and a string for another media type than JSON. `raw` is the media type of a body that the view reads itself;
    `body` then only describes it. `name` is the operation's id, `form` the address of the desk's form that asks it."""

    name: str
    method: str
    path: str
    who: Access
    body: Any = None
    query: Any = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    summary: str = ""
    description: str = ""
    raw: str = ""
    form: str = ""


ENDPOINTS: dict[str, Endpoint] = {}


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    roles: tuple[str, ...] = (),
    scopes: tuple[str, ...] = (),
    public: bool = False,
    body: Any = None,
    query: Any = None,
    answers: Mapping[int, Any],
    unread: bool = False,
    late: bool = False,
    raw: str = "",
    form: str = "",
    then: Then = "",
) -> Callable[[View], View]:
    """An endpoint of the API. The view gets the path's values, `body` and `query`, and returns plain data,
    `(data, status)` or a Response; None is 204. With `unread` it takes from the JSON what has the described shape.

    `form` is the address where a form of the desk asks the same view, for the supervisors among `roles`; `then` says
    what its browser sees after that, as in `floor.web.forms`. A request that cannot be read raises `Refused`:
    request.content_type, request.malformed."""
    who = access(roles, scopes, public, late=late)

    def decorate(view: View) -> View:
        full = f"{blueprint.url_prefix or ''}{path}"
        made = Endpoint(view.__name__, method, full, who, body, query, dict(answers), raw=raw, form=form)
        _describe(view, made)
        _register(blueprint, method, path, _asked_by_program(view, made, unread), who, made.name)
        if form:
            desk = tuple(role for role in roles if role in SUPERVISORS)
            page(pages, "POST", form, roles=desk)(asked_by_form(then, body)(view))
        return view

    return decorate


def _asked_by_program(view: View, made: Endpoint, unread: bool) -> View:
    with_body = made.body is not None and not made.raw
    read_body = _body_reader(None if unread else made.body) if with_body else None
    read_query = TypeAdapter(made.query) if made.query is not None else None
    first = next(iter(made.answers))

    @wraps(view)
    def run(**given: Any) -> Response:
        guard(made.who)
        if read_body is not None:
            given["body"] = read_body()
        if read_query is not None:
            given["query"] = checked(read_query, _sent_query())
        return _answer(view(**given), first)

    return run


def _sent_query() -> dict[str, str]:
    return {name: text for name, text in request.args.items() if text}


def _describe(view: View, made: Endpoint) -> None:
    """Notes the endpoint for the OpenAPI document, with the first line and the rest of the view's docstring."""
    if made.name in ENDPOINTS:
        raise ValueError(f"two endpoints are called {made.name}")
    summary, _, description = (view.__doc__ or "").strip().partition("\n")
    ENDPOINTS[made.name] = replace(made, summary=summary.strip(), description=_dedent(description))


def page(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    roles: tuple[str, ...] = (),
    scopes: tuple[str, ...] = (),
    public: bool = False,
    name: str = "",
    **fixed: Any,
) -> Callable[[View], View]:
    """An endpoint for people's browsers. Nobody is sent to the sign-in; the wrong one gets a page that says so.

    `fixed` values are passed to the view beside those of the path, so that one view can serve several pages.
    """
    who = access(roles, scopes, public)

    def decorate(view: View) -> View:
        @wraps(view)
        def run(**given: Any) -> Any:
            guard(who)
            return view(**given, **fixed)

        _register(blueprint, method, path, run, who, name or view.__name__)
        return view

    return decorate


def _register(blueprint: Blueprint, method: str, path: str, run: View, who: Access, name: str) -> None:
    run.access = who  # type: ignore[attr-defined]  # a test walks the URL map and looks for it
    blueprint.add_url_rule(path, name, run, methods=[method])


def _body_reader(shape: Any) -> Callable[[], Any]:
    """Raises `Refused("request.content_type")`, `Refused("request.malformed")` and BadBody."""
    adapter = TypeAdapter(shape) if shape is not None else None

    def read() -> Any:
        if not request.is_json:
            raise Refused("request.content_type")
        try:
            data = orjson.loads(request.get_data(cache=False))
        except orjson.JSONDecodeError:
            raise Refused("request.malformed") from None
        return data if adapter is None else checked(adapter, data)

    return read


def _answer(result: Any, status: int) -> Response:
    if isinstance(result, Response):
        return result
    if isinstance(result, tuple):
        result, status = result
    return Response(status=204) if result is None else json_answer(result, status)


def json_answer(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status, mimetype="application/json")


def _dedent(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines()).strip()
