"""Who works here."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Limit, Person, now
from models.spelling import fold


def everybody(session: Session) -> list[dict[str, Any]]:
    """By badge: id, badge, name, roles, language, active, and whether the badge has to wait somewhere."""
    waiting = session.scalars(select(Limit.subject).where(Limit.until > now()))
    locked = {subject.partition("badge ")[2] for subject in waiting}
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
