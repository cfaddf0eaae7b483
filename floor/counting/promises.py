"""Promises that a bin cannot keep, as a count found it."""

from sqlalchemy import func, select

from floor.core.transaction import Transaction
from floor.picking.promises import promises_on, take_back
from models import Lot, Place, Quant, Sku


def free_promises(tx: Transaction, sku: Sku, lot: Lot | None, place: Place, units: int) -> None:
    """Takes the newest promises off the bin until what is left of them is there; pick lines look elsewhere at once."""
    query = select(Quant.id).where(
        Quant.sku_id == sku.id,
        Quant.place_id == place.id,
        func.coalesce(Quant.lot_id, 0) == (lot.id if lot else 0),
    )
    rows = promises_on(tx, list(tx.db.scalars(query)))
    excess = sum(row.quantity for row in rows) - units
    for promise in rows:
        if excess <= 0:
            return
        take_back(tx, promise.id, promise.order_line_id, "count")
        excess -= promise.quantity
