"""Photos in: what a scan reported as damaged, as it looks."""

from typing import Annotated, Any

from flask import request
from pydantic import Field

from floor.catalogue import picture_files
from floor.web.access import SUPERVISORS, WORKERS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.problems import bad_field
from floor.web.shapes import Answer, Body
from floor.work.photos import add_photo


class SentPhoto(Body):
    """A form (multipart), as a browser sends a file."""

    image: Annotated[bytes, Field(description="JPEG, PNG or WebP, at most 12 MiB and 25 million pixels")]


class KeptPhoto(Answer):
    address: Annotated[str, Field(description="where the photo is served, as WebP")]


@endpoint(
    api,
    "POST",
    "/scans/<name:scan_id>/photos",
    roles=WORKERS + SUPERVISORS,
    raw="multipart/form-data",
    body=SentPhoto,
    answers={201: KeptPhoto},
)
def send_photo(scan_id: str) -> dict[str, Any]:
    """Add a photo to a scan that counted, as of damaged goods

    Only who made the scan, and supervisors, may. The same photo sent again is kept once.
    """
    if "image" not in request.files:
        raise bad_field("image", "missing")
    floor = current_services()
    sent = request.files["image"].read(picture_files.MOST_BYTES + 1)
    name = picture_files.keep(floor.settings.home, sent, picture_files.PHOTO)
    floor.writer.perform(current_actor(), add_photo, scan_id, name)
    return {"address": picture_files.address(name)}
