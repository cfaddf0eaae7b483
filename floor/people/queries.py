"""Who works here."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Lockout, Person, now


def everybody(session: Session) -> list[dict[str, Any]]:
    """By badge: id, badge, name, roles, language, active, and whether a device has locked the badge out."""
    locked = set(session.scalars(select(Lockout.badge).where(Lockout.locked_until > now())))
    return [
        {
            "id": str(person.id),
            "badge": person.badge,
            "name": person.name,
            "roles": person.roles,
            "language": person.language,
            "active": person.active,
            "locked": person.badge.lower() in locked,
        }
        for person in session.scalars(select(Person).order_by(Person.badge))
    ]
