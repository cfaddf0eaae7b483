"""The doors for people's browsers: they ask, and a template draws."""

from floor.pages import (
    board,
    certificate,
    deciding,
    desk,
    devices,
    goods,
    home,
    labels,
    learning,
    selftest,
    sign_in,
    station,
    wall,
)
from floor.pages.blueprint import blueprint

__all__ = [
    "blueprint",
    "board",
    "certificate",
    "deciding",
    "desk",
    "devices",
    "goods",
    "home",
    "labels",
    "learning",
    "selftest",
    "sign_in",
    "station",
    "wall",
]
