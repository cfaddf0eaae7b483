"""Views of lists that somebody keeps."""

from typing import Final

from sqlalchemy import func, select

from floor.core.transaction import Transaction
from models import Refused, SavedView

MOST: Final = 20  # of one list


def save(tx: Transaction, of: str, name: str, query: str) -> None:
    """Keeps what was asked of the list `of` under a name; another view of this name gives way.

    Raises `Refused`: list.too_many, list.unknown (for nobody).
    """
    person_id = tx.actor.person_id
    if person_id is None:
        raise Refused("list.unknown")
    mine = (SavedView.person_id == person_id, SavedView.list == of)
    known = tx.db.scalar(select(SavedView).where(*mine, SavedView.name == name))
    if known is not None:
        known.query = query
        return
    if (tx.db.scalar(select(func.count()).where(*mine)) or 0) >= MOST:
        raise Refused("list.too_many", most=MOST)
    tx.db.add(SavedView(person_id=person_id, list=of, name=name, query=query))


def remove(tx: Transaction, view_id: int) -> None:
    """Forgets a view of one's own. Raises `Refused`: list.unknown."""
    view = tx.db.get(SavedView, view_id)
    if view is None or view.person_id != tx.actor.person_id:
        raise Refused("list.unknown")
    tx.db.delete(view)
