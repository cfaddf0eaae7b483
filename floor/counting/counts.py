"""A supervisor's count of a bin: the ledger is put right, and promises that the bin cannot keep are moved elsewhere."""

from sqlalchemy import exists, select

from floor.catalogue.lookup import find_called, find_lot
from floor.core.locking import lock_work
from floor.core.transaction import ALERTS, Transaction, work_topics
from floor.counting.promises import free_promises
from floor.stock.bins_to_count import counts_going
from floor.stock.ledger import move, outside, quant
from floor.work.alerts import solve_alerts
from models import CountProposal, CountTask, Lot, Place, Quant, Refused, Sku, Work
from models.spelling import plain
from models.stock import MOST_UNITS

OF_ONE_SKU = ("short", "radio")  # why a bin is counted, where it was one SKU that was in doubt


def enter_count(tx: Transaction, place_code: str, sku_code: str, lot_code: str | None, units: int) -> Quant:
    """Enters what really lies in a bin. The difference is a move from or to `adjustment`; the bin may be allocated
    again.

    Raises `Refused`: count.bad_quantity, count.unknown_place, count.unknown_sku, count.unknown_lot, scan.ambiguous.
    """
    if not 0 <= units <= MOST_UNITS:
        raise Refused("count.bad_quantity", quantity=units)
    place = find_called(tx.db, Place, place_code, Place.kind == "bin")
    if place is None:
        raise Refused("count.unknown_place", location=place_code)
    sku = find_called(tx.db, Sku, sku_code)
    if sku is None:
        raise Refused("count.unknown_sku", sku=sku_code)
    lot = _lot(tx, sku, lot_code)
    withdraw_untouched(tx, place, sku)
    free_promises(tx, sku, lot, place, units)
    counted = quant(tx.db, sku.id, lot.id if lot else None, place.id)
    difference = units - counted.on_hand
    elsewhere = outside(tx.db, "adjustment")
    if difference > 0:
        move(tx, sku.id, counted.lot_id, difference, elsewhere, place, "count")
    elif difference < 0:
        move(tx, sku.id, counted.lot_id, -difference, place, elsewhere, "count")
    counted.counting = place.counting
    solve_alerts(tx, "alert.count_bin", sku=sku.code, location=place.code)
    tx.changed(ALERTS)
    tx.tell(
        "stock.counted",
        location=place.code,
        sku=sku.code,
        lot=lot.code if lot else None,
        units=units,
        difference=difference,
    )
    return counted


def withdraw_untouched(tx: Transaction, place: Place, sku: Sku) -> None:
    """Nobody need count a bin of which a supervisor has said what was in doubt, unless somebody has begun, or other
    goods in it are in doubt too."""
    cycle = counts_going(tx, [place.id]).get(place.id)
    if cycle is None or cycle.state != "first" or cycle.why not in OF_ONE_SKU:
        return
    query = select(CountTask.id).where(CountTask.cycle_id == cycle.id, Work.state == "open")
    task = lock_work(tx, tx.db.scalars(query).one())
    others = exists().where(
        Quant.place_id == place.id, Quant.counting, Quant.sku_id != sku.id
    ) | exists().where(
        CountProposal.place_id == place.id, CountProposal.state == "open", CountProposal.sku_id != sku.id
    )
    if task.person_id is None and not place.counting and not tx.db.scalar(select(others)):
        task.do("cancel", tx.now)
        cycle.do("withdraw", tx.now)
        tx.changed(work_topics(task.id))


def _lot(tx: Transaction, sku: Sku, code: str | None) -> Lot | None:
    if sku.track != "lot":
        return None
    known = find_lot(tx.db, sku.id, plain(code or ""), ())
    lot = tx.db.scalar(select(Lot).where(Lot.sku_id == sku.id, Lot.code == known))
    if lot is None:
        raise Refused("count.unknown_lot", sku=sku.code, lot=code or "")
    return lot
