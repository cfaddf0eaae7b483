"""Goods that are on hold where they lie stay on hold wherever they are carried: the hold goes along."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from floor.core.transaction import ALERTS, Transaction
from floor.work.kinds import Notice
from models import Lot, Person, Place, Quant, Refused, Sku, StockHold
from models.stock_holds import held_quants


def holds_in(session: Session, place: Place, sku_id: int, lot_id: int | None) -> Sequence[StockHold]:
    """The open holds that cover such goods since they lie in this place."""
    query = select(StockHold).where(StockHold.place_id == place.id, StockHold.ended_at.is_(None))
    query = query.where(or_(StockHold.sku_id.is_(None), StockHold.sku_id == sku_id))
    query = query.where(or_(StockHold.lot_id.is_(None), StockHold.lot_id == lot_id))
    return [
        hold
        for hold in session.scalars(query.order_by(StockHold.id))
        if _covers(session, hold, sku_id, lot_id)
    ]


def _covers(session: Session, hold: StockHold, sku_id: int, lot_id: int | None) -> bool:
    """A delivery's hold covers only what came with it."""
    goods = _goods(hold.place_id, sku_id, lot_id)
    return hold.receipt_id is None or session.scalar(held_quants(*goods, hold_id=hold.id)) is not None


def _goods(place_id: int | None, sku_id: int, lot_id: int | None) -> tuple[ColumnElement[bool], ...]:
    same_lot = func.coalesce(Quant.lot_id, 0) == (lot_id or 0)
    return Quant.place_id == place_id, Quant.sku_id == sku_id, same_lot


def hold_there(
    tx: Transaction, source: Place, target: Place, sku: Sku, lot_id: int | None
) -> list[StockHold]:
    """Before units go from `source` to `target`: what is on hold in the one is on hold in the other, too. Answers the
    holds that go along.

    Raises `Refused`: move.beside_free (the same goods lie there and are not on hold; nobody could tell them apart).
    """
    holds = holds_in(tx.db, source, sku.id, lot_id)
    if not holds or holds_in(tx.db, target, sku.id, lot_id):
        return list(holds)
    lying = select(Quant.id).where(*_goods(target.id, sku.id, lot_id), Quant.on_hand > 0)
    if tx.db.scalar(lying.limit(1)) is not None:
        raise Refused("move.beside_free", **sku.named, location=target.code)
    lot = tx.db.get(Lot, lot_id) if lot_id else None
    for hold in holds:
        along = StockHold(sku=sku, lot=lot, place=target, reason=hold.reason, person=hold.person, at=tx.now)
        tx.db.add(along)
        tx.db.flush()
        tx.tell("stock.held", **along.named, reason=along.reason, expired=False, orders=0)
    tx.changed(ALERTS)
    return list(holds)


def end_left(tx: Transaction, holds: Sequence[StockHold]) -> None:
    """After the units have gone: a hold on these goods in a place where none of them are left has gone along with them.
    One on a whole place stays."""
    by = tx.db.get(Person, tx.actor.person_id) if tx.actor.person_id else None
    for hold in holds:
        left = held_quants(Quant.on_hand > 0, hold_id=hold.id)
        if hold.sku_id is not None and tx.db.scalar(left) is None:
            hold.end(by, tx.now)
            tx.tell("stock.hold_ended", **hold.named)


def told(session: Session, place: Place) -> list[Notice]:
    """That something in this place is on hold, and stays so wherever it goes."""
    if session.scalar(_ANY) is None:  # as on most days: it is asked with every scan
        return []
    held = held_quants(Quant.place_id == place.id, Quant.on_hand > 0)
    return [("move.stays_held", {"location": place.code})] if session.scalar(held) is not None else []


_ANY = select(StockHold.id).where(StockHold.ended_at.is_(None)).limit(1)
