"""The list of people at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from floor.people.hours import hours_today
from floor.people.queries import locked_badges
from floor.web.lists import Column, Filter, Listing, holds
from models import Person, now
from models.people import ROLES
from models.spelling import Folded, Natural, fold


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works here, or did. `locked`: the badge has to wait somewhere after wrong PINs; `hours`: signed in
    today."""

    person: Person
    locked: bool
    hours: float

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def roles(self) -> list[str]:
        """Their codes."""
        return [f"desk.role_{role}" for role in self.person.roles]

    @property
    def state(self) -> list[str]:
        """The codes of what it says of them."""
        return [
            "desk.active" if self.person.active else "desk.inactive",
            *(["desk.locked"] if self.locked else []),
        ]

    @property
    def decisions(self) -> list[str]:
        return ["switch-off" if self.person.active else "switch-on", *(["unlock"] if self.locked else [])]


def _rows(session: Session, people: Sequence[Person]) -> list[PersonRow]:
    locked, hours = locked_badges(session), hours_today(session, [person.id for person in people], now())
    return [PersonRow(person, fold(person.badge) in locked, hours.get(person.id, 0.0)) for person in people]


def _does(_session: Session, role: str) -> ColumnElement[bool]:
    return cast(Person.roles, Text).contains(f'"{role}"')


PEOPLE = Listing(
    "people",
    select(Person),
    Person.id,
    (
        Column("name", "desk.person", lambda row, w: row.person.name, (Folded(Person.name),)),
        Column("badge", "desk.badge", lambda row, w: row.person.badge, (Natural(Person.badge),)),
        Column("roles", "desk.roles", lambda row, w: ", ".join(map(w["t"], row.roles))),
        Column("state", "desk.status", lambda row, w: "; ".join(w["t"](code) for code in row.state), (Person.active,)),
        Column("hours", "desk.hours_today", lambda row, w: f"{row.hours:.1f}" if row.hours else ""),
    ),
    "name",
    (
        Filter("name", "desk.person", holds(Person.name)),
        Filter("role", "desk.roles", _does, {role: f"desk.role_{role}" for role in ROLES}),
        Filter("state", "desk.status", lambda _session, chosen: Person.active.is_(chosen == "active"),
               {"active": "desk.active", "inactive": "desk.inactive"}),
    ),
    _rows,
)  # fmt: skip
