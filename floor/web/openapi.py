"""The OpenAPI document, made of what the endpoints were told when they were registered."""

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
    "path": {"type": "string", "minLength": 1},
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
    endpoints = sorted(ENDPOINTS.values(), key=lambda endpoint: (endpoint.path, endpoint.method))
    schemas, definitions = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        path = PATH_VALUE.sub(r"{\2}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
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


def _schemas(endpoints: list[Endpoint]) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    """The schema for each use of a type by a endpoint, and the definitions that they refer to."""
    asked: list[Any] = [(("", "problem"), "validation", TypeAdapter(Problem))]
    for endpoint in endpoints:
        uses = {
            "body": endpoint.body,
            "query": endpoint.query,
            **{str(s): t for s, t in endpoint.answers.items()},
        }
        for use, shape in uses.items():
            if shape is not None and not isinstance(shape, str):
                asked.append(((endpoint.name, use), "validation", TypeAdapter(shape)))
    found, whole = TypeAdapter.json_schemas(asked, ref_template=REFERENCE)
    return {key: schema for (key, _mode), schema in found.items()}, whole["$defs"]


def _operation(endpoint: Endpoint, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": endpoint.name, "summary": endpoint.summary}
    if endpoint.description:
        operation["description"] = endpoint.description
    operation["security"] = [] if endpoint.who.public else [{"bearer": _rights(endpoint)}, {"page": []}]
    parameters = _path_parameters(endpoint)
    if endpoint.query is not None:
        parameters += _query_parameters(endpoint)
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body is not None or endpoint.raw:
        described = {"schema": schemas[endpoint.name, "body"]} if endpoint.body is not None else {}
        content = {endpoint.raw or "application/json": described}
        operation["requestBody"] = {"required": True, "content": content}
    answers = {str(status): _answer(endpoint, status, schemas) for status in endpoint.answers}
    operation["responses"] = {**answers, "default": {"$ref": "#/components/responses/Problem"}}
    return operation


def _rights(endpoint: Endpoint) -> list[str]:
    """Which roles and scopes open this endpoint: one of them is enough."""
    return sorted(endpoint.who.roles) + [f"scope:{scope}" for scope in sorted(endpoint.who.scopes)]


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": PATH_SCHEMAS[kind]}
        for kind, name in PATH_VALUE.findall(endpoint.path)
    ]


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    properties = TypeAdapter(endpoint.query).json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _answer(endpoint: Endpoint, status: int, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    shape = endpoint.answers[status]
    if shape is None:
        return {"description": "Done; there is nothing to say"}
    if isinstance(shape, str):
        return {"description": endpoint.summary, "content": {shape: {}}}
    return {
        "description": endpoint.summary,
        "content": {"application/json": {"schema": schemas[endpoint.name, str(status)]}},
    }
