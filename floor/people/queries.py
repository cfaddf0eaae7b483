"""Who works here."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Limit, Person, now
from models.spelling import fold


def locked_badges(session: Session) -> set[str]:
    """The badges, as `fold` spells them, that have to wait somewhere after wrong PINs."""
    waiting = session.scalars(select(Limit.subject).where(Limit.until > now()))
    return {subject.partition("badge ")[2] for subject in waiting}


def everybody(session: Session) -> list[dict[str, Any]]:
    """By badge: id, badge, name, roles, language, active, and whether the badge has to wait somewhere."""
    locked = locked_badges(session)
    return [
        {
            "id": str(person.id),
            "badge": person.badge,
            "name": person.name,
            "roles": person.roles,
            "language": person.language,
            "active": person.active,
            "locked": fold(person.badge) in locked,
        }
        for person in session.scalars(select(Person).order_by(Person.badge))
    ]
