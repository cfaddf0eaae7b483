"""Screens on the wall: each has a token that may see the board, and belongs to nobody."""

from sqlalchemy import select

from floor.core.tokens import fingerprint, new_token
from floor.core.transaction import Act
from floor.people.sign_in import sign_out
from models import ApiToken, Person


def open_wall(act: Act) -> str:
    """Ends the sign-in of whoever acts and answers the screen's own token, which can be read only now."""
    sign_out(act)
    token = new_token()
    person = act.db.get_one(Person, act.actor.person_id)
    name = f"wall {act.now:%Y-%m-%d %H:%M:%S} {person.badge} {token[:4]}"
    act.db.add(ApiToken(name=name, token_hash=fingerprint(token), scopes=["board"], created_at=act.now))
    return token


def end_wall(act: Act, token: str) -> None:
    """The screen is taken down: its token opens nothing any more. Other programs' tokens are left alone."""
    row = act.db.scalar(select(ApiToken).where(ApiToken.token_hash == fingerprint(token)))
    if row is not None and row.scopes == ["board"]:
        row.active = False
