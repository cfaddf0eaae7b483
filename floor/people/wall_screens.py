"""Screens on the wall: each has a token that may see the board, and belongs to nobody."""

from sqlalchemy import select

from floor.core.transaction import Transaction
from floor.people.sign_in import sign_out
from models import ApiToken, Person
from models.base import fingerprint, new_token


def open_wall(tx: Transaction) -> str:
    """Ends the sign-in of whoever acts and answers the screen's own token, which can be read only now."""
    sign_out(tx)
    token = new_token()
    person = tx.db.get_one(Person, tx.actor.person_id)
    name = f"wall {tx.now:%Y-%m-%d %H:%M:%S} {person.badge} {token[:4]}"
    tx.db.add(ApiToken(name=name, token_hash=fingerprint(token), scopes=["board"], created_at=tx.now))
    return token


def end_wall(tx: Transaction, token: str) -> None:
    """The screen is taken down: its token opens nothing any more. Other programs' tokens are left alone."""
    row = tx.db.scalar(select(ApiToken).where(ApiToken.token_hash == fingerprint(token)))
    if row is not None and row.scopes == ["board"]:
        row.active = False
