"""What a supervisor does for a picker who stands before a bin without the goods: lets the missing units go, or sends
other goods in their place. The picker's screen goes on by itself."""

from sqlalchemy import select

from floor.catalogue.lookup import find_sku
from floor.core.locking import lock_order
from floor.core.transaction import ALERTS, Transaction, order_topics
from floor.picking import lines, picking
from models import Order, OrderLine, PickLine, PickTask, Refused, Sku
from scanners import RawRead, parse


def let_go(tx: Transaction, line_id: int) -> OrderLine:
    """Ends the pick line with what was counted. What another bin has is added to the round; what nobody has may be
    left out. Raises `Refused`: help.no_such_line, help.nothing_missing, work.closed, work.cancelled."""
    task, line, order = _locked(tx, line_id)
    _end(tx, task, line)
    order_line = _order_line(order, line)
    units = order_line.approve_short()
    if units:
        tx.tell(
            "order.short_approved",
            order=str(order.id),
            number=order.number,
            sku=line.snapshot["sku"],
            units=units,
        )
    _tell(tx, task, order)
    return order_line


def substitute(tx: Transaction, line_id: int, other: str) -> OrderLine:
    """Lets the missing units go, and adds as many of `other` (a SKU's code or barcode) to the order and to the end of
    the round. All of them or none.

    Raises `Refused`: help.no_such_line, help.nothing_missing, help.same_goods, help.found_elsewhere (another bin has
    what was ordered), help.not_enough (no bins have that many of the other), scan.unknown, scan.ambiguous, and those
    of `let_go`.
    """
    task, line, order = _locked(tx, line_id)
    sku = _named(tx, other)
    if sku.id == line.sku_id:
        raise Refused("help.same_goods", sku=sku.code)
    _end(tx, task, line)
    order_line = _order_line(order, line)
    units = order_line.approve_short()
    if not units:
        raise Refused("help.found_elsewhere", sku=line.snapshot["sku"])
    order_line.settled += units
    added = OrderLine(
        position=max(each.position for each in order.lines) + 1,
        sku=sku,
        sku_text=sku.code,
        quantity=units,
        quantity_text=str(units),
    )
    order.lines.append(added)
    tx.db.flush()
    found = sum(new.quantity for new in lines.add_to_round(tx, task, added, units))
    if found < units:
        raise Refused("help.not_enough", sku=sku.code, units=units, available=found)
    tx.tell(
        "order.substituted",
        order=str(order.id),
        number=order.number,
        sku=line.snapshot["sku"],
        other=sku.code,
        units=units,
    )
    _tell(tx, task, order)
    return added


def _locked(tx: Transaction, line_id: int) -> tuple[PickTask, PickLine, Order]:
    task_id = tx.db.scalar(select(PickLine.task_id).where(PickLine.id == line_id))
    if task_id is None:
        raise Refused("help.no_such_line", line=line_id)
    task = picking.load(tx.db, task_id, lock=True)
    task.check_open()
    line = next(line for line in task.lines if line.id == line_id)
    return task, line, lock_order(tx, line.order_id)


def _order_line(order: Order, line: PickLine) -> OrderLine:
    return next(each for each in order.lines if each.id == line.order_line_id)


def _end(tx: Transaction, task: PickTask, line: PickLine) -> None:
    """As if the picker had scanned Short and confirmed it; a line that ended so already stays as it is."""
    if line.state == "open" and line.left:
        lines.give_up(tx, task, line, "short")
        line.close_if_complete(bool(task.cluster))
        task.short_asked = None
    if not line.missing:
        raise Refused("help.nothing_missing", sku=line.snapshot["sku"])


def _named(tx: Transaction, text: str) -> Sku:
    """A barcode first, as any scan; else the bare code of a SKU."""
    try:
        return find_sku(tx.db, parse(RawRead(text)))[0]
    except Refused as refused:
        if refused.code == "scan.ambiguous":
            raise
        return find_sku(tx.db, parse(RawRead(f"SKU-{text}")))[0]


def _tell(tx: Transaction, task: PickTask, order: Order) -> None:
    task.touch()
    order.touch()
    tx.changed(picking.topics(task), order_topics(order.id), ALERTS)
