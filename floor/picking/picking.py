"""Picking by scan: totes, then for each line its place, lot, units and (on a cart) tote; then set down at a lane."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from floor.catalogue import in_store
from floor.catalogue.lookup import find_bin, find_place, find_sku, meaningless, says_nothing
from floor.catalogue.picture_files import address
from floor.core.transaction import Topics, Transaction, Verdict, wave_topics, work_topics
from floor.picking import commands, recalled, set_down, totes, zero_check
from floor.picking import lines as pick_lines
from floor.work.kinds import Notice
from floor.work.scans import units_of
from models import Person, PickLine, PickTask, Place, Refused, Sku, Step, TaskTote, Work
from models.places import LANES
from models.undo import Counted
from scanners import Scan
from scanners.own_codes import spelled

_TASK = (
    select(PickTask)
    .where(PickTask.id == bindparam("id"))
    .options(joinedload(PickTask.person).load_only(Person.name))
    .execution_options(populate_existing=True)
)
_LOCKED_TASK = _TASK.with_for_update(of=Work)
_LINES = select(PickLine).where(PickLine.task_id == bindparam("id")).order_by(PickLine.sequence, PickLine.id)
_TOTES = select(TaskTote).where(TaskTote.task_id == bindparam("id")).order_by(TaskTote.id)


def load(session: Session, work_id: int, *, lock: bool = False) -> PickTask:
    """The task with its lines and totes: all that judging a scan and showing its steps needs."""
    task: PickTask = session.scalars(_LOCKED_TASK if lock else _TASK, {"id": work_id}).one()
    fresh = {"populate_existing": True}
    lines = session.scalars(_LINES, {"id": work_id}, execution_options=fresh).all()
    totes = session.scalars(_TOTES, {"id": work_id}, execution_options=fresh).all()
    set_committed_value(task, "lines", list(lines))
    set_committed_value(task, "totes", list(totes))
    return task


def topics(task: PickTask) -> Topics:
    return work_topics(task.id) + wave_topics(task.wave_id)


def steps(session: Session, task: PickTask) -> list[Step]:
    return [*(recalled.steps(session, task) if task.held else ()), *task.steps()]


def progress(_session: Session, task: PickTask) -> tuple[int, int]:
    return task.progress


def notices(_session: Session, task: PickTask) -> list[Notice]:
    """Lists how the goods that are picked now must be handled; that they press; and at the first steps what was written
    to the orders."""
    still, here = task.open_lines, task.at_place_id
    line = next((line for line in still if line.place_id == here), None)
    begins = any(tote.wanted for tote in task.totes)
    found: list[Notice] = [("order.presses", {})] if task.urgent else []
    if line is None and still and still[0].waits:
        found.append(("pick.waits", {"location": still[0].snapshot["place"]}))
    if task.remarks and begins:
        found += [
            ("order.note_says", {"order": remark["order"], "note": remark["note"]}) for remark in task.remarks
        ]
    return found + [(f"handling.{handling}", {}) for handling in (line.snapshot["handling"] if line else [])]


def judge(tx: Transaction, task: PickTask, scan: Scan, quantity: int) -> Verdict:
    """Judges a scan and changes the task accordingly. A refusal says what was scanned, what was expected and what to
    do.

    Raises `Refused`: pick.order_cancelled, pick.wrong_location, pick.wrong_sku, pick.lot_next, pick.serial_next,
    pick.serial_each, pick.wrong_serial, and those of `scan_tote`, `command`, `check_lot`, `check_date`,
    `may_be_serial`, `check_serial`, `units_of`, `measured`, `count` and `put_back`.
    """
    for tote in task.totes:
        _tell_cancelled(tote)
    back = recalled.lines_of(tx.db, task) if task.held else []
    if back:
        return recalled.put_back(tx, task, back[0], scan, quantity, _factor)
    step = next(task.walk())
    if step.kind == "empty":
        if answered := zero_check.answer(tx, task, step, scan):
            return answered
        step = next(each for each in task.walk() if each.kind != "empty")
    if scan.kind == "command":
        verdict = commands.command(tx, task, step, scan)
    else:
        verdict = HANDLERS[step.kind](tx, task, step, scan, quantity)
        task.short_asked = None
    if task.zero_check:
        zero_check.ask(tx, task, verdict)
    if task.state == "open" and not task.open_lines:
        set_down.propose_lane(tx, task)
    return verdict


def _tell_cancelled(tote: TaskTote) -> None:
    """An order of the round was cancelled: the picker hears it once, before anything else is judged."""
    if tote.cancelled and not tote.told and tote.code:
        told = Refused("pick.order_cancelled", **tote.named)
        raise told.then(lambda tx: setattr(tx.db.get_one(TaskTote, tote.id), "told", True))


def _wanted(task: PickTask, step: Step) -> PickLine:
    return next(line for line in task.lines if line.id == step.line)


def _location(tx: Transaction, task: PickTask, step: Step, scan: Scan, _quantity: int) -> Verdict:
    if step.line is None:
        return set_down.set_down(tx, task, _lane(tx, step, scan))
    line = _wanted(task, step)
    if not {scan.code or scan.text, scan.sscc} & set(map(spelled, line.snapshot["place_codes"])):
        raise _elsewhere(tx, step, scan)
    if line.waits:
        return commands.wait_for_filling(tx, task, line)
    before, task.at_place_id = task.at_place_id, line.place_id
    return Verdict("pick.location_ok", {"location": step.name}, {"op": "location", "before": before})


def _lane(tx: Transaction, step: Step, scan: Scan) -> Place:
    place = find_place(tx.db, scan) if scan.kind == "location" else None
    if place is None or place.kind not in LANES:
        raise _elsewhere(tx, step, scan)
    return place


def _elsewhere(tx: Transaction, step: Step, scan: Scan) -> Refused:
    if says_nothing(tx.db, scan):
        return meaningless(scan.text, "pick.scan_place", expected=step.name)
    return Refused("pick.wrong_location", scanned=scan.text, expected=step.name)


def _lot(tx: Transaction, task: PickTask, step: Step, scan: Scan, quantity: int) -> Verdict:
    """The lot alone, or in one GS1 scan with the goods."""
    line = _wanted(task, step)
    try:
        pick_lines.check_lot(tx, line, scan, scan.lot or scan.text)
    except Refused:
        _lot_missing(tx, task, line, scan)
        raise
    if scan.gtin and scan.text not in step.codes:
        line.lot_ok = True
        return _sku(tx, task, step, scan, quantity)
    line.lot_ok = True
    return Verdict("pick.lot_ok", {"lot": step.name}, {"op": "lot", "line": line.id})


def _lot_missing(tx: Transaction, task: PickTask, line: PickLine, scan: Scan) -> None:
    """At the lot's step other goods are called other goods, and the right ones are not called wrong."""
    if scan.lot is None and scan.kind in ("sku", "gtin", "gs1", "plain"):
        try:
            _factor(tx, task, line, scan)
        except Refused as refused:
            if refused.code in ("pick.wrong_sku", "scan.ambiguous"):
                raise
            return
        pick_lines.check_date(tx, line, scan)
        raise Refused("pick.lot_next", **line.goods, lot=line.tracked_lot)
    if scan.gtin:
        _factor(tx, task, line, scan)


def _sku(tx: Transaction, task: PickTask, step: Step, scan: Scan, quantity: int) -> Verdict:
    line = _wanted(task, step)
    if line.snapshot["track"] == "serial":
        return _serial(tx, task, step, scan, quantity)
    lot_before = line.lot_ok and step.kind == "sku"
    factor = _factor(tx, task, line, scan)
    units = units_of(scan, factor, quantity)
    weighed, said = line.snapshot.get("weighed"), {}
    if weighed:
        said = in_store.measured(weighed, line.goods, scan, units, quantity)
    if scan.lot and line.tracked_lot:
        pick_lines.check_lot(tx, line, scan, scan.lot)
    if scan.expiry:
        pick_lines.check_date(tx, line, scan)
    pick_lines.count(tx, task, line, units)
    params = pick_lines.figures(line, units, case=units > quantity) | said
    if "grams" in said:
        params["how"] = "pick.by_weight"
    if task.cluster and not line.left:
        params["position"] = task.tote_of(line.order_id).position
    done = line.close_if_complete(bool(task.cluster))
    undo: Counted = {"op": "count", "line": line.id, "units": units, "lot": lot_before}
    return Verdict("pick.line_done" if done else "pick.sku_ok", params, undo, line.snapshot["sku"])


def _factor(tx: Transaction, task: PickTask, line: PickLine, scan: Scan) -> int:
    """Units for one scan of the line's SKU; anything else is refused, saying what was scanned and where it belongs."""
    snapshot = line.snapshot
    if scan.text in snapshot["codes"]:
        return int(snapshot["units"].get(scan.text, 1))
    if scan.kind not in ("sku", "gtin", "gs1", "plain", "waybill"):
        raise Refused(
            "pick.wrong_sku",
            scanned=scan.text,
            expected=snapshot["sku"],
            name=snapshot["name"],
            where="pick.not_goods",
        )
    sku, factor = find_sku(tx.db, scan)
    if sku.id != line.sku_id:
        looks = {"picture": address(sku.picture)} if sku.picture else {}
        looks |= _where(tx, task, sku)
        raise Refused(
            "pick.wrong_sku",
            scanned=sku.code,
            found=sku.name,
            expected=snapshot["sku"],
            name=snapshot["name"],
            **looks,
        )
    return factor


def _where(tx: Transaction, task: PickTask, sku: Sku) -> dict[str, Any]:
    """Where goods belong that were scanned at another line: to a line of this round, or where the stock lies."""
    line = next((each for each in task.open_lines if each.sku_id == sku.id), None)
    place = line.snapshot["place"] if line else find_bin(tx.db, sku.id)
    if line and task.cluster:
        position = task.tote_of(line.order_id).position
        return {"where": "pick.belongs_tote", "belongs": place, "position": position}
    return {"where": "pick.belongs_bin" if place else "pick.belongs_unknown", "belongs": place}


def _serial(tx: Transaction, task: PickTask, step: Step, scan: Scan, quantity: int) -> Verdict:
    """One unit with its own number, which nobody has picked before; its goods alone are not called wrong."""
    line = _wanted(task, step)
    numbered = scan.serial is not None or pick_lines.may_be_serial(tx, line, scan)
    if not numbered and scan.kind in ("sku", "gtin", "gs1", "plain", "waybill"):
        _factor(tx, task, line, scan)
        pick_lines.check_date(tx, line, scan)
        raise Refused("pick.serial_next", **line.goods)
    if quantity != 1 or not numbered:
        raise Refused("pick.wrong_serial", scanned=scan.text, **line.goods)
    if scan.gtin and scan.serial and units_of(scan, _factor(tx, task, line, scan), 1) != 1:
        raise Refused("pick.serial_each", scanned=scan.text, **line.goods)
    pick_lines.check_date(tx, line, scan)
    serial = pick_lines.check_serial(tx, line, scan)
    before = line.lot_ok and step.kind == "serial"
    pick_lines.count(tx, task, line, 1, serial)
    done = line.close_if_complete(bool(task.cluster))
    undo: Counted = {"op": "count", "line": line.id, "units": 1, "lot": before, "serial": serial}
    return Verdict("pick.line_done" if done else "pick.sku_ok", pick_lines.figures(line, 1), undo)


Handler = Callable[[Transaction, PickTask, Step, Scan, int], Verdict]
HANDLERS: dict[str, Handler] = {
    "tote": totes.scan_tote,
    "location": _location,
    "lot": _lot,
    "sku": _sku,
    "serial": _serial,
}


class Picking:
    """Picking, from the first tote to the set-down.

    The picker takes a task (`POST /work/next`). The screen asks for a tote: a new one is scanned and bound to the
    order, on a cart one for each order. Then for each line, in walking order: the place (or its two check digits),
    the lot where lots matter, each unit or case (or CMD-QTY-n once one was scanned), the serial of numbered goods,
    and on a cart the tote that the units go into. CMD-SHORT gives up what the bin does not hold, CMD-SHORT-DAMAGED-n
    what is damaged there, CMD-SKIP comes back to the bin later, CMD-FULL goes on with another tote, also with the
    goods in hand, CMD-UNDO takes the last scan back. Where the warehouse wants it, a bin that is empty by the book is
    asked about: its label says that it is empty, CMD-SKIP or goods that lie there that it is not. When no line is open
    the totes are set down: a station or lane is scanned, the task is done, and packing has its work.
    """

    name = "pick"
    noun = PickTask

    @staticmethod
    def open(_tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> PickTask:
        """A pick task is never opened by its goods or totes, only by its number. Raises `Refused`: scan.unknown."""
        raise meaningless(scan.text)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(commands.undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
