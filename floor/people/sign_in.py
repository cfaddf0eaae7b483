"""People come and go: sign in with badge and PIN, sign out, and a supervisor's unlock."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.core.transaction import ALERTS, DEVICES, Actor, Transaction, profile_of
from floor.devices.sign_ins import end_sign_ins
from floor.people.pins import verify_pin
from models import Alert, DeviceProfile, Lockout, Person, Refused, SignIn
from models.base import fingerprint, new_token
from scanners import FACTORY, RawRead, parse

LOCKED_OUT = "alert.locked_out"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's try to sign in. `person_id` is None unless badge and PIN belong together, `device_id` unless the
    device is paired."""

    badge: str
    device: str
    person_id: int | None
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The only moment at which the token can be read; `csrf` goes into the forms of this sign-in's pages."""

    actor: Actor
    token: str
    csrf: str


def bare_badge(text: str) -> str:
    """ "1001" of "BADGE-1001" or "1001", as people type it."""
    return re.sub(r"^BADGE-", "", text.strip(), flags=re.IGNORECASE)


def _read_badge(session: Session, text: str, device: str) -> str:
    """As it was typed, or as this device's scanner says it: its profile counts before anybody has signed in."""
    held = session.scalar(select(DeviceProfile).where(DeviceProfile.device == device))
    scan = parse(RawRead(text, profile=profile_of(held) if held else FACTORY))
    return bare_badge(scan.code if scan.kind == "badge" and scan.code else text)


def check_pin(
    session: Session, badge: str, pin: str, device: str, pepper: bytes, device_id: int | None = None
) -> Attempt:
    """Compares before `sign_in` takes the write lock: argon2 is slow on purpose, and scans must not wait for it.

    An unknown badge costs the same time as a wrong PIN.
    """
    badge = _read_badge(session, badge, device)
    person = session.scalar(
        select(Person).where(func.lower(Person.badge) == badge.lower(), Person.active.is_(True))
    )
    right = verify_pin(person.pin_hash if person else None, pin, pepper)
    return Attempt(badge.lower(), device, person.id if person and right else None, device_id)


def sign_in(tx: Transaction, attempt: Attempt) -> SignedIn | Refused:
    """Counts the try; on a paired device the sign-in of whoever had it before ends. A refusal is returned, not raised:
    it must be committed, or the tries would never add up.

    May return `Refused`: login.wrong_pin, login.locked.
    """
    lockout = _lockout(tx, attempt)
    if refused := _locked(tx, lockout):
        return refused
    if attempt.person_id is None:
        if lockout.wrong_pin(tx.now):
            _alert(tx, attempt)
        return _locked(tx, lockout) or Refused("login.wrong_pin")
    lockout.unlock()
    return _begin(tx, tx.db.get_one(Person, attempt.person_id), attempt)


def _lockout(tx: Transaction, attempt: Attempt) -> Lockout:
    """The row is locked, so that tries at the same moment are counted one after the other."""
    query = select(Lockout).where(Lockout.badge == attempt.badge, Lockout.device == attempt.device)
    query = query.with_for_update()
    if row := tx.db.scalar(query):
        return row
    tx.db.add(Lockout(badge=attempt.badge, device=attempt.device))
    tx.db.flush()
    return tx.db.scalars(query).one()


def _locked(tx: Transaction, lockout: Lockout) -> Refused | None:
    try:
        lockout.check(tx.now)
    except Refused as refused:
        return refused
    return None


def _alert(tx: Transaction, attempt: Attempt) -> None:
    tx.db.add(Alert(code=LOCKED_OUT, params={"badge": attempt.badge, "device": attempt.device}, at=tx.now))
    tx.changed(ALERTS)


def _begin(tx: Transaction, person: Person, attempt: Attempt) -> SignedIn:
    token, csrf = new_token(), new_token()
    if attempt.device_id is not None:
        end_sign_ins(tx, attempt.device_id)
        tx.changed(DEVICES)
    row = SignIn(
        token_hash=fingerprint(token),
        person=person,
        device=attempt.device,
        device_id=attempt.device_id,
        csrf=csrf,
        started_at=tx.now,
    )
    tx.db.add(row)
    tx.db.flush()
    actor = Actor(
        person_id=person.id,
        name=person.name,
        roles=frozenset(person.roles),
        language=person.language,
        device=row.device,
        sign_in_id=row.id,
        device_id=row.device_id,
    )
    return SignedIn(actor, token, csrf)


def sign_out(tx: Transaction) -> None:
    """Ends the sign-in of whoever acts; signing out twice is nothing worse than once."""
    row = tx.db.get(SignIn, tx.actor.sign_in_id)
    if row is not None and row.ended_at is None:
        row.ended_at = tx.now


def unlock(tx: Transaction, badge: str) -> int:
    """A supervisor lets a badge try again on all devices and the alerts about it go. Returns how many were locked."""
    badge = bare_badge(badge).lower()
    rows = list(tx.db.scalars(select(Lockout).where(Lockout.badge == badge).with_for_update()))
    locked = sum(row.locked_until is not None and row.locked_until > tx.now for row in rows)
    for row in rows:
        row.unlock()
    for alert in tx.db.scalars(select(Alert).where(Alert.code == LOCKED_OUT, Alert.solved_at.is_(None))):
        if alert.params["badge"] == badge:
            alert.solved_at = tx.now
    tx.changed(ALERTS)
    return locked


def set_language(tx: Transaction, language: str) -> None:
    """Sets the language in which the person who acts gets everything from now on."""
    tx.db.get_one(Person, tx.actor.person_id).language = language
