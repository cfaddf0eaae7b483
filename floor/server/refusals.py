"""What the server says to requests that never reach the application: problem documents, as everywhere under /api."""

from http import HTTPStatus

import orjson

from floor.web.problems import RETRY_AFTER, document

CODES = {
    408: "request.too_slow",
    413: "request.too_large",
    414: "request.address_too_long",
    431: "request.head_too_large",
    500: "request.server_error",
    503: "server.busy",
}


def answer(status: int, language: str) -> bytes:
    """All of an answer in HTTP/1.1, after which the connection ends."""
    body = orjson.dumps(document(status, CODES.get(status, "request.bad"), language))
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
        *([f"Retry-After: {RETRY_AFTER}"] if status == HTTPStatus.SERVICE_UNAVAILABLE else []),
    )
    return "\r\n".join((*head, "", "")).encode() + body
