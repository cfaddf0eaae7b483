"""What browsers load beside the pages: kept by them for a year, under an address that changes with the content.

The version is a part of the path, so that what a script imports from beside itself has it, too. Each answer says which
version is served: a page from before an update hears of it and loads itself anew when nothing is lost by that. In place
of a script that such a page asks for only now it gets one that does the same: scripts of two versions never meet in one
page. A handheld without a network goes on with what its service worker keeps, which is told here what there is.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import orjson
from flask import Flask, Response, send_from_directory, url_for

from floor.core.settings import ROOT
from floor.web.access import access

FOLDER = ROOT / "static"
KEPT_SECONDS = 365 * 86400
# What is kept for a year is not compared with a newer one, and a station loads forty files.
COMPARING = ("ETag", "Last-Modified", "Expires", "Accept-Ranges", "Content-Disposition")
WORKER = "service-worker.js"
ANEW = "shared/load_anew.js"
OFFLINE = {".js", ".css", ".svg"}  # our own files; what is larger comes when it is needed
VENDOR = "vendor"
PUSH = f"{VENDOR}/socket.io.min.js"

IMPORT = re.compile(r'^(?:import|export) (?:[^"]* from )?"(\.[\w./]+)";', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)


def register(app: Flask, stations: Iterable[str]) -> None:
    """Serves the static folder, and gives `url_for("static", filename=…)`.

    `stations`: the paths of the pages that a device keeps for when there is no network.
    """

    def service_worker() -> Response:
        """At the top, where it may serve all pages; asked for anew each time, or nobody would hear of an update."""
        files = [url_for("static", filename=name) for name in kept_offline(FOLDER)]
        told = f"const FILES = {_json(files)};\nconst STATIONS = new Set({_json(['/', *stations])});\n"
        text = told + (FOLDER / WORKER).read_text("utf-8")
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    def with_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", current_version())

    # a test walks the URL map and looks for it
    static.access = service_worker.access = access(public=True)  # type: ignore[attr-defined]
    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
    app.add_url_rule(f"/{WORKER}", "service_worker", service_worker)
    app.url_defaults(with_version)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def static(version: str, filename: str) -> Response:
    """A file as it is now; for a page of another version, instead of a script of ours what loads that page anew."""
    known = version == current_version()
    if not known:
        filename = _place_now(filename)
        if filename.endswith(".js") and not filename.startswith(f"{VENDOR}/"):
            return _loads_anew(filename)
    response = send_from_directory(FOLDER, filename, max_age=KEPT_SECONDS if known else 0)
    response.cache_control.immutable = known
    if known:
        for name in COMPARING:
            response.headers.pop(name, None)
    # read whole, and so closed: what compresses it would leave the file open
    response.direct_passthrough = False
    response.make_sequence()
    return response


def _place_now(filename: str) -> str:
    """Where a file lies now. All lay side by side before there was a folder for each screen."""
    if "/" in filename:
        return filename
    return next((name for name in kept_offline(FOLDER) if name.endswith(f"/{filename}")), filename)


def _loads_anew(filename: str) -> Response:
    """A module that names what the one asked for exports: a script that imports it could not even begin otherwise. It
    never ends, so that nothing goes on with what the names stand for."""
    path = FOLDER / filename
    names = EXPORT.findall(path.read_text("utf-8")) if filename in kept_offline(FOLDER) else []
    lines = [f'import "{url_for("static", filename=ANEW)}";', *(f"export let {name};" for name in names)]
    text = "\n".join([*lines, "await new Promise(() => {});", ""])
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-store"})


@cache
def kept_offline(folder: Path) -> list[str]:
    """What a service worker keeps: names in the static folder."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.suffix in OFFLINE)
    own = sorted(path.as_posix() for path in paths if path.parts[0] not in (WORKER, VENDOR))
    return own + [PUSH] * (folder / PUSH).is_file()


@cache
def imported(*names: str) -> list[str]:
    """Modules of the static folder and all that they import at once, and so on. What a module imports only when it is
    needed is not among them. Raises FileNotFoundError for one that is not there."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        module = todo.pop()
        if module not in found:
            found.add(module)
            beside = IMPORT.findall((FOLDER / module).read_text("utf-8"))
            todo += [normpath(join(dirname(module), address)) for address in beside]
    return sorted(found)


@cache
def current_version() -> str:
    """That of the files which this process serves."""
    return version_of(FOLDER)


def version_of(folder: Path) -> str:
    """The same for the same files, whenever and wherever they were laid down."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
