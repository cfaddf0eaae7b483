"""The OpenAPI document, made of what the doors were told when they were registered."""

import re
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter

import floor
from floor.web.access import SESSION_COOKIE
from floor.web.endpoint import ENDPOINTS, Endpoint
from floor.web.shapes import Problem
from models.radio import NAME

REFERENCE = "#/components/schemas/{model}"
PATH_VALUE = re.compile(r"<(\w+):(\w+)>")
PATH_SCHEMAS = {
    "id": {"type": "string", "pattern": "^[1-9][0-9]{0,9}$"},
    "sscc": {"type": "string", "pattern": "^(00)?[0-9]{18}$"},
    "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
}
PROBLEM = {
    "description": "Why not: a problem document (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
DESCRIPTION = """The one interface between the server and everything that works on the floor.

People sign in with `POST /login` and send the token as a bearer; programs send an API token with scopes. A right or
wrong scan is answered with 200: 4xx means that the request itself could not be judged. Ids are opaque strings."""


@cache
def encoded() -> bytes:
    return orjson.dumps(document())


def document() -> dict[str, Any]:
    doors = sorted(ENDPOINTS.values(), key=lambda door: (door.path, door.method))
    schemas, definitions = _schemas(doors)
    paths: dict[str, dict[str, Any]] = {}
    for door in doors:
        path = PATH_VALUE.sub(r"{\2}", door.path)
        paths.setdefault(path, {})[door.method.lower()] = _operation(door, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Floor", "version": floor.__version__, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "responses": {"Problem": PROBLEM},
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "a sign-in's token, or an API token",
                },
                "page": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": SESSION_COOKIE,
                    "description": "the built-in pages; what changes something needs their X-CSRF-Token",
                },
            },
        },
    }


def _schemas(doors: list[Endpoint]) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    """The schema for each use of a type by a door, and the definitions that they refer to."""
    asked: list[Any] = [(("", "problem"), "validation", TypeAdapter(Problem))]
    for door in doors:
        uses = {"body": door.body, "query": door.query, **{str(s): t for s, t in door.answers.items()}}
        for use, shape in uses.items():
            if shape is not None and not isinstance(shape, str):
                asked.append(((door.name, use), "validation", TypeAdapter(shape)))
    found, whole = TypeAdapter.json_schemas(asked, ref_template=REFERENCE)
    return {key: schema for (key, _mode), schema in found.items()}, whole["$defs"]


def _operation(door: Endpoint, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": door.name, "summary": door.summary}
    if door.description:
        operation["description"] = door.description
    operation["security"] = [] if door.who.public else [{"bearer": _rights(door)}, {"page": []}]
    parameters = _path_parameters(door)
    if door.query is not None:
        parameters += _query_parameters(door)
    if parameters:
        operation["parameters"] = parameters
    if door.body is not None or door.raw:
        described = {"schema": schemas[door.name, "body"]} if door.body is not None else {}
        content = {door.raw or "application/json": described}
        operation["requestBody"] = {"required": True, "content": content}
    answers = {str(status): _answer(door, status, schemas) for status in door.answers}
    operation["responses"] = {**answers, "default": {"$ref": "#/components/responses/Problem"}}
    return operation


def _rights(door: Endpoint) -> list[str]:
    """Which roles and scopes open this door: one of them is enough."""
    return sorted(door.who.roles) + [f"scope:{scope}" for scope in sorted(door.who.scopes)]


def _path_parameters(door: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": PATH_SCHEMAS[kind]}
        for kind, name in PATH_VALUE.findall(door.path)
    ]


def _query_parameters(door: Endpoint) -> list[dict[str, Any]]:
    properties = TypeAdapter(door.query).json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _answer(door: Endpoint, status: int, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    shape = door.answers[status]
    if shape is None:
        return {"description": "Done; there is nothing to say"}
    if isinstance(shape, str):
        return {"description": door.summary, "content": {shape: {}}}
    return {
        "description": door.summary,
        "content": {"application/json": {"schema": schemas[door.name, str(status)]}},
    }
