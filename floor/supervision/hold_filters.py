"""By what held orders are narrowed in the list: why, whose they are, and how old their holds have grown."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from floor.orders.ageing import REASONS, has_come_to, held_for, owned_by
from floor.orders.checks import Checks
from floor.web.access import current_actor
from floor.web.lists import Filter
from models import Hold, now
from models.people import ROLES

AGES: Final = {"h1": 1, "h4": 4, "d1": 24, "d3": 72, "d7": 168}


def _why(_session: Session, code: str) -> ColumnElement[bool]:
    return held_for(Hold.code == code)


def _whose(session: Session, owner: str) -> ColumnElement[bool]:
    if owner == "mine":
        return held_for(Hold.taken_by == current_actor().person_id)
    if owner == "nobody":
        return held_for(Hold.taken_by.is_(None))
    return held_for(owned_by(owner, Checks.of(session)))


def _how_old(session: Session, age: str) -> ColumnElement[bool]:
    if age in AGES:
        return held_for(Hold.at <= now() - timedelta(hours=AGES[age]))
    return held_for(has_come_to(age, Checks.of(session), now()))


HOLDS: Final = (
    Filter("why", "hold.why", _why, {code: code.replace("order.", "check.") for code in REASONS}),
    Filter("owner", "hold.owner", _whose,
           {"mine": "hold.mine", "nobody": "hold.nobody"} | {role: f"desk.role_{role}" for role in ROLES}),
    Filter("age", "hold.age", _how_old,
           {step: f"hold.step_{step}" for step in ("supervisor", "board")} | {age: f"hold.age_{age}" for age in AGES}),
)  # fmt: skip
