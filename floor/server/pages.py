"""How a device learns to trust this server: its authority, taken in step by step, and a test that it worked.

Served on plain http, too, where nothing is trusted yet: these pages know nobody, and ask for nothing.
"""

import re

from cryptography.hazmat.primitives.serialization import Encoding
from flask import Response, abort, current_app, render_template, request

from floor.core.languages import LANGUAGES
from floor.server import addresses
from floor.server.tls import authority_of, mark
from floor.web.access import anonymous_language, current_services
from floor.web.blueprints import pages
from floor.web.context import translator
from floor.web.endpoint import page

FILE = "floor-ca.crt"
STEPS = {"android": 4, "ios": 3, "windows": 3, "macos": 3, "chromeos": 3}
SAFE_ORIGIN = re.compile(r"https://[\w.:\[\]-]+")


@page(pages, "GET", "/certificate", public=True)
def certificate() -> Response:
    settings = current_services().settings
    if not settings.tls:
        abort(404)
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else anonymous_language()
    origin = addresses.url(addresses.host_of(request.host_url), settings.port, "https").rstrip("/")
    # without the context of other pages: its cookies are for https alone
    template = current_app.jinja_env.get_template("server/certificate.html")
    drawn = Response(
        template.render(
            t=translator(language),
            language=language,
            steps=STEPS,
            file=FILE,
            mark=mark(authority_of(settings.home)),
            origin=origin,
        )
    )
    if SAFE_ORIGIN.fullmatch(origin):
        # the page asks the https side whether this browser trusts it
        drawn.headers["Content-Security-Policy"] = (
            f"default-src 'self'; connect-src 'self' {origin}; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        )
    return drawn


@page(pages, "GET", f"/certificate/{FILE}", public=True)
def certificate_file() -> Response:
    """As a certificate, which iOS takes in at once, or with ?save as a file: Android opens no authority's otherwise."""
    settings = current_services().settings
    if not settings.tls:
        abort(404)
    answer = Response(
        authority_of(settings.home).public_bytes(Encoding.DER), mimetype="application/x-x509-ca-cert"
    )
    if "save" in request.args:
        answer.mimetype = "application/octet-stream"
        answer.headers["Content-Disposition"] = f"attachment; filename={FILE}"
    return answer


@page(pages, "GET", "/certificate/check", public=True)
def certificate_check() -> str:
    """Seen only by a browser that trusts this server, or has been told to look away: its script finds out which."""
    return render_template("server/certificate_check.html")
