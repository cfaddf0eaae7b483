"""The wall view: the board on a screen that everybody passes. It can be read and nothing else.

A supervisor opens it on that screen; their own sign-in ends there, and the screen gets a token of its own,
which may see the board and no more. Whoever takes the screen down ends the token.
"""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from floor.people import wall_screens
from floor.supervision.panels import board_page, changed_panels
from floor.web.access import LANGUAGE_COOKIE, SESSION_COOKIE, SUPERVISORS, current_actor, current_services
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.headers import listening

LASTS_SECONDS = 400 * 86400  # a screen on a wall has nobody who would sign it in again


@page(pages, "POST", "/wall", roles=SUPERVISORS)
def open_wall() -> AnyResponse:
    floor, actor = current_services(), current_actor()
    token = floor.writer.perform(actor, wall_screens.open_wall)
    floor.live.close_sockets(actor.sign_in_id)
    response = redirect("/wall", 303)
    # a screen has no language of its own: it keeps that of whoever opened it
    for name, value in ((SESSION_COOKIE, token), (LANGUAGE_COOKIE, actor.language)):
        response.set_cookie(
            name, value, LASTS_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


@page(pages, "GET", "/wall", scopes=("board",))
def wall() -> Response:
    return listening(board_page("supervision/wall.html", wall=True))


@page(pages, "GET", "/wall/panels", scopes=("board",))
def wall_panels() -> Response:
    return changed_panels(wall=True)


@page(pages, "POST", "/wall/end", scopes=("board",))
def end_wall() -> AnyResponse:
    current_services().writer.perform(
        current_actor(), wall_screens.end_wall, request.cookies.get(SESSION_COOKIE, "")
    )
    response = redirect("/sign-in", 303)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax")
    return response
