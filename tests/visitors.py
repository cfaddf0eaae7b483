"""The same warehouse behind the same app as in tests.callers, and browsers without scripts that look at its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from floor.app import Application
from floor.supervision.panels import Once
from floor.web.access import SESSION_COOKIE
from models import SignIn
from models.base import fingerprint
from tests import build


@dataclass
class Browser:
    """Somebody at a browser. `csrf` is what the forms of their pages carry."""

    client: FlaskClient
    csrf: str

    def see(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def send(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.csrf, **fields})

    def panels(self, of: str = "board", **tags: str) -> dict[str, Any]:
        have = ",".join(f"{name}:{tag}" for name, tag in tags.items())
        answer: dict[str, Any] = self.client.get(f"/{of}/panels", query_string={"have": have}).json["panels"]
        return answer


@pytest.fixture
def floor(app: Flask) -> Application:
    floor: Application = app.extensions["floor"]
    return floor


@pytest.fixture
def sits(app: Flask, floor: Application, warehouse: build.SmallWarehouse) -> Callable[..., Browser]:
    """sits("supervisor"): that person's browser; with a language other than English if it is named."""

    def sits(name: str, language: str = "en") -> Browser:
        token = f"token-{name}-{language}"
        with floor.database.writing() as session:
            person = session.merge(warehouse.people[name])
            person.language = language
            session.add(SignIn(token_hash=fingerprint(token), person=person, csrf=token))
            session.commit()
        client = app.test_client()
        client.set_cookie(SESSION_COOKIE, token)
        return Browser(client, token)

    return sits


@pytest.fixture
def redraw(app: Flask) -> Callable[[], None]:
    """redraw(): as if a second had passed since the panels were drawn."""
    return lambda: app.extensions.setdefault("floor_panels", Once()).drawn.clear()


@pytest.fixture
def desk(sits: Callable[..., Browser]) -> Browser:
    return sits("supervisor")
