"""The way around the training warehouse, for somebody who sees it for the first time."""

from flask import render_template

from floor.web.access import ALL_ROLES, SUPERVISORS, current_actor
from floor.web.blueprints import pages
from floor.web.endpoint import page

# role, the screen where it works, and how many steps are told of it
TOUR = (("supervisor", "board", 3), ("picker", "pick", 4), ("packer", "pack", 3), ("dispatcher", "load", 3))


@page(pages, "GET", "/tour", roles=ALL_ROLES)
def tour() -> str:
    mine = [place for role, place, _steps in TOUR if current_actor().may(role, *SUPERVISORS)]
    return render_template("demo/tour.html", tour=TOUR, places=mine)
