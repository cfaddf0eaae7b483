"""The home page, where a person chooses a station."""

from flask import render_template

from floor.web.access import ALL_ROLES
from floor.web.blueprints import pages
from floor.web.endpoint import page


@page(pages, "GET", "/", roles=ALL_ROLES)
def home() -> str:
    return render_template("web/home.html")
