"""The server's own settings, with the empty application in its place."""

from pathlib import Path
from typing import Any

exec((Path(__file__).resolve().parents[2] / "gunicorn.conf.py").read_text())

wsgi_app = "tests.bench.empty:app"


def worker_exit(_server: Any, _worker: Any) -> None:
    """The empty application holds nothing to let go."""
