"""The home page, where a person chooses a station, and the scan screens.

There is a scan screen for each kind of work; it draws itself from the work document.
"""

from flask import Response, render_template, request

from floor.server import addresses
from floor.web.access import ALL_ROLES, SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import pages
from floor.web.context import texts_json
from floor.web.endpoint import page
from floor.web.headers import POLICY, listening
from floor.web.static_files import imported
from floor.work.kinds import KINDS
from models import Warehouse

# the camera's reader is WebAssembly, and only these pages need it
WITH_CAMERA = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"


@page(pages, "GET", "/", roles=ALL_ROLES)
def home() -> str:
    stations = [(kind.name, {*kind.noun.roles, *SUPERVISORS}) for kind in KINDS.values()]
    screens = [(name, set(SUPERVISORS)) for name in ("board", "desk")]
    mine = [name for name, roles in stations + screens if current_actor().may(*roles)]
    port = current_services().settings.http_port
    certificate = addresses.url(addresses.host_of(request.host_url), port) + "certificate"
    return render_template("work/home.html", places=mine, certificate=certificate)


def station(kind: str) -> Response:
    texts = texts_json(current_language(), "station")
    scripts = imported("station/station.js", f"station/steps_{kind}.js")
    with current_services().database.reading() as session:
        counts = "list" if Warehouse.of(session).pack_list else "blind"
    page = render_template(
        "work/station.html",
        kind=kind,
        scripts=scripts,
        profile=current_actor().profile,
        texts_json=texts,
        counts=counts,
    )
    return listening(page, WITH_CAMERA)


for _kind in KINDS.values():
    page(
        pages,
        "GET",
        f"/{_kind.name}",
        roles=(*_kind.noun.roles, *SUPERVISORS),
        name=_kind.name,
        kind=_kind.name,
    )(station)
