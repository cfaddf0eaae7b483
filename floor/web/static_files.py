"""What browsers load beside the pages: kept by them for a year, under an address that changes with the content.

The version is a part of the path, so that what a script imports from beside itself has it, too. A page from before an
update still gets its files, as they are now. A handheld without a network goes on with what its service worker keeps,
which is told here what there is.
"""

import hashlib
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, send_from_directory, url_for

from floor.core.settings import ROOT
from floor.web.access import access

KEPT_SECONDS = 365 * 86400
WORKER = "service-worker.js"
OFFLINE = {".js", ".css", ".svg"}  # our own files; what is larger comes when it is needed
VENDOR = "vendor"
PUSH = f"{VENDOR}/socket.io.min.js"


def register(app: Flask) -> None:
    """The endpoint of the static folder, and `url_for("static", filename=…)`."""
    folder = ROOT / "static"
    current = version_of(folder)

    def static(version: str, filename: str) -> Response:
        known = version == current
        response = send_from_directory(folder, filename, max_age=KEPT_SECONDS if known else 0)
        response.cache_control.immutable = known
        # read whole, and so closed: what compresses it would leave the file open
        response.direct_passthrough = False
        response.make_sequence()
        return response

    def service_worker() -> Response:
        """At the top, where it may serve all pages; asked for anew each time, or nobody would hear of an update."""
        files = [url_for("static", filename=name) for name in kept_offline(folder)]
        text = f"const FILES = {orjson.dumps(files).decode()};\n{(folder / WORKER).read_text('utf-8')}"
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    def with_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    # a test walks the URL map and looks for it
    static.access = service_worker.access = access(public=True)  # type: ignore[attr-defined]
    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
    app.add_url_rule(f"/{WORKER}", "service_worker", service_worker)
    app.url_defaults(with_version)


def kept_offline(folder: Path) -> list[str]:
    """What a service worker keeps: names in the static folder."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.suffix in OFFLINE)
    own = sorted(str(path) for path in paths if path.parts[0] not in (WORKER, VENDOR))
    return own + [PUSH] * (folder / PUSH).is_file()


def version_of(folder: Path) -> str:
    """The same for the same files, whenever and wherever they were laid down."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
