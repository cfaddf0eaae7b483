"""The stretches of time in which somebody held a work."""

from sqlalchemy import update

from floor.core.transaction import Transaction
from models import Claim, Work


def end_claims(tx: Transaction, work: Work) -> None:
    statement = (
        update(Claim).where(Claim.work_id == work.id, Claim.ended_at.is_(None)).values(ended_at=tx.now)
    )
    tx.db.execute(statement)
