"""Pick faces: which bin a SKU is picked from, and how full it is kept."""

from collections.abc import Sequence

from sqlalchemy import select

from floor.catalogue.lookup import find_called
from floor.core import columns
from floor.core.columns import Outcome, Row, each
from floor.core.transaction import Transaction
from models import PickFace, PickLine, Place, Refused, Sku
from models.stock import MOST_UNITS


def put_faces(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """location, sku, min, max: a pick face of a SKU. With a max of 0 it is one no longer.

    A row may be answered with what `set_face` refuses and what the columns say.
    """

    def put(row: Row) -> Outcome:
        place, sku = columns.code(row, "location"), columns.code(row, "sku")
        columns.needed(row, "max")
        return set_face(tx, place, sku, columns.whole(row, "min"), columns.whole(row, "max"))

    return each(rows, put)


def set_face(tx: Transaction, place_code: str, sku_code: str, least: int, most: int) -> Outcome:
    """The bin is filled up to `most` units of the SKU when fewer than `least` are free in it; 0 ends that.

    Raises `Refused`: face.unknown_place, face.unknown_sku, face.in_reserve, face.bad_limits, scan.ambiguous,
    face.waited_for (orders wait until it is filled).
    """
    place = find_called(tx.db, Place, place_code, Place.kind == "bin")
    if place is None:
        raise Refused("face.unknown_place", column="location", location=place_code)
    sku = find_called(tx.db, Sku, sku_code)
    if sku is None:
        raise Refused("face.unknown_sku", column="sku", sku=sku_code)
    if place.reserve:
        raise Refused("face.in_reserve", column="location", location=place.code)
    if not 0 <= least <= most <= MOST_UNITS and most:
        raise Refused("face.bad_limits", column="max", least=least, most=most)
    query = select(PickFace).where(PickFace.place_id == place.id, PickFace.sku_id == sku.id)
    face = tx.db.scalar(query.with_for_update())
    if most == 0:
        if face is None:
            return "unchanged"
        waiting = select(PickLine.id).where(PickLine.place_id == place.id, PickLine.sku_id == sku.id)
        if tx.db.scalar(waiting.where(PickLine.waits, PickLine.state == "open").limit(1)) is not None:
            raise Refused("face.waited_for", column="location", location=place.code, sku=sku.code)
        tx.db.delete(face)
        return "loaded"
    if face is None:
        tx.db.add(PickFace(place=place, sku=sku, least=least, most=most))
        tx.db.flush()
        return "loaded"
    return columns.update(face, {"least": least, "most": most})
