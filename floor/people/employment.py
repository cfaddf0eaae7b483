"""Who may work here and as what: people, and the robots that tokens stand for, switched off and on again; their roles
and PINs. Their history stays."""

from collections.abc import Sequence

from sqlalchemy import select, update

from floor.core.locking import locked
from floor.core.transaction import BOARD, Transaction
from floor.people.rows import check_pin_form
from floor.people.sign_in import unlock
from floor.work import assignment
from floor.work.kinds import shared
from models import Person, Refused, SignIn, Work
from models.people import ROLES

DECIDE = {"supervisor", "admin"}


def switch_off(tx: Transaction, person_id: int) -> list[int]:
    """Nobody signs in as this person any more; open work in their hands goes back to the queue, and all that they did
    keeps their name. Answers the sign-ins that have ended with it.

    Raises `Refused`: person.not_found, person.not_oneself, person.admins_only, person.last_admin.
    """
    person = _person(tx, person_id)
    if person.id == tx.actor.person_id:
        raise Refused("person.not_oneself")
    if "admin" in person.roles and not _other_admins(tx, person):
        raise Refused("person.last_admin", person=person.name)
    person.active = False
    there = select(SignIn.id).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    sign_ins = list(tx.db.scalars(there))
    ended = update(SignIn).where(SignIn.id.in_(sign_ins)).values(ended_at=tx.now)
    tx.db.execute(ended)
    held = select(Work.id).where(
        Work.person_id == person.id, Work.state == "open", Work.kind.not_in(shared())
    )
    for work_id in list(tx.db.scalars(held.order_by(Work.id))):
        assignment.reassign(tx, work_id, None)
    tx.changed(BOARD)
    return sign_ins


def switch_on(tx: Transaction, person_id: int) -> None:
    """This person may sign in again. Raises `Refused`: person.not_found, person.admins_only."""
    _person(tx, person_id).active = True
    tx.changed(BOARD)


def set_roles(tx: Transaction, person_id: int, roles: Sequence[str], pin: str, pin_hash: str) -> None:
    """From now on this person works as these, never oneself. Who is to decide needs a longer PIN, and so a new one
    along.

    Raises `Refused`: person.not_found, person.not_oneself, person.admins_only, person.last_admin, and those of
    `check_pin_form`.
    """
    person = _person(tx, person_id)
    if person.id == tx.actor.person_id:
        raise Refused("person.not_oneself")
    if DECIDE & set(roles) and not tx.actor.may("admin"):
        raise Refused("person.admins_only", person=person.name)
    if "admin" in person.roles and "admin" not in roles and not _other_admins(tx, person):
        raise Refused("person.last_admin", person=person.name)
    if pin or DECIDE & set(roles) > DECIDE & set(person.roles):
        check_pin_form(tx, pin, roles)
        person.pin_hash = pin_hash
    person.roles = [role for role in ROLES if role in roles]
    tx.changed(BOARD)


def set_pin(tx: Transaction, person_id: int, pin: str, pin_hash: str) -> Person:
    """Only the new PIN opens from now on, and the badge is not locked any more.

    Raises `Refused`: person.not_found, person.admins_only, and those of `check_pin_form`.
    """
    person = _person(tx, person_id)
    check_pin_form(tx, pin, person.roles)
    person.pin_hash = pin_hash
    unlock(tx, person.badge)
    return person


def _person(tx: Transaction, person_id: int) -> Person:
    person: Person | None = tx.db.scalar(locked(select(Person).where(Person.id == person_id)))
    if person is None:
        raise Refused("person.not_found", person=person_id)
    if DECIDE & set(person.roles) and not tx.actor.may("admin"):
        raise Refused("person.admins_only", person=person.name)
    return person


def _other_admins(tx: Transaction, person: Person) -> bool:
    """Locked, so that two admins do not switch each other off at the same moment."""
    others = locked(select(Person).where(Person.active.is_(True), Person.id != person.id).order_by(Person.id))
    return any("admin" in other.roles for other in tx.db.scalars(others))
