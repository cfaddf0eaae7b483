"""What happens to a pick line: units counted into a tote and back, a line closed, a line given up as short."""

from datetime import date

from sqlalchemy import bindparam, select, update

from floor.catalogue.lookup import find_lot
from floor.core.locking import lock_quants
from floor.core.transaction import ALERTS, Transaction
from floor.planning.tasks import add_lines
from floor.stock.allocation import allocate, is_held, shelves, today
from floor.stock.bins_to_count import want_counts
from floor.stock.ledger import move, move_by_id, outside, quant
from floor.stock.serials import check_new_serial, find_serial, warn_of_zeros
from models import Alert, Allocation, Lot, Move, OrderLine, PickLine, PickTask, Quant, Refused, Serial
from models.base import Facts, Prepared, Value, table_of
from models.undo import GivenUp
from scanners import Scan

_ALLOCATIONS = table_of(Allocation)
_ORDER_LINES = table_of(OrderLine)
_ALLOCATED = Prepared(
    update(_ALLOCATIONS)
    .where(_ALLOCATIONS.c.id == bindparam("allocation"))
    .values(quantity=_ALLOCATIONS.c.quantity - bindparam("units"))
)
_PICKED = Prepared(
    update(_ORDER_LINES)
    .where(_ORDER_LINES.c.id == bindparam("line"))
    .values(picked=_ORDER_LINES.c.picked + bindparam("units"))
)


def count(
    tx: Transaction,
    task: PickTask,
    line: PickLine,
    units: int,
    serial: str | None = None,
    tote_id: int | None = None,
) -> None:
    """Units go from the bin into the order's tote, in the ledger as in the warehouse: the promise to the order shrinks
    by them, and the order line knows of them. Negative ones go back by a compensating move, promised again. `tote_id`
    where it is another tote than the one that is being filled.

    Raises `Refused`: pick.no_tote, and those of `PickLine.count` and `shift`.
    """
    line.count(units)
    tote_id = tote_id or task.tote_of(line.order_id).tote_id
    if tote_id is None:
        raise Refused("pick.no_tote", **line.goods)
    bin_id = line.place_id
    from_id, to_id, why = (bin_id, tote_id, "pick") if units > 0 else (tote_id, bin_id, "undo")
    move_by_id(
        tx, line.sku_id, line.lot_id, abs(units), from_id, to_id, why,
        allocated=units, work_id=task.id, order_line_id=line.order_line_id, serial=serial,
        also=(
            (_ALLOCATED, {"allocation": line.allocation_id, "units": units}),
            (_PICKED, {"line": line.order_line_id, "units": units}),
        ),
    )  # fmt: skip
    if serial is not None:
        _put_serial(tx, line, serial, to_id)


def figures(line: PickLine, units: int, *, case: bool = False) -> dict[str, Value]:
    """The params of a verdict on a count: how it was counted, and how far the line is."""
    how = "pick.by_case" if case else "pick.by_unit"
    return {**line.goods, "added": units, "picked": line.counted, "of": line.quantity, "how": how}


def _put_serial(tx: Transaction, line: PickLine, code: str, place_id: int) -> None:
    """A serial is known from the first time that somebody scans it."""
    serial = tx.db.scalar(select(Serial).where(Serial.sku_id == line.sku_id, Serial.code == code))
    if serial is None:
        tx.db.add(Serial(sku_id=line.sku_id, code=code, place_id=place_id))
    else:
        serial.place_id = place_id


def may_be_serial(tx: Transaction, line: PickLine, scan: Scan) -> bool:
    """Whether a scan without a serial of its own is one as a whole: by its form, or since it names a known unit."""
    if scan.kind in ("plain", "waybill"):
        return scan.text not in line.snapshot["codes"]
    return scan.kind in ("gtin", "sscc") and find_serial(tx.db, [line.sku_id], scan.text) is not None


def check_serial(tx: Transaction, line: PickLine, scan: Scan) -> str:
    """The serial of the one unit that was scanned. Refused is one that lies elsewhere than in this bin: it has been
    picked before, or was never here.

    Raises `Refused`: pick.serial_used, and those of `find_serial` and `check_new_serial`.
    """
    code = scan.serial or scan.text
    known = find_serial(tx.db, [line.sku_id], code)
    if known is None:
        check_new_serial(tx.db, scan)
        warn_of_zeros(tx, scan, [line.sku_id])
        return code
    if known.place_id != line.place_id:
        raise Refused("pick.serial_used", serial=known.code, **line.goods)
    return known.code


def check_lot(tx: Transaction, line: PickLine, scan: Scan, code: str) -> None:
    """Refuses every lot but the one that was promised; an expired one is named as such, also where it has expired
    since.

    Raises `Refused`: pick.wrong_lot, pick.expired_lot, pick.lot_expired_since, and those of `find_lot`.
    """
    if not line.tracked_lot:
        return
    found = find_lot(tx.db, line.sku_id, code, [line.tracked_lot])
    if found != line.tracked_lot:
        raise _other_lot(tx, line, code, scan.expiry or _filed_expiry(tx, line.sku_id, found))
    if line.lot is not None and line.lot.expired(today(tx)):
        raise Refused("pick.lot_expired_since", scanned=code, expiry=str(line.lot.expiry))


def _filed_expiry(tx: Transaction, sku_id: int, lot: str | None) -> date | None:
    return tx.db.scalar(select(Lot.expiry).where(Lot.sku_id == sku_id, Lot.code == lot))


def _other_lot(tx: Transaction, line: PickLine, code: str, expiry: date | None) -> Refused:
    if expiry is not None and expiry < today(tx):
        return Refused(
            "pick.expired_lot", scanned=code, expiry=expiry.isoformat(), expected=line.tracked_lot,
            todo="pick.take_lot",
        )  # fmt: skip
    return Refused("pick.wrong_lot", scanned=code, expected=line.tracked_lot)


def check_date(tx: Transaction, line: PickLine, scan: Scan) -> None:
    """Refuses goods by the date on their label: one that is past in the warehouse, and one that is not that of the
    line's lot.

    Raises `Refused`: pick.expired_lot, pick.wrong_expiry.
    """
    if scan.expiry is None:
        return
    scanned, expiry = scan.lot or line.snapshot["sku"], scan.expiry.isoformat()
    if scan.expiry < today(tx):
        raise Refused(
            "pick.expired_lot", scanned=scanned, expiry=expiry, expected=line.tracked_lot,
            todo="pick.take_fresh",
        )  # fmt: skip
    filed = line.lot.expiry if line.lot else None
    if filed is not None and filed != scan.expiry:
        raise Refused("pick.wrong_expiry", scanned=scanned, expiry=expiry, filed=filed.isoformat())


def give_up(tx: Transaction, task: PickTask, line: PickLine, why: str, units: int | None = None) -> GivenUp:
    """So many units of a line, or all that are left, will not come from this bin. why: short, damaged, count or held.

    What is short leaves the bin unallocated for this SKU until it was counted, and somebody is to count it; what a tote
    or pallet from the dock lacks is left to whoever puts away the rest. What is
    damaged goes to the problem shelf, and the bin is as full as its figure says, as it is where its goods are held.
    What a bin has is added to the round; the rest is short on the order line. Returns what undoing it needs.
    """
    units = line.give_up(units)
    bin_quant = _stock_of(tx, line)
    bin_quant.release(units)
    if line.allocation is not None:
        line.allocation.quantity -= units
    counting_before = bin_quant.counting
    damaged = min(units, bin_quant.on_hand - bin_quant.allocated) if why == "damaged" else 0
    uncertain = why != "held" and damaged < units and bin_quant.place.kind == "bin"
    bin_quant.counting = counting_before or uncertain
    tx.changed(ALERTS)
    if damaged:
        tx.db.flush()
        shelf = outside(tx.db, "damaged")
        move(tx, line.sku_id, line.lot_id, damaged, line.place, shelf, "damaged", work_id=task.id)
    added = add_to_round(tx, task, tx.db.get_one(OrderLine, line.order_line_id), units)
    still = units - sum(new.quantity for new in added)
    _add_short(tx, line, still)
    if uncertain and not counting_before:
        params: Facts = {**line.goods, "location": bin_quant.place.code, "missing": units}
        tx.db.add(Alert(code="alert.count_bin", params=params, work_id=task.id))
        if why != "count":
            want_counts(tx, [bin_quant.place], "short", urgent=True)
    return {
        "op": "short", "line": line.id, "units": units, "damaged": damaged, "still": still,
        "counting": int(counting_before), "added": [new.id for new in added],
    }  # fmt: skip


def leave_out(tx: Transaction, task: PickTask, line: PickLine, units: int) -> None:
    """So many units of a line are wanted no more: they stay in their bin, free for other orders."""
    _stock_of(tx, line).release(units)
    if line.allocation is not None:
        line.allocation.quantity -= units
    line.give_up(units)
    line.close_if_complete(bool(task.cluster))


def _stock_of(tx: Transaction, line: PickLine) -> Quant:
    """Where the line's units are, locked: in its bin, or while it waits in the reserve."""
    if line.waits and line.allocation is not None:
        return lock_quants(tx, [line.allocation.quant_id])[0]
    return quant(tx.db, line.sku_id, line.lot_id, line.place_id)


def leave_held(tx: Transaction, task: PickTask, line: PickLine) -> None:
    """Units that went back to a bin whose goods are held since are not picked from there again."""
    if is_held(tx, line.sku_id, line.lot_id, line.place_id):
        if line.allocation is not None:
            tx.db.refresh(line.allocation)
        give_up(tx, task, line, "held")
        line.close_if_complete(bool(task.cluster))


def take_back_short(tx: Transaction, task: PickTask, line: PickLine, undo: GivenUp) -> None:
    """Undoes `give_up`: the line wants its units again.

    Raises `Refused`: scan.nothing_to_undo (the bin can no longer promise them, its goods are held, or a supervisor has
    let them go meanwhile).
    """
    wanted = tx.db.get_one(OrderLine, line.order_line_id)
    held = is_held(tx, line.sku_id, line.lot_id, line.place_id)
    if held or wanted.short - wanted.short_approved < undo["still"]:
        raise Refused("scan.nothing_to_undo", work=task.number)
    for new in [new for new in task.lines if new.id in undo["added"]]:
        if new.left != new.quantity or new.allocation is None:
            raise Refused("scan.nothing_to_undo", work=task.number)
        _stock_of(tx, new).release(new.allocation.quantity)
        new.allocation.quantity = 0
        task.lines.remove(new)
    bin_quant = quant(tx.db, line.sku_id, line.lot_id, line.place_id)
    if undo["damaged"]:
        move(
            tx,
            line.sku_id,
            line.lot_id,
            undo["damaged"],
            outside(tx.db, "damaged"),
            line.place,
            "undo",
            work_id=task.id,
        )
    bin_quant = quant(tx.db, line.sku_id, line.lot_id, line.place_id)
    bin_quant.counting = False
    bin_quant.allocate(undo["units"])
    bin_quant.counting = bool(undo["counting"])
    line.missing -= undo["units"]
    line.state = "open"
    if line.allocation is not None:
        line.allocation.quantity += undo["units"]
    _add_short(tx, line, -undo["still"])


def carry(tx: Transaction, task: PickTask, line: PickLine, from_id: int, to_id: int, why: str) -> None:
    """What was counted of a line goes from one tote to another."""
    move_by_id(
        tx, line.sku_id, line.lot_id, line.counted, from_id, to_id, why,
        allocated=0, work_id=task.id, order_line_id=line.order_line_id,
    )  # fmt: skip
    taken = select(Move.serial).where(
        Move.work_id == task.id, Move.order_line_id == line.order_line_id, Move.from_id == line.place_id
    )
    tx.db.execute(
        update(Serial)
        .where(Serial.sku_id == line.sku_id, Serial.place_id == from_id, Serial.code.in_(taken))
        .values(place_id=to_id)
    )


def add_to_round(tx: Transaction, task: PickTask, wanted: OrderLine, units: int) -> list[PickLine]:
    """Adds lines at the end of the round for what bins can give of an order line at once."""
    made = allocate(tx, wanted, units, shelves(tx, [wanted.sku_id or 0]), today(tx))
    last = max(each.sequence for each in task.lines)
    add_lines(tx, {task: [(wanted.order_id, allocation) for allocation in made]}, after=last)
    return [each for each in task.lines if each.sequence > last]


def _add_short(tx: Transaction, line: PickLine, units: int) -> None:
    statement = update(OrderLine).where(OrderLine.id == line.order_line_id)
    tx.db.execute(
        statement.values(short=OrderLine.short + units).execution_options(synchronize_session="fetch")
    )
