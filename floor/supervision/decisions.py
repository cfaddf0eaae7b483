"""A supervisor's decisions: on what a worker asked, and on shorts straight from the board."""

from sqlalchemy import select

from floor.core.locking import lock_order, lock_work, locked
from floor.core.transaction import APPROVALS, Transaction, order_topics, work_topics
from floor.packing import missing, sessions
from models import Approval, OrderLine, Refused


def _check_supervisor(tx: Transaction) -> None:
    if not tx.actor.may("supervisor", "admin"):
        raise Refused("approval.supervisor_only")


def decide(tx: Transaction, approval_id: int, decision: str, note: str = "") -> Approval:
    """approve or refuse, never one's own question. The worker hears it at the next scan; units that may not be left
    out become a new pick task at once.

    Raises `Refused`: approval.not_found, approval.own, approval.supervisor_only, approval.unknown_decision,
    approval.not_allowed (it was decided already).
    """
    _check_supervisor(tx)
    work_id = tx.db.scalar(select(Approval.work_id).where(Approval.id == approval_id))
    if work_id is None:
        raise Refused("approval.not_found", approval=str(approval_id))
    work = lock_work(tx, work_id)
    approval: Approval = tx.db.scalars(locked(select(Approval).where(Approval.id == approval_id))).one()
    approval.decide(decision, tx.actor.person_id, note, tx.now)
    if approval.state == "refused" and approval.kind == "missing":
        missing.send_back(tx, approval)
    work.touch()
    tx.changed(work_topics(work_id), APPROVALS)
    return approval


def approve_short(tx: Transaction, order_line_id: int) -> OrderLine:
    """Lets the units go that no bin could give, before anybody asks at the packing station.

    Raises `Refused`: approval.no_such_line, approval.nothing_short, approval.supervisor_only.
    """
    _check_supervisor(tx)
    order_id = tx.db.scalar(select(OrderLine.order_id).where(OrderLine.id == order_line_id))
    if order_id is None:
        raise Refused("approval.no_such_line", line=str(order_line_id))
    order = lock_order(tx, order_id)
    line = next(line for line in order.lines if line.id == order_line_id)
    units = line.approve_short()
    if not units:
        raise Refused("approval.nothing_short", sku=line.sku_text)
    order.touch()
    tx.tell("order.short_approved", order=str(order.id), number=order.number, sku=line.sku_text, units=units)
    tx.changed(order_topics(order.id), APPROVALS)
    session = sessions.open_session(tx, order)
    if session is not None:
        sessions.finish_if_all_packed(tx, session)
    return line
