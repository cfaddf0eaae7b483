"""The live board of the supervisors."""

from flask import Response, render_template

from floor.supervision.panels import PANELS, changed_panels, panel
from floor.web.access import SUPERVISORS
from floor.web.blueprints import pages
from floor.web.endpoint import page


@page(pages, "GET", "/board", roles=SUPERVISORS)
def board() -> str:
    return render_template(
        "supervision/board.html", panels={name: panel(name, wall=False) for name in PANELS}
    )


@page(pages, "GET", "/board/panels", roles=SUPERVISORS)
def board_panels() -> Response:
    return changed_panels(wall=False)
