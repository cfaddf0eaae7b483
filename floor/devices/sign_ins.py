"""Sign-ins that end with their device."""

from sqlalchemy import update

from floor.core.transaction import Transaction
from models import SignIn


def end_sign_ins(tx: Transaction, device_id: int, *, revoked: bool = False) -> None:
    """Whoever is signed in on this paired device no longer is; where it was `revoked`, sign-ins that had ended before
    are good for nothing more, either."""
    there = update(SignIn).where(SignIn.device_id == device_id)
    tx.db.execute(there.where(SignIn.ended_at.is_(None)).values(ended_at=tx.now))
    if revoked:
        tx.db.execute(there.values(revoked=True))
