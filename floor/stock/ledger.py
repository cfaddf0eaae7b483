"""The ledger: every unit that changes its place does so here, as a move with both sides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from floor.core.locking import locked
from floor.core.rows import insert_new
from floor.core.transaction import Transaction
from models import Move, Place, Quant, Refused, now
from models.base import Prepared, Run, given, table_of, together
from models.places import OUTSIDE


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
            counting=select(Place.counting).where(Place.id == place_id).scalar_subquery(),
            received_at=at,
        )
        .on_conflict_do_nothing()
    )
    return _quants(session, sku_id, lot_id, [place_id])[place_id]


def quant(session: Session, sku_id: int, lot_id: int | None, place_id: int) -> Quant:
    """The quant of this SKU × lot in this place, locked, made when missing."""
    found = _quants(session, sku_id, lot_id, [place_id]).get(place_id)
    return found or _make_quant(session, sku_id, lot_id, place_id, now())


_QUANTS = table_of(Quant)
_MOVES = table_of(Move)
_PLACES = table_of(Place)
_Q = _QUANTS.c
_KEY = (
    _Q.place_id == bindparam("place"),
    _Q.sku_id == bindparam("sku"),
    func.coalesce(_Q.lot_id, 0) == bindparam("lot"),
)
_TAKE = Prepared(
    update(_QUANTS)
    .where(*_KEY, _Q.allocated >= bindparam("promised"))
    .where(_Q.on_hand - bindparam("units") >= _Q.allocated - bindparam("promised"))
    .values(on_hand=_Q.on_hand - bindparam("units"), allocated=_Q.allocated - bindparam("promised"))
)
_LOOK = select(_Q.on_hand - _Q.allocated).where(*_KEY)
_WRITE = Prepared(insert(_MOVES).values(given(_MOVES, "id")).returning(_MOVES.c.id))


def _give(dialect: Any) -> Prepared:
    """Units arrive: on the quant that is there, or on a new one, which is not allocated either where its bin is being
    counted."""
    there = select(_PLACES.c.counting).where(_PLACES.c.id == bindparam("place_id")).scalar_subquery()
    arrive = dialect.insert(_QUANTS).values(given(_QUANTS, "id", "counting") | {"counting": there})
    return Prepared(
        arrive.on_conflict_do_update(
            index_elements=["place_id", "sku_id", text("coalesce(lot_id, 0)")],
            set_={
                "on_hand": _Q.on_hand + arrive.excluded.on_hand,
                "allocated": _Q.allocated + arrive.excluded.allocated,
            },
        )
    )


_LAST = Prepared(select(func.max(_MOVES.c.id).label("id")))
_GIVE = {"postgresql": _give(postgresql), "sqlite": _give(sqlite)}


@dataclass(frozen=True, slots=True)
class Posted:
    """The ledger's new row: its id, and the units that it moved."""

    id: int
    quantity: int


def move(
    tx: Transaction,
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
) -> Posted:
    """Moves units and writes the ledger; a place OUTSIDE keeps no quant.

    `allocated` of them were promised to this taker; negative: the promise is given back with them. Quants
    that the session holds are not refreshed: flush them before, read them again after.

    Raises `Refused`: stock.not_available (more than is there and free).
    """
    return move_by_id(
        tx, sku_id, lot_id, units, from_place.id, to_place.id, why,
        takes=from_place.kind not in OUTSIDE, gives=to_place.kind not in OUTSIDE,
        allocated=allocated, work_id=work_id, order_line_id=order_line_id, serial=serial,
    )  # fmt: skip


def move_by_id(
    tx: Transaction,
    sku_id: int,
    lot_id: int | None,
    units: int,
    from_id: int,
    to_id: int,
    why: str,
    *,
    takes: bool = True,
    gives: bool = True,
    allocated: int,
    work_id: int | None,
    order_line_id: int | None,
    serial: str | None = None,
    also: tuple[Run, ...] = (),
) -> Posted:
    """`move` between two places that are known by id alone: what every picked unit goes through. The quant of the first
    place is only touched if it `takes`, that of the second if it `gives`. `also` is written beside the ledger.

    Raises `Refused`: stock.not_available (more than is there and free).
    """
    connection = tx.connection
    if takes:
        promised = max(allocated, 0)
        key = {"place": from_id, "sku": sku_id, "lot": lot_id or 0}
        if _TAKE.do(connection, {**key, "units": units, "promised": promised}) != 1:
            free = connection.scalar(_LOOK, key) or 0
            raise Refused("stock.not_available", wanted=units, available=free + promised)
    if gives:
        arriving = {"place_id": to_id, "sku_id": sku_id, "lot_id": lot_id, "received_at": tx.now}
        figures = {"on_hand": units, "allocated": max(-allocated, 0)}
        also = ((_GIVE[connection.dialect.name], arriving | figures), *also)
    entry = {
        "sku_id": sku_id, "lot_id": lot_id, "from_id": from_id, "to_id": to_id, "quantity": units, "why": why,
        "at": tx.now, "person_id": tx.actor.person_id, "work_id": work_id, "order_line_id": order_line_id,
        "serial": serial,
    }  # fmt: skip
    return Posted(together(connection, (_WRITE, entry), *also)[0], units)


def last_move(tx: Transaction) -> int:
    """The id of the ledger's last row, 0 before the first: what is written later has a higher one."""
    return _LAST.one(tx.connection, {}).id or 0
