"""The ledger: every unit that goes anywhere goes through here, as a move with both sides."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from floor.act import Act
from floor.usecases.locking import locked
from models import Move, Place, Quant, now
from models.places import OUTSIDE


def insert_new(session: Session, table: type[DeclarativeBase]) -> Any:
    """An INSERT that leaves an existing row alone: `.values(…).on_conflict_do_nothing()`, as both databases know it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def outside(session: Session, kind: str) -> Place:
    """The one place of a system kind: supplier, customer, adjustment, damaged, putback or problem."""
    place = session.scalar(select(Place).where(Place.kind == kind).order_by(Place.id).limit(1))
    if place is None:
        raise RuntimeError(f"this database has no place of kind {kind}: run floor init")
    return place


def _quants(session: Session, sku_id: int, lot_id: int | None, places: list[int]) -> dict[int, Quant]:
    query = select(Quant).where(
        Quant.place_id.in_(places), Quant.sku_id == sku_id, func.coalesce(Quant.lot_id, 0) == (lot_id or 0)
    )
    return {quant.place_id: quant for quant in session.scalars(locked(query.order_by(Quant.id)))}


def _make_quant(session: Session, sku_id: int, lot_id: int | None, place_id: int, at: datetime) -> Quant:
    """A quant of zero; somebody else may make the same one at the same moment."""
    session.execute(
        insert_new(session, Quant)
        .values(
            sku_id=sku_id,
            lot_id=lot_id,
            place_id=place_id,
            on_hand=0,
            allocated=0,
            counting=False,
            received_at=at,
        )
        .on_conflict_do_nothing()
    )
    return _quants(session, sku_id, lot_id, [place_id])[place_id]


def quant(session: Session, sku_id: int, lot_id: int | None, place_id: int) -> Quant:
    """The quant of this SKU × lot in this place, locked, made when missing."""
    found = _quants(session, sku_id, lot_id, [place_id]).get(place_id)
    return found or _make_quant(session, sku_id, lot_id, place_id, now())


def move(
    act: Act,
    sku_id: int,
    lot_id: int | None,
    units: int,
    from_place: Place,
    to_place: Place,
    why: str,
    *,
    allocated: int = 0,
    work_id: int | None = None,
    order_line_id: int | None = None,
    serial: str | None = None,
) -> Move:
    """Moves units and writes the ledger. `allocated` of them were promised to this taker (negative: the promise is
    given back with them). Raises `Refused("stock.not_available")`; a place OUTSIDE keeps no quant."""
    kept = [place.id for place in (from_place, to_place) if place.kind not in OUTSIDE]
    quants = _quants(act.db, sku_id, lot_id, kept)
    if from_place.id in kept:
        source = quants.get(from_place.id) or _make_quant(act.db, sku_id, lot_id, from_place.id, act.now)
        source.take(units, max(allocated, 0))
    if to_place.id in kept:
        target = quants.get(to_place.id) or _make_quant(act.db, sku_id, lot_id, to_place.id, act.now)
        target.on_hand += units
        target.allocated += max(-allocated, 0)
    entry = Move(
        sku_id=sku_id,
        lot_id=lot_id,
        from_id=from_place.id,
        to_id=to_place.id,
        quantity=units,
        why=why,
        at=act.now,
        person_id=act.actor.person_id,
        work_id=work_id,
        order_line_id=order_line_id,
        serial=serial,
    )
    act.db.add(entry)
    return entry
