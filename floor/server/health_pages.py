"""How this process is, for the program that watches over it: whether to start it anew, whether to send it anybody."""

from http import HTTPStatus

from flask import Response
from sqlalchemy import literal, select

from floor.web.access import current_services
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.problems import RETRY_AFTER, problem
from models.base import Prepared

_ANYTHING = Prepared(select(literal(1).label("one")))


@page(pages, "GET", "/healthz", public=True)
def healthz() -> Response:
    """It answers, and what it does beside answering goes on. Otherwise only a restart will help."""
    return _said("server.stuck" if current_services().publisher.stuck else None)


@page(pages, "GET", "/readyz", public=True)
def readyz() -> Response:
    """Scans are judged here: the database can be read, and was written to the last time. What is wrong may pass."""
    services = current_services()
    services.database.look_up(_ANYTHING, {})
    return _said("server.stuck" if services.publisher.stuck else services.writer.fault)


def _said(trouble: str | None) -> Response:
    if trouble is None:
        return Response("ok\n", mimetype="text/plain")
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, trouble)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer
