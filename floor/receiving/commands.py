"""The commands of whoever receives: quantity, damaged, full container, close, and why."""

from collections.abc import Callable
from dataclasses import replace

from floor.core import messages
from floor.core.transaction import Transaction, Verdict
from floor.receiving import containers, expiries, goods
from floor.receiving.goods import Goods
from floor.stock.ledger import move, outside
from floor.work.claims import end_claims
from models import GoodsReceipt, Refused
from models.base import Value
from models.goods_receipts import LONGEST_REASON
from models.stock import MOST_UNITS
from models.undo_receiving import GoodsDamaged
from scanners import Scan

WHY_DAMAGED = ("CRUSHED", "WET", "LEAKING", "DIRTY")
WHY_DIFFERENT = ("SHORT-SENT", "OVER-SENT", "WRONG-SENT", "DAMAGED-SENT")


def command(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """Carries out a command scan where it makes sense, and nothing is left half said.

    Raises `Refused`: scan.not_allowed, scan.scan_first, scan.bad_count, receive.finish_first, receive.serial_each, and
    those of `receive` and `full`.
    """
    act = COMMANDS.get(scan.command or "")
    if act is None or work.closing:
        raise Refused("scan.not_allowed", command=scan.text)
    if work.hand is not None and (work.hand["units"] or work.hand["damaged"]):
        raise Refused("receive.finish_first")
    return act(tx, work, scan)


def _counted(tx: Transaction, work: GoodsReceipt, scan: Scan) -> tuple[Goods, int]:
    """The goods scanned last, and how many of them came into this container by this receipt.

    Raises `Refused`: scan.scan_first.
    """
    held = goods.in_hand(tx.db, work)
    if held is None or work.hand is None or work.container_id != work.hand["into"]:
        raise Refused("scan.scan_first", command=scan.text)
    lot = expiries.filed(tx, held.sku, held.lot)
    return held, goods.here(tx, work, held.sku.id, lot.id if lot else None, work.hand["into"])


def _quantity(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """CMD-QTY-n: so many units of the goods scanned last are in this container.

    Raises `Refused`: receive.serial_each, scan.bad_count, and those of `receive`.
    """
    held, there = _counted(tx, work, scan)
    wanted = scan.quantity or 0
    if held.sku.track == "serial":
        raise Refused("receive.serial_each", **held.sku.named)
    if not 1 <= wanted <= MOST_UNITS:
        raise Refused("scan.bad_count", counted=wanted, most=MOST_UNITS)
    changed = replace(held, units=wanted - there)
    return goods.receive(tx, work, changed) if changed.units > 0 else goods.add(tx, work, changed)


def _damaged(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """CMD-SHORT-DAMAGED-n: so many of the units that were counted are damaged, one where no number is said. Why is
    asked.

    Raises `Refused`: scan.bad_count.
    """
    held, there = _counted(tx, work, scan)
    units = 1 if scan.quantity is None else scan.quantity
    if not 1 <= units <= there:
        raise Refused("scan.bad_count", counted=units, most=there)
    before, work.hand = work.hand, held.hand(into=work.container_id or 0, damaged=units)
    facts: dict[str, Value] = {**held.sku.named, "units": units}
    return Verdict("receive.damaged_why", facts, {"op": "named", "hand": before})


def because(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """What is wrong with damaged goods, or why the delivery differs from what was announced: a code of the card, or
    somebody's own words behind WHY-.

    Raises `Refused`: receive.reason_missing, receive.reason_long.
    """
    if scan.kind != "reason":
        raise Refused("receive.reason_missing", scanned=scan.text)
    reason = scan.name or ""
    if len(reason) > LONGEST_REASON:
        raise Refused("receive.reason_long", most=LONGEST_REASON)
    code = f"station.why_{reason.lower().replace('-', '_')}"
    said = code if code in messages.CODES else reason
    return _end(tx, work, said) if work.closing else _put_aside(tx, work, said)


def _put_aside(tx: Transaction, work: GoodsReceipt, reason: str) -> Verdict:
    """Damaged units go out of the container to the damaged ones."""
    held, hand, container = goods.in_hand(tx.db, work), work.hand, work.container
    if held is None or hand is None or container is None:
        raise LookupError("nothing is damaged at a step that asks why")
    units, shelf = hand["damaged"], outside(tx.db, "damaged")
    lot = expiries.filed(tx, held.sku, held.lot)
    lot_id = lot.id if lot else None
    move(tx, held.sku.id, lot_id, units, container, shelf, "damaged", work_id=work.id)
    parts = work.spoil(held.sku.id, held.lot, units, reason)
    undo: GoodsDamaged = {
        "op": "damaged", "hand": hand, "parts": parts, "sku": held.sku.id, "lot": lot_id, "into": container.id,
    }  # fmt: skip
    work.hand = held.hand(into=container.id)
    facts: dict[str, Value] = {**held.sku.named, "units": units, "reason": reason}
    return Verdict("receive.damaged", facts, undo)


def _close(tx: Transaction, work: GoodsReceipt, _scan: Scan) -> Verdict:
    """CMD-CLOSE: the end, unless other goods came than were announced: then why is asked first."""
    differ = work.differences
    if not differ:
        return _end(tx, work, "")
    work.closing = True
    return Verdict("receive.close_why", {"lines": len(differ)}, {"op": "closing"})


def _end(tx: Transaction, work: GoodsReceipt, reason: str) -> Verdict:
    """All that came waits to be put away, and the supplier's lines are told."""
    work.closed_because, work.closing, work.hand = reason, False, None
    work.fill(None)
    tx.db.flush()
    straight = containers.send_rest(tx, work)
    work.lines = [line for line in work.lines if line.expected or line.came]
    work.do("finish", tx.now)
    end_claims(tx, work)
    lines: list[Value] = [
        {
            "sku": line.goods.code, "lot": line.lot, "expected": line.expected, "counted": line.counted,
            "damaged": line.damaged,
        }
        for line in work.lines
    ]  # fmt: skip
    tx.tell("receipt.closed", receipt=str(work.id), **work.named, reason=reason, lines=lines)
    came, _all = work.units
    said: dict[str, Value] = {**work.named, "came": came, "lines": len(work.differences), **(straight or {})}
    return Verdict("receive.done_straight" if straight else "receive.done", said, {"op": "barrier"})


COMMANDS: dict[str, Callable[[Transaction, GoodsReceipt, Scan], Verdict]] = {
    "QTY": _quantity,
    "SHORT-DAMAGED": _damaged,
    "FULL": containers.full,
    "CLOSE": _close,
}
