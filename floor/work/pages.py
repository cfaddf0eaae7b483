"""The scan screens: one page for each kind of work, which draws itself from the work document."""

from flask import Response, render_template

from floor.web.access import SUPERVISORS, current_actor, current_language
from floor.web.blueprints import pages
from floor.web.context import texts_json
from floor.web.endpoint import page
from floor.web.headers import POLICY
from floor.work.kinds import KINDS

# the camera's reader is WebAssembly, and only these pages need it
WITH_CAMERA = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"


def station(kind: str) -> Response:
    texts = texts_json(current_language(), "station")
    page = render_template("work/station.html", kind=kind, profile=current_actor().profile, texts_json=texts)
    return Response(page, headers={"Content-Security-Policy": WITH_CAMERA})


for _kind in KINDS.values():
    page(
        pages,
        "GET",
        f"/{_kind.name}",
        roles=(_kind.noun.role, *SUPERVISORS),
        name=_kind.name,
        kind=_kind.name,
    )(station)
