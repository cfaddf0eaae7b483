"""Goods counted in a bin: units and cases, lots, serials one by one, weighed goods by their labels."""

from collections.abc import Sequence

from sqlalchemy import select

from floor.catalogue import in_store
from floor.catalogue.lookup import find_bin, find_lot, find_sku, names_goods
from floor.core.transaction import ALERTS, Transaction, Verdict
from floor.stock.ledger import last_move
from floor.stock.serials import check_new_serial, find_serial
from floor.work.scans import units_of
from models import CountLine, CountTask, InStoreForm, Lot, MisplacedGoods, Quant, Refused, Sku
from models.base import Facts, Value
from models.undo import UnitsCounted
from models.weighed import weighed_of
from scanners import Scan

TEXTS = ("plain", "waybill", "gtin", "sscc")  # what may be a lot or a serial as a whole
UNKNOWN = ("scan.unknown", "scan.waybill", "scan.extra_digit")


def count(tx: Transaction, task: CountTask, scan: Scan, quantity: int) -> Verdict:
    """Counts what was scanned: goods, or the lot or serial of those that were named before.

    Raises `Refused`: count.lot_first, count.strange_lot, count.serial_each, count.serial_twice, count.other_expiry,
    count.unknown_goods, and those of `find_sku`, `find_lot`, `find_serial`, `check_new_serial`, `units_of`, `measured`
    and `CountLine.count`.
    """
    named = tx.db.get(Sku, task.at_sku_id) if task.at_sku_id else None
    if named is not None and named.track == "lot" and _is_lot(tx, named, task, scan):
        return _of_lot(tx, task, named, scan, task.waiting or 0)
    if named is not None and named.track == "serial" and _is_serial(tx, named, scan):
        return _serial(tx, task, named, scan)
    sku, factor = _sku(tx, task, scan)
    if task.waiting and named is not None:
        raise Refused("count.lot_first", **named.named)
    units = units_of(scan, factor, quantity)
    if sku.track == "serial":
        return _numbered(tx, task, sku, scan, units)
    if sku.track == "lot":
        return _batched(tx, task, sku, scan, units)
    weighs = sku.weight_tolerance_percent is not None
    weighed = weighed_of(sku, tx.db.scalars(select(InStoreForm)).all()) if weighs else None
    said = in_store.measured(weighed, sku.named, scan, units, quantity) if weighed else {}
    return add(tx, task, sku, None, units, said=said)


def _sku(tx: Transaction, task: CountTask, scan: Scan) -> tuple[Sku, int]:
    """Goods that were counted here before are known by all their codes. The barcode of goods that nobody here knows is
    put on the supervisor's list: they lie in this bin."""
    for line in task.lines:
        if scan.text in line.sku.codes:
            return line.sku, line.sku.pack_factors.get(scan.text, 1)
    try:
        return find_sku(tx.db, scan)
    except Refused as refused:
        if refused.code not in UNKNOWN or not scan.gtin:
            raise
        work_id, place = task.id, task.cycle.place.code
        unknown = Refused("count.unknown_goods", scanned=scan.text, location=place)
        raise unknown.then(lambda recording: _record(recording, work_id, scan.text, place)) from None


def _record(tx: Transaction, work_id: int, scanned: str, place: str) -> None:
    same = select(MisplacedGoods.id).where(
        MisplacedGoods.session_id == work_id, MisplacedGoods.scanned == scanned
    )
    if tx.db.scalar(same.limit(1)) is None:
        tx.db.add(
            MisplacedGoods(
                session_id=work_id, scanned=scanned, found_in=place, person_id=tx.actor.person_id, at=tx.now
            )
        )
        tx.changed(ALERTS)


# --- lots


def _is_lot(tx: Transaction, sku: Sku, task: CountTask, scan: Scan) -> bool:
    """Whether the scan is a lot of the goods that are counted: its label, or a plain text where one is asked."""
    if scan.kind == "lot" or (scan.lot and not scan.gtin):
        return True
    if task.at_lot_id is not None or scan.kind not in TEXTS:
        return False
    known = tx.db.scalar(select(Lot.id).where(Lot.sku_id == sku.id, Lot.code == scan.text))
    return known is not None or not names_goods(tx.db, scan)


def _batched(tx: Transaction, task: CountTask, sku: Sku, scan: Scan, units: int) -> Verdict:
    """With the lot on the label, or of the lot that was counted last; else the lot is asked."""
    if scan.lot:
        return _of_lot(tx, task, sku, scan, units)
    if task.at_sku_id == sku.id and task.at_lot_id is not None:
        return add(tx, task, sku, tx.db.get_one(Lot, task.at_lot_id), units)
    before = _place(task)
    task.go_to(sku.id, None, units)
    return Verdict(
        "count.lot_next", {**sku.named, "units": units}, {"op": "named", "before": before}, sku.code
    )


def _of_lot(tx: Transaction, task: CountTask, sku: Sku, scan: Scan, units: int) -> Verdict:
    """Units of the scanned lot; without any, the next ones are of it. A lot that nobody knew is known from now on where
    its label says that it is one: its units lie here."""
    code = scan.lot or scan.text
    known = find_lot(tx.db, sku.id, code, ())
    lot = tx.db.scalar(select(Lot).where(Lot.sku_id == sku.id, Lot.code == known))
    if lot is None and scan.lot is None:
        raise Refused("count.strange_lot", **sku.named, scanned=code)
    if lot is None:
        lot = Lot(sku=sku, code=code, expiry=scan.expiry)
        tx.db.add(lot)
        tx.db.flush()
    elif scan.expiry and lot.expiry not in (None, scan.expiry):
        raise Refused(
            "count.other_expiry", **sku.named, lot=lot.code, expiry=scan.expiry.isoformat(), filed=str(lot.expiry)
        )  # fmt: skip
    return add(tx, task, sku, lot, units)


# --- serials


def _is_serial(tx: Transaction, sku: Sku, scan: Scan) -> bool:
    """Whether the scan is the number of one of the goods that are counted, without their name."""
    if scan.kind == "serial":
        return True
    if scan.kind not in TEXTS:
        return False
    return find_serial(tx.db, [sku.id], scan.text) is not None or not names_goods(tx.db, scan)


def _numbered(tx: Transaction, task: CountTask, sku: Sku, scan: Scan, units: int) -> Verdict:
    """One unit by its name and number; by the name alone its numbers come next."""
    if units != 1:
        raise Refused("count.serial_each", scanned=scan.text, **sku.named)
    if scan.serial:
        return _serial(tx, task, sku, scan)
    before = _place(task)
    task.go_to(sku.id, None)
    return Verdict("count.serial_next", sku.named, {"op": "named", "before": before})


def _serial(tx: Transaction, task: CountTask, sku: Sku, scan: Scan) -> Verdict:
    scanned = scan.serial or scan.text
    known = find_serial(tx.db, [sku.id], scanned)
    if known is None:
        check_new_serial(tx.db, scan)
    code = known.code if known else scanned
    line = task.line_of(sku.id, None)
    if line is not None and code in line.serials:
        raise Refused("count.serial_twice", serial=code, **sku.named)
    return add(tx, task, sku, None, 1, serial=code)


# --- what is counted


def _place(task: CountTask) -> list[int | None]:
    return [task.at_sku_id, task.at_lot_id, task.waiting]


def where_it_was(before: Sequence[int | None]) -> tuple[int | None, int | None, int]:
    """The arguments of `CountTask.go_to` that an undo record keeps."""
    sku_id, lot_id, waiting = before
    return sku_id, lot_id, waiting or 0


def add(
    tx: Transaction,
    task: CountTask,
    sku: Sku,
    lot: Lot | None,
    units: int,
    *,
    serial: str | None = None,
    said: Facts | None = None,
) -> Verdict:
    """Counts units of a SKU × lot, and from now on these are the goods that are counted. Goods that the book does not
    have here are told with the bin where they belong.

    Raises `Refused`: those of `CountLine.count`.
    """
    line = task.line_of(sku.id, lot.id if lot else None)
    belongs = None if line else _belongs(tx, task, sku)
    if line is None:
        line = CountLine(sku=sku, lot=lot)
        line.sku_id, line.lot_id = sku.id, lot.id if lot else None
        task.lines.append(line)
    line.count(units)
    line.until_move = last_move(tx)
    undo: UnitsCounted = {
        "op": "counted", "sku": sku.id, "lot": line.lot_id, "units": units, "before": _place(task),
    }  # fmt: skip
    if serial is not None:
        line.serials = [*line.serials, serial]
        undo["serial"] = serial
    task.go_to(sku.id, line.lot_id)
    params: dict[str, Value] = {**sku.named, "units": units, "counted": line.units, **(said or {})}
    if lot is not None:
        params["lot"] = lot.code
    if belongs is not None:
        params |= {"belongs": belongs, "where": "count.belongs_bin" if belongs else "count.belongs_unknown"}
    code = "count.ok" if belongs is None else "count.found"
    return Verdict(code, params, undo, "" if serial else sku.code)


def _belongs(tx: Transaction, task: CountTask, sku: Sku) -> str | None:
    """The bin where goods belong that the book does not have here; None where it has them."""
    here = select(Quant.id).where(
        Quant.place_id == task.cycle.place_id, Quant.sku_id == sku.id, Quant.on_hand > 0
    )
    return None if tx.db.scalar(here.limit(1)) else find_bin(tx.db, sku.id)


def take_back(tx: Transaction, task: CountTask, line: CountLine, undo: UnitsCounted) -> None:
    """Undoes `add`."""
    line.count(-undo["units"])
    line.until_move = last_move(tx)
    line.serials = [each for each in line.serials if each != undo.get("serial")]
    if not line.units and not line.serials:
        task.lines.remove(line)
    task.go_to(*where_it_was(undo["before"]))
