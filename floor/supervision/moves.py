"""The ledger as people read it: what moved, when, why, and by whom; of a place, a SKU, a lot or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from floor.core.messages import CODES
from floor.stock.levels import first_move_since
from floor.supervision.board import number_in_kind
from floor.web.lists import Column, Filter, Listing, Words
from models import Lot, Move, Order, OrderLine, Person, Place, Sku, Work, now
from models.spelling import Folded, fold

WHYS = (
    "opening", "receive", "putaway", "putback", "move", "replenish", "pick", "pack", "handover", "undo", "count",
    "adjustment", "damaged", "missing", "assemble", "recalled",
)  # fmt: skip
DAYS = {"1": "trace.days_1", "7": "trace.days_7", "30": "trace.days_30", "90": "trace.days_90"}


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A line of the ledger with the names of what it names; empty where it names none."""

    move: Move
    sku: str
    name: str
    lot: str
    source: str
    target: str
    person: str
    work: str
    order_id: int | None
    order: str

    @property
    def id(self) -> int:
        return self.move.id


def move_rows(session: Session, moves: Sequence[Move]) -> list[MoveRow]:
    """Reads the names of all at once, each table by itself."""
    skus = _named(session, (Sku.id, Sku.code, Sku.name), {move.sku_id for move in moves})
    lots = _named(session, (Lot.id, Lot.code), {move.lot_id for move in moves})
    places = _named(session, (Place.id, Place.code), {end for m in moves for end in (m.from_id, m.to_id)})
    people = _named(session, (Person.id, Person.name), {move.person_id for move in moves})
    works = _named(session, (Work.id, Work.kind), {move.work_id for move in moves})
    lines = {move.order_line_id for move in moves if move.order_line_id}
    wanted = select(OrderLine.id, Order.id, Order.number).join(Order).where(OrderLine.id.in_(lines))
    orders: dict[int | None, Any] = {line: tuple(order) for line, *order in session.execute(wanted)}

    def row(move: Move) -> MoveRow:
        sku, name = skus[move.sku_id]
        order_id, order = orders.get(move.order_line_id, (None, ""))
        kind = works.get(move.work_id, [""])[0]
        return MoveRow(
            move, sku, name, lots.get(move.lot_id, [""])[0], places[move.from_id][0], places[move.to_id][0],
            people.get(move.person_id, [""])[0], number_in_kind(kind, move.work_id or 0) if kind else "",
            order_id, order,
        )  # fmt: skip

    return [row(move) for move in moves]


def _named(session: Session, columns: tuple[Any, ...], ids: set[int | None]) -> dict[int | None, Any]:
    wanted = sorted(each for each in ids if each is not None)
    query = select(*columns).where(columns[0].in_(wanted))
    return {row[0]: tuple(row[1:]) for row in session.execute(query)}


def why(row: MoveRow, w: Words) -> str:
    code = f"trace.why_{row.move.why}"
    return w["t"](code) if code in CODES else row.move.why


def _of(session: Session, typed: str) -> ColumnElement[bool]:
    """Of the SKU or lot, or from or to the place, that is called so; a code that only begins so is no other's."""
    skus = select(Sku.id).where(Sku.called(typed))
    places = select(Place.id).where(Place.called(typed))
    lots = select(Lot.id).where(Folded(Lot.code) == fold(typed).removeprefix("lot-"))
    of_lots = Move.lot_id.in_(lots) & Move.sku_id.in_(select(Lot.sku_id).where(Lot.id.in_(lots)))
    ends = or_(Move.from_id.in_(places), Move.to_id.in_(places))
    return or_(Move.sku_id.in_(skus), ends, of_lots)


def _since(session: Session, days: str) -> ColumnElement[bool]:
    return Move.id >= first_move_since(session, now() - timedelta(days=int(days)))


MOVES = Listing(
    "moves",
    select(Move),
    Move.id,
    (
        Column("seen", "trace.at", lambda row, w: w["day"](row.move.at), (Move.id,)),
        Column("sku", "desk.sku", lambda row, w: row.sku),
        Column("name", "desk.name", lambda row, w: row.name),
        Column("lot", "desk.lot", lambda row, w: row.lot),
        Column("units", "board.units", lambda row, w: row.move.quantity),
        Column("from", "trace.from", lambda row, w: row.source),
        Column("to", "trace.to", lambda row, w: row.target),
        Column("why", "trace.why", why),
        Column("person", "trace.person", lambda row, w: row.person),
        Column("work", "trace.work", lambda row, w: row.work),
        Column("order", "desk.number", lambda row, w: row.order),
        Column("serial", "trace.serial", lambda row, w: row.move.serial or ""),
    ),
    "-seen",
    (
        Filter("q", "trace.what", _of),
        Filter("why", "trace.why", lambda _session, chosen: Move.why == chosen,
               {each: f"trace.why_{each}" for each in WHYS}),
        Filter("days", "trace.days", _since, DAYS),
    ),
    move_rows,
)  # fmt: skip
