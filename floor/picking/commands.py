"""The commands of a picker's card: quantity, short, skip, full tote; and undoing what a scan did."""

from collections.abc import Callable
from typing import Any

from floor.core.transaction import Transaction, Verdict
from floor.picking import lines, totes
from floor.putaway import demand
from floor.work.receipts import last_undoable
from models import PickLine, PickTask, Refused, Step, TaskTote
from models.base import Facts, Value
from models.undo import (
    BinChecked,
    Counted,
    EmptyAnswered,
    GivenUp,
    LotChecked,
    PickUndo,
    PutInTote,
    ShortAsked,
    Skipped,
    ToteBound,
    ToteFoundAgain,
    ToteFull,
)
from scanners import Scan


def command(tx: Transaction, task: PickTask, step: Step, scan: Scan) -> Verdict:
    """Carries out a command scan where it makes sense.

    Raises `Refused`: scan.not_allowed, scan.scan_first, scan.bad_count, weighed.each.
    """
    act_on = COMMANDS.get(scan.command or "")
    if act_on is None:
        raise Refused("scan.not_allowed", command=scan.text)
    line = next((line for line in task.lines if line.id == step.line), None)
    if line is None and step.kind == "tote" and not any(t.wanted and not t.cancelled for t in task.totes):
        line = task.open_lines[0]  # a cluster line on its way into the tote
    verdict = act_on(tx, task, step, scan, line)
    if verdict.code not in ASKED:
        task.short_asked = None
    return verdict


def _quantity(tx: Transaction, task: PickTask, step: Step, scan: Scan, line: PickLine | None) -> Verdict:
    """Sets what was counted on this step to n, after one accepted scan of the SKU there."""
    if line is None or step.kind != "sku" or not line.counted:
        raise Refused("scan.scan_first", command=scan.text)
    if line.snapshot.get("weighed"):
        raise Refused("weighed.each", **line.goods)
    wanted = scan.quantity or 0
    if not 1 <= wanted <= line.counted + line.left:
        raise Refused("scan.bad_count", counted=wanted, most=line.counted + line.left)
    units = wanted - line.counted
    if units:
        lines.count(tx, task, line, units)
    done = line.close_if_complete(bool(task.cluster))
    undo: Counted = {"op": "count", "line": line.id, "units": units, "lot": line.lot_ok}
    return Verdict("pick.line_done" if done else "pick.sku_ok", lines.figures(line, units), undo)


def _short(tx: Transaction, task: PickTask, step: Step, scan: Scan, line: PickLine | None) -> Verdict:
    """Fewer units than the line wants, or damaged ones. Asked twice: the second scan of the same command ends the line
    with what was counted. CMD-SHORT-DAMAGED-n has said how many, and is not asked."""
    if line is None or step.kind not in ("lot", "sku", "serial") or not line.left:
        raise Refused("scan.not_allowed", command=scan.text)
    why = "damaged" if scan.command == "SHORT-DAMAGED" else "short"
    said = scan.quantity
    if said is not None and not 1 <= said <= line.left:
        raise Refused("scan.bad_count", counted=said, most=line.left)
    asked = last_undoable(tx.db, task.id) if task.short_asked == line.id else None
    if said is None and (asked is None or asked.code != f"pick.{why}_ask"):
        task.short_asked = line.id
        return Verdict(f"pick.{why}_ask", {**line.goods, "missing": line.left}, {"op": "ask"})
    if said is None and asked is not None:
        asked.undone = True  # both scans are one for CMD-UNDO
    undo = lines.give_up(tx, task, line, why, said)
    line.close_if_complete(bool(task.cluster))
    params: dict[str, Value] = {**line.goods, "missing": undo["units"], **_rest(task, undo)}
    if params["rest"] == FILLED:
        demand.press(tx, line.sku_id, line.place_id)
    else:
        tx.tell("pick.short", work=task.number, location=line.snapshot["place"], **params, reason=why)
    return Verdict("pick.damaged_counted" if said else f"pick.{why}_recorded", params, undo)


def _rest(task: PickTask, undo: GivenUp) -> Facts:
    """Where what is missing comes from instead: another bin, or this one when it has been filled."""
    elsewhere = undo["units"] - undo["still"]
    if not undo["still"] and all(each.waits for each in task.lines if each.id in undo["added"]):
        return {"elsewhere": elsewhere, "rest": FILLED}
    rest = "elsewhere" if not undo["still"] else "partly" if elsewhere else "nowhere"
    return {"elsewhere": elsewhere, "rest": f"pick.rest_{rest}"}


def _skip(_act: Transaction, task: PickTask, step: Step, scan: Scan, line: PickLine | None) -> Verdict:
    """The bin comes back last, with all that is wanted of it."""
    in_hand = bool(task.cluster and line and line.counted)
    here = [each for each in task.open_lines if line and each.place_id == line.place_id]
    if line is None or step.kind == "tote" or in_hand or len(here) == len(task.open_lines):
        raise Refused("scan.not_allowed", command=scan.text)
    undo = _put_last(task, line, here)
    return Verdict("pick.skipped", {**line.goods, "location": line.snapshot["place"]}, undo)


def wait_for_filling(tx: Transaction, task: PickTask, line: PickLine) -> Verdict:
    """The pick face is empty, and its goods are on their way out of the reserve: they come back last.

    Raises `Refused`: pick.still_filled (nothing else is left of the round).
    """
    params: Facts = {**line.goods, "location": line.snapshot["place"]}
    here = [each for each in task.open_lines if each.waits and each.place_id == line.place_id]
    sku_id, place_id = line.sku_id, line.place_id
    if len(here) == len(task.open_lines):
        refused = Refused("pick.still_filled", **params)
        raise refused.then(lambda tx: demand.press(tx, sku_id, place_id))
    demand.press(tx, sku_id, place_id)
    return Verdict("pick.being_filled", params, _put_last(task, line, here))


def _put_last(task: PickTask, line: PickLine, here: list[PickLine]) -> Skipped:
    before = {each.id: each.sequence for each in here}
    for last, each in enumerate(here, max(each.sequence for each in task.lines) + 1):
        each.sequence = last
    others = [[each, at] for each, at in before.items() if each != line.id]
    return {"op": "skip", "line": line.id, "before": before[line.id], "others": others}


def _full(tx: Transaction, task: PickTask, step: Step, scan: Scan, line: PickLine | None) -> Verdict:
    """This tote is full: it stays on the cart and another one takes the order's next units."""
    if line is None:
        raise Refused("scan.not_allowed", command=scan.text)
    full = task.tote_of(line.order_id)
    of_order = [each for each in task.lines if each.order_id == line.order_id]
    # on a cart, what is in hand is not in the tote yet
    if not full.code or not any(each.in_tote if task.cluster else each.counted for each in of_order):
        raise Refused("scan.not_allowed", command=scan.text)
    full.full = True
    fresh = TaskTote(order_id=line.order_id, position=full.position)
    task.totes.append(fresh)
    tx.db.flush()
    return Verdict("pick.tote_full", {"tote": full.code}, {"op": "full", "tote": full.id, "fresh": fresh.id})


Command = Callable[[Transaction, PickTask, Step, Scan, PickLine | None], Verdict]
FILLED = "pick.rest_filled"
ASKED = ("pick.short_ask", "pick.damaged_ask")
COMMANDS: dict[str, Command] = {
    "QTY": _quantity,
    "SHORT": _short,
    "SHORT-DAMAGED": _short,
    "SKIP": _skip,
    "FULL": _full,
}


def undo(tx: Transaction, task: PickTask, undo: PickUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params.

    Raises `Refused`: scan.nothing_to_undo (also for what a cancelled order has got: it stays in its tote, which goes
    to the put-back lane).
    """
    order_id = _order_of(task, undo)
    if any(tote.cancelled for tote in task.totes if tote.order_id == order_id):
        raise Refused("scan.nothing_to_undo", work=task.number)
    task.short_asked = task.empty_line = None
    return UNDO[undo["op"]](tx, task, undo)


def _order_of(task: PickTask, undo: PickUndo) -> int | None:
    """The order that the scan was for; None where it was for the round."""
    match undo:
        case {"line": int(line_id)}:
            return _line(task, line_id).order_id
        case {"tote": int(tote_id)}:
            return _tote(task, tote_id).order_id
    return None


def _line(task: PickTask, line_id: int) -> PickLine:
    return next(line for line in task.lines if line.id == line_id)


def _tote(task: PickTask, tote_id: int) -> TaskTote:
    return next(t for t in task.totes if t.id == tote_id)


def _undo_count(tx: Transaction, task: PickTask, undo: Counted) -> Facts:
    line, units = _line(task, undo["line"]), undo["units"]
    if undo.get("recalled"):
        raise Refused("scan.nothing_to_undo", work=task.number)
    line.state = "open"
    if units:
        lines.count(tx, task, line, -units, undo.get("serial"))
        lines.leave_held(tx, task, line)
    line.lot_ok = undo["lot"]
    return {"todo": "pick.put_back", "units": abs(units), **line.goods, "location": line.snapshot["place"]}


def _undo_short(tx: Transaction, task: PickTask, undo: GivenUp) -> Facts:
    line = _line(task, undo["line"])
    lines.take_back_short(tx, task, line, undo)
    return {"todo": "pick.pick_again", **line.goods, "location": line.snapshot["place"]}


def _undo_skip(_act: Transaction, task: PickTask, undo: Skipped) -> Facts:
    line = _line(task, undo["line"])
    line.sequence = undo["before"]
    for other, before in undo.get("others", ()):
        _line(task, other).sequence = before
    return {"todo": "pick.pick_again", **line.goods, "location": line.snapshot["place"]}


def _undo_lot(_act: Transaction, task: PickTask, undo: LotChecked) -> Facts:
    line = _line(task, undo["line"])
    line.lot_ok = False
    return {"todo": "pick.pick_again", **line.goods, "location": line.snapshot["place"]}


def _undo_in_tote(_act: Transaction, task: PickTask, undo: PutInTote) -> Facts:
    line = _line(task, undo["line"])
    line.in_tote, line.state = False, "open"
    return {"todo": "pick.take_out", "units": line.counted, **line.goods}


def _undo_location(_act: Transaction, task: PickTask, undo: BinChecked) -> Facts:
    task.at_place_id = undo["before"]
    return {"todo": "pick.nothing_to_move"}


def _undo_tote(tx: Transaction, task: PickTask, undo: ToteBound) -> Facts:
    tote = _tote(task, undo["tote"])
    code = tote.code
    if "instead" in undo:
        totes.carry_over(tx, task, tote, _tote(task, undo["instead"]), "undo")
    tote.bind(None)
    return {"todo": "pick.tote_away", "tote": code}


def _undo_tote_again(_act: Transaction, task: PickTask, undo: ToteFoundAgain) -> Facts:
    _tote(task, undo["tote"]).wanted = True
    return {"todo": "pick.nothing_to_move"}


def _undo_full(tx: Transaction, task: PickTask, undo: ToteFull) -> Facts:
    task.totes.remove(_tote(task, undo["fresh"]))
    _tote(task, undo["tote"]).full = False
    return {"todo": "pick.nothing_to_move"}


def _undo_ask(_act: Transaction, _task: PickTask, _undo: ShortAsked) -> Facts:
    return {"todo": "pick.nothing_to_move"}


def _undo_empty(_act: Transaction, task: PickTask, undo: EmptyAnswered) -> Facts:
    task.empty_line = undo["line"]
    return {"todo": "pick.nothing_to_move"}


Undo = Callable[[Transaction, PickTask, Any], Facts]  # the record is the one of its `op`
UNDO: dict[str, Undo] = {
    "count": _undo_count,
    "short": _undo_short,
    "skip": _undo_skip,
    "lot": _undo_lot,
    "in_tote": _undo_in_tote,
    "location": _undo_location,
    "tote": _undo_tote,
    "tote_again": _undo_tote_again,
    "full": _undo_full,
    "ask": _undo_ask,
    "empty_bin": _undo_empty,
}
