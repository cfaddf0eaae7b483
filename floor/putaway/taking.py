"""Units out of a tote or parcel into the hand, by their labels: what these carry beside the goods counts here too."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from floor.catalogue.lookup import find_lot, find_sku
from floor.core.transaction import Transaction, Verdict
from floor.stock.allocation import today
from floor.stock.ledger import outside
from floor.work.scans import units_of
from models import Place, PutAwayTask, Quant, Refused, Sku
from models.base import Facts
from scanners import Scan


def contents(session: Session, source: Place) -> list[Quant]:
    query = (
        select(Quant)
        .where(Quant.place_id == source.id, Quant.on_hand > 0)
        .options(joinedload(Quant.sku).selectinload(Sku.barcodes), joinedload(Quant.lot))
    )
    return list(session.scalars(query.order_by(Quant.id)))


def take(tx: Transaction, work: PutAwayTask, scan: Scan, quantity: int) -> Verdict:
    """Takes units into the person's hand; in the ledger they stay in the tote until a bin is scanned.

    Raises `Refused`: putback.bin_first, putback.not_inside, putback.too_many, putback.expired, putback.wrong_expiry,
    and those of `find_sku`, `find_lot` and `units_of`.
    """
    sku, factor = find_sku(tx.db, scan)
    if work.holding is not None and work.holding is not sku:
        raise Refused("putback.bin_first", **work.holding.named)
    units = units_of(scan, factor, quantity)
    inside = _inside(tx, work, sku, scan)
    if not inside:
        raise Refused("putback.not_inside", **sku.named)
    if work.holding is not None:
        inside = [quant for quant in inside if quant.lot_id == work.holding_lot_id]
        if not inside:
            raise Refused("putback.bin_first", **sku.named)
    held = work.units or 0
    if units + held > inside[0].on_hand:
        raise Refused("putback.too_many", **sku.named, left=inside[0].on_hand - held)
    work.holding, work.holding_lot_id, work.units = sku, inside[0].lot_id, held + units
    return Verdict(
        "putback.sku_ok", {**sku.named, "units": held + units}, {"op": "take", "units": units}, sku.code
    )


def _inside(tx: Transaction, work: PutAwayTask, sku: Sku, scan: Scan) -> list[Quant]:
    """What is inside of this SKU, only of the lot and the date that the label bears."""
    source = work.source or outside(tx.db, "putback")
    found = [quant for quant in contents(tx.db, source) if quant.sku_id == sku.id]
    if scan.lot and any(quant.lot for quant in found):
        named = find_lot(tx.db, sku.id, scan.lot, [quant.lot.code for quant in found if quant.lot])
        found = [quant for quant in found if quant.lot and quant.lot.code == named]
    return _of_date(tx, found, sku, scan.expiry) if scan.expiry else found


def _of_date(tx: Transaction, found: list[Quant], sku: Sku, expiry: date) -> list[Quant]:
    """Goods that have expired, or whose lot has another date on file, are put where nobody picks them."""
    goods: Facts = {**sku.named, "expiry": expiry.isoformat()}
    if expiry < today(tx):
        raise Refused("putback.expired", **goods)
    dates = [quant.lot.expiry if quant.lot else None for quant in found]
    same = [quant for quant, filed in zip(found, dates, strict=True) if filed in (None, expiry)]
    if found and not same:
        raise Refused("putback.wrong_expiry", **goods, filed=sorted({str(filed) for filed in dates if filed}))
    return same
