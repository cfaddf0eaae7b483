"""Pick faces: which bin a SKU is picked from, and how full it is kept out of the reserve."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.putaway.face_lists import FaceRow, face_rows
from floor.putaway.faces import set_face
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Cursor, Limit, Name
from models import PickFace, Place, Sku
from models.stock import MOST_UNITS


class FaceQuery(Body):
    after: Cursor | None = None
    limit: Limit = 50


class NewFace(Body):
    place: Annotated[Name, Field(description="the bin's code")]
    sku: Name
    least: Annotated[Count, Field(ge=0, le=MOST_UNITS)]
    most: Annotated[Count, Field(ge=0, le=MOST_UNITS, description="0: it is a pick face no longer")]


class Face(Answer):
    place: str
    sku: str
    least: int
    most: int
    on_hand: int
    promised: int
    coming: Annotated[int, Field(description="units that are to be brought out of the reserve")]


class Faces(Answer):
    faces: list[Face]
    next: str | None


@endpoint(api, "GET", "/pick-faces", roles=SUPERVISORS, query=FaceQuery, answers={200: Faces})
def list_faces(query: FaceQuery) -> dict[str, Any]:
    """Pick faces, with what lies in them and what is on its way"""
    wanted = select(PickFace).where(PickFace.id > (query.after or 0)).order_by(PickFace.id)
    with current_services().database.reading() as session:
        found = list(session.scalars(_whole(wanted).limit(query.limit + 1)))
        shown = [_shown(row) for row in face_rows(session, found[: query.limit])]
    return {"faces": shown, "next": str(found[query.limit - 1].id) if len(found) > query.limit else None}


@endpoint(
    api, "POST", "/pick-faces", roles=SUPERVISORS, body=NewFace, answers={200: Faces},
    form="/desk/faces", then="/desk/faces",
)  # fmt: skip
def set_pick_face(body: NewFace) -> dict[str, Any]:
    """Say from which bin a SKU is picked, and how full it is kept

    When fewer than `least` units are free in it, it is filled up to `most` out of the reserve: work of the kind
    `replenish`. A `most` of 0 ends that. What is promised of the reserve is picked at the pick face.
    """
    current_services().writer.perform(current_actor(), set_face, body.place, body.sku, body.least, body.most)
    with current_services().database.reading() as session:
        named = select(PickFace).where(
            PickFace.place.has(Place.called(body.place)), PickFace.sku.has(Sku.called(body.sku))
        )
        found = list(session.scalars(_whole(named)))
        return {"faces": [_shown(row) for row in face_rows(session, found)], "next": None}


def _whole(query: Any) -> Any:
    return query.options(joinedload(PickFace.place), joinedload(PickFace.sku))


def _shown(row: FaceRow) -> dict[str, Any]:
    face, figures = row.face, {"on_hand": row.on_hand, "promised": row.promised, "coming": row.coming}
    return {
        "place": face.place.code, "sku": face.sku.code, "least": face.least, "most": face.most, **figures
    }  # fmt: skip
