"""The doors for people's browsers: they ask, and a template draws."""

from floor.pages import home, sign_in, station
from floor.pages.blueprint import blueprint

__all__ = ["blueprint", "home", "sign_in", "station"]
