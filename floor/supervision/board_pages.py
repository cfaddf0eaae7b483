"""The live board of the supervisors."""

from flask import Response

from floor.supervision.panels import board_page, changed_panels
from floor.web.access import SUPERVISORS
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.headers import listening


@page(pages, "GET", "/board", roles=SUPERVISORS)
def board() -> Response:
    return listening(board_page("supervision/board.html", wall=False))


@page(pages, "GET", "/board/panels", roles=SUPERVISORS)
def board_panels() -> Response:
    return changed_panels(wall=False)
