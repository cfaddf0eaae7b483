"""The pages before a sign-in: signing in, and choosing a language."""

from flask import g, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from floor.core.languages import LANGUAGES
from floor.core.messages import text
from floor.devices import pairing
from floor.people.api import signed_out
from floor.people.sign_in import set_language
from floor.web.access import (
    ALL_ROLES,
    DEVICE_COOKIE,
    LANGUAGE_COOKIE,
    check_csrf,
    current_actor,
    current_language,
    current_services,
)
from floor.web.blueprints import pages
from floor.web.context import texts_json
from floor.web.endpoint import page
from floor.web.redirects import local
from models import Refused

YEAR_S = 365 * 86400


@page(pages, "GET", "/sign-in", public=True)
def sign_in() -> str:
    """The sign-in page. Its script signs in by the API, which sets the session's cookie for it."""
    device, revoked = "", ""
    with current_services().database.reading() as session:
        try:
            paired = pairing.recognise(session, request.cookies.get(DEVICE_COOKIE, ""))
            device = paired.name if paired else ""
        except Refused as refused:
            revoked = text(refused.code, current_language(), refused.params)
    texts = texts_json(current_language(), "station")
    return render_template("people/sign_in.html", texts_json=texts, device=device, revoked=revoked)


@page(pages, "POST", "/sign-out", roles=ALL_ROLES, name="sign_out_page")
def sign_out() -> Response:
    """Signs out by the form alone, where the script that asks about unsent scans did not arrive: they go out by the
    key that each carries."""
    return signed_out(redirect("/sign-in", 303))


@page(pages, "POST", "/language", public=True)
def choose_language() -> Response:
    """Sets the language of the person, and of this browser for the next sign-in."""
    check_csrf()
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise BadRequest
    if g.caller and g.caller.actor.person_id:
        current_services().writer.perform(current_actor(), set_language, language)
    response = redirect(local(request.form.get("next", "")), 303)
    response.set_cookie(
        LANGUAGE_COOKIE, language, YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response
