"""The warehouse of tests.build behind the app, and callers that hold every answer to the OpenAPI document."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from floor.app import create_app, put_together
from floor.core.settings import Settings
from floor.people.pins import hash_pin
from floor.web.openapi import document
from models import ApiToken
from models.base import fingerprint, new_token
from tests import build

PIN = "4711"
PEPPER = b"of the tests"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Of an installation whose pepper is known, so that the tests' PINs are hashed once and not for each test."""
    secret = tmp_path / "home" / "secrets" / "pin-pepper"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(PEPPER)
    return Settings(home=tmp_path / "home", database_url=database_url)


@cache
def pin_hash() -> str:
    return hash_pin(PIN, PEPPER)


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app with its pages and its endpoints, which take longer to lay out than most tests to call."""
    home = tmp_path_factory.mktemp("routes")
    app = create_app(Settings(home=home, database_url=f"sqlite:///{home / 'none.db'}"))
    yield app
    app.extensions["floor"].stop()


@pytest.fixture
def app(routes: Flask, settings: Settings) -> Iterator[Flask]:
    """The app on a database of its own."""
    app = copy(routes)
    app.wsgi_app = Flask.wsgi_app.__get__(app)  # type: ignore[method-assign]
    app.extensions = {}
    app.extensions["floor"] = put_together(app, settings)
    yield app
    app.extensions["floor"].stop()


@pytest.fixture
def warehouse(app: Flask) -> build.SmallWarehouse:
    """The warehouse of tests.build, in which everybody's PIN is 4711."""
    with app.extensions["floor"].database.writing() as session:
        there = build.small_warehouse(session)
        for person in there.people.values():
            person.pin_hash = pin_hash()
        session.commit()
    return there


@dataclass
class Caller:
    """Somebody who sends requests. Each answer of the API is checked against the document that describes it."""

    client: FlaskClient
    token: str = ""
    language: str = "en"

    def send(self, method: str, path: str, json: Any = None, **more: Any) -> TestResponse:
        headers = {"Accept-Language": self.language, **more.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if json is not None:
            more["json"] = json
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)
        check(self.client.application, answer)
        return answer

    def get(self, path: str, **query: Any) -> Any:
        answer = self.send("GET", path, query_string=query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    def post(self, path: str, json: Any = None, status: int = 200) -> Any:
        answer = self.send("POST", path, json)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    def refused(self, method: str, path: str, json: Any = None, **more: Any) -> tuple[int, str]:
        """The status and code of a problem."""
        answer = self.send(method, path, json, **more)
        assert answer.content_type == "application/problem+json", answer.get_data(as_text=True)
        return answer.status_code, answer.json["code"]


described = cache(document)


@cache
def validator(name: str, status: int) -> Any:
    """What checks an answer; None for answers that are described as no JSON, or as nothing."""
    whole = described()
    operation = next(
        operation
        for path in whole["paths"].values()
        for operation in path.values()
        if operation["operationId"] == name
    )
    answers = operation["responses"]
    if str(status) in answers:
        content = answers[str(status)].get("content", {})
    else:
        assert status >= 400, f"{name} answers {status}, which the document does not know"
        content = whole["components"]["responses"]["Problem"]["content"]
    schema = next((content[kind].get("schema") for kind in content if kind.endswith("json")), None)
    if schema is None:
        return None
    return jsonschema_rs.validator_for({**schema, "components": whole["components"]}, validate_formats=True)


def check(app: Flask, answer: TestResponse) -> None:
    assert answer.status_code < 500, answer.get_data(as_text=True)
    try:
        name, _values = app.url_map.bind("").match(answer.request.path, answer.request.method)
        name = name.removeprefix("api.")
    except HTTPException:  # there is no such endpoint: any endpoint's problem document will do
        name = "login"
        assert answer.status_code in (404, 405)
    checker = validator(name, answer.status_code)
    if checker is not None:
        checker.validate(answer.json)


@pytest.fixture
def anyone(app: Flask, warehouse: build.SmallWarehouse) -> Caller:
    """Nobody: a caller that has not signed in."""
    return Caller(app.test_client())


@pytest.fixture
def sign_in(app: Flask, warehouse: build.SmallWarehouse) -> Callable[..., Caller]:
    """sign_in("picker") or sign_in("picker", "device-7"): a caller who signed in by the endpoint."""

    def sign_in(name: str, device: str = "") -> Caller:
        caller = Caller(app.test_client())
        body = {"badge": warehouse.people[name].badge, "pin": PIN, "device": device or f"device-{name}"}
        caller.token = caller.post("/login", body, 201)["token"]
        return caller

    return sign_in


@pytest.fixture
def program(app: Flask, warehouse: build.SmallWarehouse) -> Callable[..., Caller]:
    """program("orders", "events"): a caller with an API token of these scopes."""

    def program(*scopes: str) -> Caller:
        token = new_token()
        with app.extensions["floor"].database.writing() as session:
            session.add(ApiToken(name=" ".join(scopes), token_hash=fingerprint(token), scopes=list(scopes)))
            session.commit()
        return Caller(app.test_client(), token)

    return program


@pytest.fixture
def supervisor(sign_in: Callable[..., Caller]) -> Caller:
    return sign_in("supervisor")


@pytest.fixture
def picker(sign_in: Callable[..., Caller]) -> Caller:
    return sign_in("picker")
