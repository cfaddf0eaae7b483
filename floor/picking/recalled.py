"""Recalled goods that a picker has in a tote: they alone are taken out and brought back to their bin, where they are on
hold, by scan; the rest of the tote goes on, and the order gets other stock or is short."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.locking import lock_order
from floor.core.transaction import Transaction, Verdict
from floor.orders.holds import end_goods_held
from floor.picking import lines as pick_lines
from floor.stock.serials import find_serial
from floor.work.scans import units_of
from models import Order, PickLine, PickTask, Quant, Refused, Step, StockHold
from models.base import Facts
from models.undo import Counted
from scanners import Scan
from scanners.own_codes import spelled

Factor = Callable[[Transaction, PickTask, PickLine, Scan], int]  # the units of one scan of a line's goods


def lines_of(session: Session, task: PickTask) -> list[PickLine]:
    """The lines whose units are in a tote and were recalled since. Quick where nothing of the round was."""
    if not any(held.get("goods") and not held["released"] for held in task.held):
        return []
    found = set[int]()
    for hold in session.scalars(
        select(StockHold).where(StockHold.ended_at.is_(None), StockHold.place_id.is_(None))
    ):
        if not hold.expired:
            of_goods = select(PickLine.id).where(PickLine.task_id == task.id, *hold.goods(PickLine))
            found.update(session.scalars(of_goods))
    return [line for line in task.lines if line.id in found and line.counted]


def steps(session: Session, task: PickTask) -> list[Step]:
    """For each of them the bin where it goes back, and its units."""
    here, found = task.at_place_id, list[Step]()
    for line in lines_of(session, task):
        snapshot, numbered = line.snapshot, line.snapshot["track"] == "serial"
        says: Facts = {
            "lot": line.tracked_lot,
            "place": snapshot["place"],
            "units": line.counted,
            **line.goods,
        }
        hint = ("hint.recalled_lot" if line.tracked_lot else "hint.recalled", says)
        if line.place_id != here:
            here = line.place_id
            codes = snapshot["place_codes"]
            found.append(
                Step(
                    "location",
                    name=snapshot["place"],
                    codes=codes,
                    line=line.id,
                    hint=hint,
                    **line.shown(line.counted),
                )
            )
        found.append(
            Step(
                "serial" if numbered else "sku", name=snapshot["name"], codes=[] if numbered else snapshot["codes"],
                units={} if numbered else snapshot["units"], sku=snapshot["sku"], quantity=line.counted, counted=0,
                line=line.id, picture=snapshot.get("picture", ""), place=snapshot["place"], hint=hint,
            )
        )  # fmt: skip
    return found


def put_back(
    tx: Transaction, task: PickTask, line: PickLine, scan: Scan, quantity: int, factor: Factor
) -> Verdict:
    """The bin, and then each unit that is put back there; other work of the round waits for it.

    Raises `Refused`: scan.not_allowed, pick.wrong_location, pick.wrong_serial, pick.over_quantity, and those of
    `check_lot` and `units_of`.
    """
    if scan.kind == "command":
        raise Refused("scan.not_allowed", command=scan.text)
    if task.at_place_id != line.place_id:
        if not {scan.code or scan.text, scan.sscc} & set(map(spelled, line.snapshot["place_codes"])):
            raise Refused("pick.wrong_location", scanned=scan.text, expected=line.snapshot["place"])
        before, task.at_place_id = task.at_place_id, line.place_id
        return Verdict(
            "pick.location_ok", {"location": line.snapshot["place"]}, {"op": "location", "before": before}
        )
    tote_id = _tote_with(tx, task, line)
    serial = _serial(tx, line, tote_id, scan)
    if scan.lot and line.tracked_lot:
        pick_lines.check_lot(tx, line, scan, scan.lot)
    units = 1 if serial else units_of(scan, factor(tx, task, line, scan), quantity)
    if units > line.counted:
        raise Refused("pick.over_quantity", **line.goods, scanned=units, left=line.counted)
    order = lock_order(tx, line.order_id)
    line.state = "open"
    pick_lines.count(tx, task, line, -units, serial, tote_id=tote_id)
    undo: Counted = {"op": "count", "line": line.id, "units": -units, "lot": line.lot_ok, "recalled": True}
    facts = {**line.goods, "units": units, "left": line.counted, "location": line.snapshot["place"]}
    if not line.counted:
        _refill(tx, task, line)
        _let_go(tx, task, order)
    return Verdict("pick.recalled_back", facts, undo)


def _tote_with(tx: Transaction, task: PickTask, line: PickLine) -> int | None:
    """The tote of the order that has such units, where it has several."""
    totes = [tote.tote_id for tote in task.totes if tote.order_id == line.order_id]
    query = select(Quant.place_id).where(
        Quant.place_id.in_(totes), Quant.sku_id == line.sku_id, Quant.on_hand > 0
    )
    same_lot = Quant.lot_id == line.lot_id if line.lot_id else Quant.lot_id.is_(None)
    return tx.db.scalar(query.where(same_lot).order_by(Quant.id).limit(1))


def _serial(tx: Transaction, line: PickLine, tote_id: int | None, scan: Scan) -> str | None:
    """The number of the one unit, of numbered goods."""
    if line.snapshot["track"] != "serial":
        return None
    known = find_serial(tx.db, [line.sku_id], scan.serial or scan.text, [tote_id] if tote_id else [])
    if known is None:
        raise Refused("pick.wrong_serial", scanned=scan.text, **line.goods)
    return known.code


def _refill(tx: Transaction, task: PickTask, line: PickLine) -> None:
    """All of them are out: other bins give the units, or they are short."""
    tx.db.flush()
    if line.allocation is not None:
        tx.db.refresh(line.allocation)
    pick_lines.give_up(tx, task, line, "held")
    line.close_if_complete(bool(task.cluster))
    tx.db.flush()


def _let_go(tx: Transaction, task: PickTask, order: Order) -> None:
    """The order goes on where nothing of what was recalled is left in it."""

    def still_has(hold: StockHold) -> bool:
        counted = (PickLine.order_id == order.id, PickLine.counted > 0)
        left = select(PickLine.id).where(*counted, *hold.goods(PickLine))
        return tx.db.scalar(left.limit(1)) is not None

    end_goods_held(tx, order, [task], still_has)
    task.hear()
