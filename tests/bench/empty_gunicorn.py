"""The server's own settings, with the empty application in its place."""

from typing import Any

from floor.server.gunicorn_settings import *  # noqa: F403

wsgi_app = "tests.bench.empty:app"


def post_worker_init(_worker: Any) -> None:
    """Nor has it pages that listen."""


def worker_exit(_server: Any, _worker: Any) -> None:
    """The empty application holds nothing to let go."""
