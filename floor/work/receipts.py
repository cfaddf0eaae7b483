"""Finds receipts of scans, and takes scans back."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from floor.core.transaction import Transaction, Verdict
from floor.work.kinds import KINDS
from models import Receipt, Refused, Work

# refused, and yet nothing wrong was scanned: an order that was cancelled or held, something that is still to come
NO_WRONG_SCANS = (
    "count.unknown_goods", "load.cancelled", "load.closed_already", "load.empty", "load.incomplete",
    "load.order_held", "load.take_off",
    "pack.missing_items", "pack.not_all_picked", "pack.order_held", "pack.tote_cancelled", "pack.weight_off",
    "pick.order_cancelled", "scan.not_allowed", "scan.not_judged", "scan.nothing_to_undo", "scan.read_twice",
)  # fmt: skip


def wrong_scan() -> ColumnElement[bool]:
    """For a query: whether a scan was refused for what was scanned, and not for what had become of its work."""
    code = Receipt.code
    return Receipt.accepted.is_(False) & code.not_in(("", *NO_WRONG_SCANS)) & ~code.startswith("work.")


def last_undoable(session: Session, work_id: int) -> Receipt | None:
    """The receipt of the work's last accepted scan that did something and was not taken back yet."""
    query = (
        select(Receipt)
        .where(Receipt.work_id == work_id, Receipt.undo.is_not(None), Receipt.undone.is_(False))
        .order_by(Receipt.seq.desc())
        .limit(1)
    )
    return session.scalar(query)


def take_back(tx: Transaction, work: Work) -> Verdict:
    """Takes back the work's last accepted scan that is not yet undone, by compensating rows.

    Raises `Refused`: scan.nothing_to_undo.
    """
    receipt = last_undoable(tx.db, work.id)
    if receipt is None or receipt.undo is None or receipt.undo["op"] == "barrier":
        raise Refused("scan.nothing_to_undo", work=work.number)
    params = KINDS[work.kind].undo(tx, work, receipt.undo)
    receipt.undone = True
    return Verdict("scan.undone", {"scan": receipt.scan, **params})
