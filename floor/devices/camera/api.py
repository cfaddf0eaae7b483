"""Pictures in: what codes a phone's photo shows, and which of them the step or the warehouse knows."""

from collections.abc import Sequence
from typing import Annotated, Any

from flask import request
from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import find_place, find_sku
from floor.web.access import ALL_ROLES, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.problems import bad_field
from floor.web.shapes import Answer, Body, Id
from floor.work.document import view
from floor.work.kinds import KINDS
from models import Refused, Step, Work
from scanners import RawRead, Scan, parse
from scanners.picture_code import Sighting, keys

MOST_CODES = 64
Point = Annotated[list[float], Field(min_length=2, max_length=2)]


class SentPicture(Body):
    """A form (multipart): a browser sends a camera's frame like a file."""

    image: Annotated[bytes, Field(description="JPEG, PNG or WebP, at most 12 MiB and 25 million pixels")]
    work: Annotated[Id | None, Field(description="what its step expects is looked for first")] = None


class SeenCode(Answer):
    text: Annotated[str, Field(description="as the symbol holds it, GS where it holds FNC1")]
    symbology: Annotated[str, Field(description="the AIM identifier", examples=["]E0"])]
    name: Annotated[str, Field(description="the symbology for people", examples=["EAN-13"])]
    corners: Annotated[
        list[Point],
        Field(description="[x, y] in the sent picture's pixels, clockwise", min_length=4, max_length=4),
    ]
    kind: Annotated[str, Field(description="what it is read as: location, gtin, sscc, gs1, plain …")]
    expected: Annotated[bool, Field(description="the work's step asks for it")]
    known: Annotated[bool, Field(description="a place, tote, parcel or SKU of this warehouse")]


class SeenCodes(Answer):
    codes: Annotated[list[SeenCode], Field(description="the expected first, then the known")]


WORK = TypeAdapter(Id)


@endpoint(
    api,
    "POST",
    "/reads",
    roles=ALL_ROLES,
    raw="multipart/form-data",
    body=SentPicture,
    answers={200: SeenCodes},
)
def read_picture() -> dict[str, Any]:
    """Read the codes in a picture

    Nothing is counted: whoever sent it picks one and sends it as a scan with source `camera`. The answer comes within a
    second as a rule; on a busy machine it, or the refusal to try again, within eight. A code that is not certain is not
    answered: a wrong one is worse than none.
    """
    if "image" not in request.files:
        raise bad_field("image", "missing")
    floor = current_services()
    with floor.database.reading() as session:
        wanted = _wanted(session)
    seen = floor.camera.read(request.files["image"].read(), wanted)
    if current_actor().profile.full_ascii:
        seen = [one.in_full_ascii() for one in seen]
    expected = keys(wanted)
    with floor.database.reading() as session:
        codes = [_shown(session, one, expected) for one in seen[:MOST_CODES]]
    return {"codes": sorted(codes, key=lambda code: (not code["expected"], not code["known"]))}


def _wanted(session: Session) -> Sequence[str]:
    """The texts that satisfy the work's step; in pack every SKU that is still to come may be next."""
    if "work" not in request.form:
        return ()
    work_id = WORK.validate_python(request.form["work"])
    kind = session.scalar(select(Work.kind).where(Work.id == work_id))
    if kind is None:
        raise Refused("work.not_found", work=work_id)
    steps: Sequence[Step] = view(session, KINDS[kind].load(session, work_id)).steps
    now = [step for step in steps if kind == "pack" and step.kind == steps[0].kind] or steps[:1]
    return [code for step in now for code in step.codes]


def _shown(session: Session, seen: Sighting, expected: frozenset[str]) -> dict[str, Any]:
    scan = parse(RawRead(seen.text, source="camera", symbology=seen.symbology))
    return {
        "text": seen.text,
        "symbology": seen.symbology,
        "name": seen.name,
        "corners": [[round(x, 1), round(y, 1)] for x, y in seen.corners],
        "kind": scan.kind,
        "expected": seen.says(expected),
        "known": _is_known(session, scan),
    }


def _is_known(session: Session, scan: Scan) -> bool:
    find = find_place if scan.kind in ("location", "tote", "sscc") else find_sku
    try:
        find(session, scan)
    except Refused:
        return False
    return True
