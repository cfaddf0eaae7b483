"""Sign-ins that end with their device."""

from sqlalchemy import update

from floor.core.transaction import Transaction
from models import SignIn
from models.devices import is_called


def end_sign_ins(tx: Transaction, device_id: int, *, revoked: bool = False) -> None:
    """Ends the sign-ins on this paired device; where it was `revoked`, those that had ended before serve for late scans
    no more, either."""
    there = update(SignIn).where(SignIn.device_id == device_id)
    tx.db.execute(there.where(SignIn.ended_at.is_(None)).values(ended_at=tx.now))
    if revoked:
        tx.db.execute(there.values(revoked=True))


def end_namesakes(tx: Transaction, name: str) -> None:
    """Ends the sign-ins of whoever only called a device by this name: from now on it is that of a paired one."""
    namesakes = update(SignIn).where(
        is_called(SignIn.device, name), SignIn.device_id.is_(None), SignIn.ended_at.is_(None)
    )
    tx.db.execute(namesakes.values(ended_at=tx.now))
