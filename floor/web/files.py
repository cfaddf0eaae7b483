"""Files as answers."""

from flask import Response


def file_of(content: bytes, kind: str, name: str) -> Response:
    """Answers a file, shown by a browser that can, else saved under `name`."""
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})
