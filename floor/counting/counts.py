"""A supervisor's count of a bin: the ledger is put right, and promises that the bin cannot keep are moved elsewhere."""

from sqlalchemy import func, select, update

from floor.catalogue.lookup import find_called, find_lot
from floor.core.locking import lock_order, lock_work
from floor.core.transaction import ALERTS, Transaction
from floor.picking import lines, picking
from floor.stock.allocation import deallocate
from floor.stock.ledger import move, outside, quant
from models import Alert, Allocation, Lot, OrderLine, PickLine, Place, Quant, Refused, Sku, Work
from models.spelling import plain
from models.stock import MOST_UNITS


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
    _free_promises(tx, sku, lot, place, units)
    counted = quant(tx.db, sku.id, lot.id if lot else None, place.id)
    difference = units - counted.on_hand
    elsewhere = outside(tx.db, "adjustment")
    if difference > 0:
        move(tx, sku.id, counted.lot_id, difference, elsewhere, place, "count")
    elif difference < 0:
        move(tx, sku.id, counted.lot_id, -difference, place, elsewhere, "count")
    counted.counting = False
    _solve_alerts(tx, sku, place)
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


def _lot(tx: Transaction, sku: Sku, code: str | None) -> Lot | None:
    if sku.track != "lot":
        return None
    known = find_lot(tx.db, sku.id, plain(code or ""), ())
    lot = tx.db.scalar(select(Lot).where(Lot.sku_id == sku.id, Lot.code == known))
    if lot is None:
        raise Refused("count.unknown_lot", sku=sku.code, lot=code or "")
    return lot


def _free_promises(tx: Transaction, sku: Sku, lot: Lot | None, place: Place, units: int) -> None:
    """Takes the newest promises off the bin until what is left of them is there; pick lines look elsewhere at once."""
    query = select(Quant.id).where(
        Quant.sku_id == sku.id,
        Quant.place_id == place.id,
        func.coalesce(Quant.lot_id, 0) == (lot.id if lot else 0),
    )
    promises = (
        select(Allocation.id, Allocation.quantity, Allocation.order_line_id)
        .where(Allocation.quant_id.in_(query), Allocation.quantity > 0)
        .order_by(Allocation.id.desc())
    )
    rows = tx.db.execute(promises).all()
    excess = sum(row.quantity for row in rows) - units
    for allocation_id, quantity, order_line_id in rows:
        if excess <= 0:
            return
        _free_promise(tx, allocation_id, order_line_id)
        excess -= quantity


def _free_promise(tx: Transaction, allocation_id: int, order_line_id: int) -> None:
    line = tx.db.execute(
        select(PickLine.id, PickLine.task_id)
        .join(Work, Work.id == PickLine.task_id)
        .where(PickLine.allocation_id == allocation_id, PickLine.state == "open", Work.state == "open")
    ).first()
    if line is None:  # promised, not yet in a task: the order goes back to be allocated anew
        order = lock_order(tx, tx.db.get_one(OrderLine, order_line_id).order_id)
        if order.status == "ready":  # another line of it gave all its promises back
            return
        deallocate(tx, order)
        order.do("deallocate")
        order.leave_wave()
        return
    task = picking.load(tx.db, lock_work(tx, line.task_id).id, lock=True)
    pick_line = next(each for each in task.lines if each.id == line.id)
    lines.give_up(tx, task, pick_line, "count")
    pick_line.close_if_complete(bool(task.cluster))
    task.touch()
    tx.db.flush()
    tx.changed(picking.topics(task))


def _solve_alerts(tx: Transaction, sku: Sku, place: Place) -> None:
    alerts = tx.db.scalars(select(Alert).where(Alert.code == "alert.count_bin", Alert.solved_at.is_(None)))
    solved = [
        a.id for a in alerts if a.params.get("sku") == sku.code and a.params.get("location") == place.code
    ]
    if solved:
        tx.db.execute(
            update(Alert).where(Alert.id.in_(solved)).values(solved_at=tx.now, solved_by=tx.actor.person_id)
        )
