"""Corrections of bins, totes and pallets at the desk: with a reason, and large ones only as two people agree."""

from sqlalchemy import select

from floor.catalogue.lookup import find_called
from floor.core.locking import locked
from floor.core.transaction import APPROVALS, Transaction
from floor.putaway import totes
from floor.stock.adjustments import acting, book, enter
from floor.stock.named import named_goods
from models import Place, Refused, StockAdjustment
from models.adjustments import MISSING
from models.stock import MOST_UNITS

CORRECTED = ("bin", *totes.LOOSE)


def adjust(tx: Transaction, place: str, sku: str, lot: str, units: int, reason: str) -> StockAdjustment:
    """So many units are more in a bin, tote or pallet than the book says, or with a minus fewer. Up to the warehouse's
    threshold the book is put right at once; beyond it a second supervisor decides first.

    Raises `Refused`: adjustment.bad_units, adjustment.reason_missing, adjustment.serials, adjustment.lot_missing,
    stock.unknown_place, stock.unknown_sku, stock.unknown_lot, stock.not_available, scan.ambiguous, move.tote_in_use.
    """
    if not units or abs(units) > MOST_UNITS:
        raise Refused("adjustment.bad_units", quantity=units)
    if not reason.strip():
        raise Refused("adjustment.reason_missing")
    where = find_called(tx.db, Place, place, Place.kind.in_(CORRECTED))
    if where is None:
        raise Refused("stock.unknown_place", location=place)
    goods, batch = named_goods(tx.db, sku, lot)
    if goods is None:
        raise Refused("stock.unknown_sku", sku=sku)
    if goods.track == "serial":
        raise Refused("adjustment.serials", **goods.named)
    if goods.track == "lot" and batch is None:
        raise Refused("adjustment.lot_missing", **goods.named)
    totes.check_corrected(tx, where)
    adjustment = enter(tx, where, goods, batch, units, reason.strip())
    if adjustment.state == "done":
        totes.settle(tx, where, where)
    return adjustment


def decide(tx: Transaction, adjustment_id: int, decision: str) -> StockAdjustment:
    """approve puts the book right, refuse leaves it; never one's own. What was said to be missing from a tote or pallet
    and is not is put away as before.

    Raises `Refused`: adjustment.not_found, adjustment.own, adjustment.not_allowed (it was decided already),
    stock.not_available (promised or gone meanwhile), move.tote_in_use.
    """
    query = select(StockAdjustment).where(StockAdjustment.id == adjustment_id)
    adjustment: StockAdjustment | None = tx.db.scalar(locked(query, of=StockAdjustment))
    if adjustment is None:
        raise Refused("adjustment.not_found", adjustment=adjustment_id)
    adjustment.decide(decision, acting(tx), tx.now)
    if adjustment.state == "done":
        totes.check_corrected(tx, adjustment.place)
        book(tx, adjustment)
    tx.db.flush()
    if not _disputed(tx, adjustment.place):
        totes.settle(tx, adjustment.place, adjustment.place)
    tx.changed(APPROVALS)
    return adjustment


def _disputed(tx: Transaction, place: Place) -> bool:
    """Whether somebody else is still to decide what is missing there."""
    open_there = select(StockAdjustment.id).where(
        StockAdjustment.place_id == place.id,
        StockAdjustment.state == "open",
        StockAdjustment.reason == MISSING,
    )
    return tx.db.scalar(open_there.limit(1)) is not None
