"""The scan screens: one page for each kind of work, which draws itself from the work document."""

from flask import render_template

from floor.auth import SUPERVISORS, current_actor, current_language
from floor.endpoint import page
from floor.pages.blueprint import blueprint
from floor.pages.context import texts_json
from models.work import ROLE_OF_KIND


def station(kind: str) -> str:
    texts = texts_json(current_language(), "station")
    return render_template("station.html", kind=kind, profile=current_actor().profile, texts_json=texts)


for _kind, _role in ROLE_OF_KIND.items():
    page(blueprint, "GET", f"/{_kind}", roles=(_role, *SUPERVISORS), name=_kind, kind=_kind)(station)
