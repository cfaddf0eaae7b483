"""Finds receipts of scans."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Receipt


def last_undoable(session: Session, work_id: int) -> Receipt | None:
    """The receipt of the work's last accepted scan that did something and was not taken back yet."""
    query = (
        select(Receipt)
        .where(Receipt.work_id == work_id, Receipt.undo.is_not(None), Receipt.undone.is_(False))
        .order_by(Receipt.seq.desc())
        .limit(1)
    )
    return session.scalar(query)
