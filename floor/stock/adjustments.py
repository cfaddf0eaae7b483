"""Corrections of the book without a count: entered, and booked once they may be."""

from sqlalchemy import delete

from floor.core.transaction import APPROVALS, Transaction
from floor.stock.ledger import move, outside
from models import Lot, Person, Place, Serial, Sku, StockAdjustment, Warehouse


def enter(
    tx: Transaction, place: Place, sku: Sku, lot: Lot | None, units: int, reason: str
) -> StockAdjustment:
    """So many units are more in a place than the book says, or with a minus fewer. Up to the warehouse's threshold the
    book is put right at once; beyond it a supervisor decides, who is somebody else.

    Raises `Refused`: stock.not_available.
    """
    adjustment = StockAdjustment(
        place=place, sku=sku, lot=lot, units=units, reason=reason, person=acting(tx), at=tx.now
    )
    tx.db.add(adjustment)
    tx.db.flush()
    if abs(units) <= Warehouse.of(tx.db).adjustment_units:
        adjustment.state = "done"
        book(tx, adjustment)
    tx.changed(APPROVALS)
    return adjustment


def acting(tx: Transaction) -> Person | None:
    return tx.db.get(Person, tx.actor.person_id) if tx.actor.person_id else None


def book(tx: Transaction, adjustment: StockAdjustment) -> None:
    """Moves the units out of the book, or into it.

    Raises `Refused`: stock.not_available (promised or gone).
    """
    tx.db.flush()
    here, elsewhere = adjustment.place, outside(tx.db, "adjustment")
    ends = (elsewhere, here) if adjustment.units > 0 else (here, elsewhere)
    move(tx, adjustment.sku_id, adjustment.lot_id, abs(adjustment.units), *ends, "adjustment")
    if (
        adjustment.sku.track == "serial"
    ):  # nobody knows which are missing: each is known again when it is scanned
        there = (Serial.sku_id == adjustment.sku_id, Serial.place_id == here.id)
        tx.db.execute(delete(Serial).where(*there))
    tx.tell(
        "stock.adjusted", location=here.code, sku=adjustment.sku.code,
        lot=adjustment.lot.code if adjustment.lot else None, units=adjustment.units, reason=adjustment.reason,
    )  # fmt: skip
