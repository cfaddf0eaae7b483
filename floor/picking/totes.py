"""The totes of a round: bound to an order, found again after a change of hands, and filled with its units."""

from typing import Any

from sqlalchemy import select

from floor.catalogue.lookup import meaningless, says_nothing, the_one
from floor.core.locking import lock_order_alone
from floor.core.transaction import Transaction, Verdict
from floor.picking import lines
from floor.stock.in_use import in_use
from models import PickTask, Place, Refused, Step, TaskTote
from models.spelling import alike
from models.undo import ToteBound
from scanners import Scan
from scanners.own_codes import spelled


def scan_tote(tx: Transaction, task: PickTask, step: Step, scan: Scan, _quantity: int) -> Verdict:
    """Judges a scan at the step that wants a tote.

    Raises `Refused`: pick.wrong_tote, pick.tote_in_use, scan.unknown, scan.ambiguous.
    """
    if scan.kind != "tote":
        expected = step.name or "TOTE-…"
        if says_nothing(tx.db, scan):
            raise meaningless(scan.text, "pick.scan_tote", expected=expected)
        raise Refused("pick.wrong_tote", scanned=scan.text, expected=expected, where="pick.not_a_tote")
    code = str(scan.code)
    wanted = next((t for t in task.totes if t.wanted and not t.cancelled), None)
    if wanted is None:  # a cluster line's units go into their order's tote
        return _into_tote(task, step, code)
    if wanted.code:
        return _tote_again(task, wanted, code)
    order = lock_order_alone(tx, wanted.order_id)
    tote = _free_tote(tx, code)
    wanted.bind(tote)
    tote.at_id = None
    if order.status == "waved":
        order.do("start_pick")
    undo: ToteBound = {"op": "tote", "tote": wanted.id}
    full = next((t for t in reversed(task.totes) if t.full and t.order_id == wanted.order_id), None)
    if full is not None and carry_over(tx, task, full, wanted, "pick"):
        undo["instead"] = full.id
    return Verdict("pick.tote_ok", {"tote": tote.code, "position": wanted.position}, undo)


def carry_over(tx: Transaction, task: PickTask, full: TaskTote, fresh: TaskTote, why: str) -> bool:
    """On a cart, what is in hand was counted into the tote that turned out to be full: it goes into the fresh one. True
    where there is any."""
    held = [line for line in task.open_lines if line.order_id == fresh.order_id and line.counted]
    if not task.cluster or full.tote_id is None or fresh.tote_id is None:
        return False
    for line in held:
        lines.carry(tx, task, line, full.tote_id, fresh.tote_id, why)
    return bool(held)


def _tote_again(task: PickTask, wanted: TaskTote, code: str) -> Verdict:
    """After a change of hands, in whichever order the totes come to hand."""
    found = next((t for t in task.totes if t.wanted and spelled(t.code) == code), None)
    if found is None:
        raise Refused("pick.wrong_tote", scanned=code, expected=wanted.code, **_which_tote(task, code))
    found.wanted = False
    if found.tote:
        found.tote.at_id = None
    return Verdict(
        "pick.tote_ok",
        {"tote": found.code, "position": found.position},
        {"op": "tote_again", "tote": found.id},
    )


def _free_tote(tx: Transaction, code: str) -> Place:
    """The tote with this code, registered by its first scan; it must hold nothing and serve no other work."""
    query = select(Place).where(alike(Place.code, code)).with_for_update(of=Place)
    found = {place.code: place for place in tx.db.scalars(query)}
    tote = found.get(the_one(code, found) or "")
    if tote is None:
        tote = Place(code=code, kind="tote")
        tx.db.add(tote)
        tx.db.flush()
    elif in_use(tx.db, tote):
        raise Refused("pick.tote_in_use", tote=code)
    return tote


def _into_tote(task: PickTask, step: Step, code: str) -> Verdict:
    line = task.open_lines[0]
    if code != spelled(step.name):
        raise Refused("pick.wrong_tote", scanned=code, expected=step.name, **_which_tote(task, code))
    line.in_tote = True
    line.close_if_complete(bool(task.cluster))
    params = lines.figures(line, 0) | {"how": "pick.in_tote", "tote": step.name}
    return Verdict("pick.line_done", params, {"op": "in_tote", "line": line.id})


def _which_tote(task: PickTask, code: str) -> dict[str, Any]:
    """Which of the round's totes that is, as the cart numbers them."""
    found = next((tote for tote in task.totes if spelled(tote.code) == code), None)
    return {"where": "pick.is_tote", "belongs": found.position} if found else {"where": "pick.not_of_round"}
