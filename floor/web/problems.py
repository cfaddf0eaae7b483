"""How endpoints refuse: problem documents (RFC 9457) under /api, pages for people, never a stack trace."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import orjson
from flask import Flask, Response, current_app, redirect, request
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from floor.core import messages
from floor.core.faults import FAULTS, UNUSABLE, fault_of, refusal_of
from floor.web.access import current_language
from floor.web.statuses import status_of
from models import Refused

CODES = {
    404: "request.not_found",
    405: "request.method",
    413: "request.too_large",
    414: "request.address_too_long",
    500: "request.server_error",
}
# pydantic's types of errors that have a text of their own; the text's values are in the error's ctx
FIELD_CODES = {
    "missing": "request.missing",
    "string_too_long": "request.too_long",
    "string_too_short": "request.too_short",
    "too_long": "request.too_many",
    "greater_than_equal": "request.too_small",
    "less_than_equal": "request.too_big",
    "literal_error": "request.not_one_of",
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "request.not_a_number"
    ),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "timezone_aware"), "request.not_a_time"),
    "control_character": "request.control_character",
    "string_pattern_mismatch": "request.control_character",
}
RETRY_AFTER = "2"  # seconds
log = logging.getLogger(__name__)
LIMITS = frozenset({"max_length", "min_length", "ge", "le"})


class BadBody(Exception):
    """A body or query that has not the described shape. `errors` are pydantic's."""

    def __init__(self, errors: Sequence[ErrorDetails]) -> None:
        super().__init__("request.invalid")
        self.errors = errors


def document(
    status: int, code: str, language: str, params: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A problem as a program reads it."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": messages.text(code, language, params),
        "code": code,
    }


def problem(
    status: int,
    code: str,
    params: Mapping[str, Any] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    body = document(status, code, current_language(), params)
    if errors is not None:
        body["errors"] = errors
    response = Response(orjson.dumps(body), status, mimetype="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def field_errors(errors: Sequence[ErrorDetails]) -> list[dict[str, str]]:
    """For each wrong field its path, a code and a sentence."""
    language = current_language()
    found = []
    for error in errors[:100]:
        params = error.get("ctx", {})
        limit = next((params[key] for key in params if key in LIMITS), "")
        code = FIELD_CODES.get(error["type"], "request.wrong_value")
        text = messages.text(code, language, {"limit": limit, "expected": params.get("expected", "")})
        found.append({"field": field_path(error["loc"]), "code": code, "text": text})
    return found


def field_path(loc: Sequence[int | str]) -> str:
    """ "lines[2].quantity", as the reasons of an order name their fields."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def register(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BadBody, _bad_body)
    for unusable in UNUSABLE:
        app.register_error_handler(unusable, lambda error: _refused(refusal_of(error)))
    app.register_error_handler(HTTPException, _http_error)
    for fault in FAULTS:
        app.register_error_handler(fault, _out_of_order)


def _refused(refused: Refused) -> AnyResponse:
    status = status_of(refused.code)
    if not _for_program():
        if status == HTTPStatus.UNAUTHORIZED:
            return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'))}", 303)
        return _page(status, refused.code, refused.params)
    response = problem(status, refused.code, refused.params)
    if refused.code in ("login.locked", "device.codes_wait"):
        response.headers["Retry-After"] = str(60 * cast(int, refused.params["minutes"]))
    if refused.code == "picture.busy":
        response.headers["Retry-After"] = "2"
    return response


def _bad_body(bad: BadBody) -> AnyResponse:
    if not _for_program():
        return _page(422, "request.invalid", {})
    return problem(422, "request.invalid", errors=field_errors(bad.errors))


def _out_of_order(error: Exception) -> AnyResponse:
    """What is wrong with the server and passes: whoever asked may ask again. Anything else goes on as a 500."""
    code = fault_of(error)
    if code is None:
        raise error
    log.error("%s %s: %s: %s", request.method, request.path, code, error)
    answer = problem(503, code) if _for_program() else _page(503, code, {})
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _http_error(error: HTTPException) -> AnyResponse:
    """What Flask itself refuses. An unexpected exception comes here as 500, after Flask has logged it."""
    if error.response is not None or error.code is None or error.code < 400:  # a redirect of the routing
        return error.get_response()
    code = CODES.get(error.code, "request.bad")
    answer = problem(error.code, code) if _for_program() else _page(error.code, code, {})
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _page(status: int, code: str, params: Mapping[str, Any]) -> Response:
    language = current_language()
    values = {"text": messages.text(code, language, params), "home": messages.text("page.home", language)}
    # without the context of other pages, which needs the database
    template = current_app.jinja_env.get_template("web/error.html")
    return Response(template.render(status=status, language=language, **values), status)


def _for_program() -> bool:
    """A page that asks for JSON is a program, too: a redirect to the sign-in would be no answer to it."""
    return request.path.startswith("/api/") or request.headers.get("Accept") == "application/json"


def checked(adapter: TypeAdapter[Any], data: Any) -> Any:
    """What was sent, in its shape. Raises BadBody, which names the fields that have not."""
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        raise bad_body(error) from None


def bad_body(error: ValidationError) -> BadBody:
    return BadBody(error.errors(include_url=False, include_input=False))


def bad_field(field: str, kind: str, **limits: Any) -> BadBody:
    """For what a view checks itself; `kind` is one of pydantic's types of errors."""
    return BadBody([{"type": kind, "loc": (field,), "msg": "", "input": None, "ctx": limits}])
