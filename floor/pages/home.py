"""Where one chooses what to do."""

from flask import render_template

from floor.auth import ALL_ROLES
from floor.endpoint import page
from floor.pages.blueprint import blueprint


@page(blueprint, "GET", "/", roles=ALL_ROLES)
def home() -> str:
    return render_template("home.html")
