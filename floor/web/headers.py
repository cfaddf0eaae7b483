"""What every answer goes out with: headers that say what the browser may do with it, where a page has none of its own,
and compression where it is worth its time.
"""

import re
from functools import partial

from flask import Flask, Response, g, request
from flask_compress import Compress

from floor.web.access import BROWSER_COOKIE
from floor.web.static_files import current_version

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
SAFE_HOST = re.compile(r"[\w.:\[\]-]+")
# Of no use beside a page, and a station loads forty files.
PAGE_HEADERS = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    "Cache-Control": "no-store",
}
# Browsers complain of these on every page that came without TLS.
SECURE_HEADERS = {"Cross-Origin-Opener-Policy": "same-origin"}
# A page from before an update hears by it that it is one.
VERSION_HEADER = "Floor-Version"
JSON = "application/json"
LONG_JSON = 20_000  # bytes


class Smaller(Compress):
    """The answer to one scan is small, and must not cost the time of the processor; that to a list of them, each with
    its work document, becomes a twentieth on the way through a bad network."""

    def after_request(self, response: Response | None) -> Response:
        if response and response.mimetype == JSON and (response.content_length or 0) < LONG_JSON:
            return response
        smaller: Response = super().after_request(response)
        return smaller


def register(app: Flask) -> None:
    app.config.update(
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml", JSON],
        COMPRESS_MIN_SIZE=500,
    )
    Smaller(app)
    app.after_request(partial(_protect, version=current_version()))


def listening(page: str, policy: str = POLICY) -> Response:
    """A page that hears hints. Old browsers do not count a socket to where the page came from as one to itself."""
    if SAFE_HOST.fullmatch(request.host):
        socket = f"{'wss' if request.is_secure else 'ws'}://{request.host}"
        policy = f"{policy}; connect-src 'self' {socket}"
    return Response(page, headers={"Content-Security-Policy": policy})


def _protect(response: Response, version: str) -> Response:
    headers = HEADERS | SECURE_HEADERS if request.is_secure else HEADERS
    if request.endpoint != "static":
        headers = {**headers, **PAGE_HEADERS, VERSION_HEADER: version}
    # looked for one by one, they cost every scan four times as much
    said = {name.lower() for name, _value in response.headers}
    response.headers.extend({name: value for name, value in headers.items() if name.lower() not in said})
    if "browser" in g and BROWSER_COOKIE not in request.cookies:
        response.set_cookie(
            BROWSER_COOKIE, g.browser, 365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
