"""The live board of the supervisors."""

from flask import Response, render_template

from floor.auth import SUPERVISORS
from floor.endpoint import page
from floor.pages.blueprint import blueprint
from floor.pages.panels import PANELS, changed_panels, panel


@page(blueprint, "GET", "/board", roles=SUPERVISORS)
def board() -> str:
    return render_template("board/board.html", panels={name: panel(name, wall=False) for name in PANELS})


@page(blueprint, "GET", "/board/panels", roles=SUPERVISORS)
def board_panels() -> Response:
    return changed_panels(wall=False)
