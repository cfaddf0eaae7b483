"""Pick faces as the desk and programs see them: what lies in each, and what is on its way there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from floor.web.lists import Column, Filter, Listing, begins
from models import PickFace, Place, Quant, ReplenishTask, Sku, Work
from models.spelling import Folded


@dataclass(frozen=True, slots=True)
class FaceRow:
    """A pick face with the units in it, those of them that are promised, and those that are to be brought."""

    face: PickFace
    on_hand: int
    promised: int
    coming: int

    @property
    def id(self) -> int:
        return self.face.id

    @property
    def low(self) -> bool:
        return self.on_hand - self.promised < self.face.least


def face_rows(session: Session, faces: Sequence[PickFace]) -> list[FaceRow]:
    ids = [face.id for face in faces]
    lying = (
        select(PickFace.id, func.sum(Quant.on_hand), func.sum(Quant.allocated))
        .join(Quant, (Quant.place_id == PickFace.place_id) & (Quant.sku_id == PickFace.sku_id))
        .where(PickFace.id.in_(ids))
    )
    there = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(lying.group_by(PickFace.id))}
    brought = (
        select(PickFace.id, func.sum(ReplenishTask.wanted))
        .join(
            ReplenishTask,
            (ReplenishTask.target_id == PickFace.place_id) & (ReplenishTask.wanted_sku_id == PickFace.sku_id),
        )
        .where(PickFace.id.in_(ids), Work.state == "open")
    )
    coming = {row[0]: int(row[1] or 0) for row in session.execute(brought.group_by(PickFace.id))}
    return [FaceRow(face, *there.get(face.id, (0, 0)), coming.get(face.id, 0)) for face in faces]


def _called(session: Session, typed: str) -> ColumnElement[bool]:
    of_sku, of_place = begins(Sku.code)(session, typed), begins(Place.code)(session, typed)
    return or_(Sku.called(typed), Place.called(typed), of_sku, of_place)


FACES = Listing(
    "faces",
    select(PickFace)
    .join(PickFace.place)
    .join(PickFace.sku)
    .options(contains_eager(PickFace.place), contains_eager(PickFace.sku)),
    PickFace.id,
    (
        Column("place", "desk.place", lambda row, w: row.face.place.code, (Place.sort_key,)),
        Column("sku", "desk.sku", lambda row, w: row.face.sku.code, (Sku.sort_key,)),
        Column("name", "desk.name", lambda row, w: row.face.sku.name, (Folded(Sku.name),)),
        Column("least", "face.least", lambda row, w: row.face.least, (PickFace.least,)),
        Column("most", "face.most", lambda row, w: row.face.most, (PickFace.most,)),
        Column("on_hand", "desk.on_hand", lambda row, w: row.on_hand),
        Column("promised", "desk.promised", lambda row, w: row.promised),
        Column("coming", "face.coming", lambda row, w: row.coming),
    ),
    "place",
    (Filter("q", "desk.sku_or_place", _called),),
    face_rows,
)
