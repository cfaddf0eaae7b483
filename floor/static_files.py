"""What browsers load beside the pages: kept by them for a year, under an address that changes with the content.

The version is a part of the path, so that what a script imports from beside itself has it, too. A page from before an
update still gets its files, as they are now. A handheld without a network goes on drawing with what it has kept.
"""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory
from flask_compress import Compress

from floor.auth import access
from floor.settings import ROOT

KEPT_SECONDS = 365 * 86400


def register(app: Flask) -> None:
    """The door to the static folder, `url_for("static", filename=…)`, and smaller answers for pages and files."""
    folder = ROOT / "static"
    current = version_of(folder)

    def static(version: str, filename: str) -> Response:
        known = version == current
        response = send_from_directory(folder, filename, max_age=KEPT_SECONDS if known else 0)
        response.cache_control.immutable = known or None
        # read whole, and so closed: what compresses it would leave the file open
        response.direct_passthrough = False
        response.make_sequence()
        return response

    def with_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    static.access = access(public=True)  # type: ignore[attr-defined]  # a test walks the URL map and looks for it
    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
    app.url_defaults(with_version)
    app.config.update(
        # answers to scans are small, and the time of the processor is what they must not cost
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
        COMPRESS_MIN_SIZE=1000,
    )
    Compress(app)


def version_of(folder: Path) -> str:
    """The same for the same files, whenever and wherever they were laid down."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
