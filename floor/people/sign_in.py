"""People come and go: sign in with badge and PIN, sign out, and a supervisor's unlock."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.core.tokens import fingerprint, new_token
from floor.core.transaction import Act, Actor, profile_of
from floor.devices.sign_ins import end_sign_ins
from floor.people.pins import verify_pin
from models import Alert, DeviceProfile, Lockout, Person, Refused, SignIn
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


def sign_in(act: Act, attempt: Attempt) -> SignedIn | Refused:
    """Counts the try; on a paired device the sign-in of whoever had it before ends. A refusal is returned, not raised:
    it must be committed, or the tries would never add up."""
    lockout = _lockout(act, attempt)
    if refused := _locked(act, lockout):
        return refused
    if attempt.person_id is None:
        if lockout.wrong_pin(act.now):
            _alert(act, attempt)
        return _locked(act, lockout) or Refused("login.wrong_pin")
    lockout.unlock()
    return _begin(act, act.db.get_one(Person, attempt.person_id), attempt)


def _lockout(act: Act, attempt: Attempt) -> Lockout:
    """The row is locked, so that tries at the same moment are counted one after the other."""
    query = select(Lockout).where(Lockout.badge == attempt.badge, Lockout.device == attempt.device)
    query = query.with_for_update()
    if row := act.db.scalar(query):
        return row
    act.db.add(Lockout(badge=attempt.badge, device=attempt.device))
    act.db.flush()
    return act.db.scalars(query).one()


def _locked(act: Act, lockout: Lockout) -> Refused | None:
    try:
        lockout.check(act.now)
    except Refused as refused:
        return refused
    return None


def _alert(act: Act, attempt: Attempt) -> None:
    act.db.add(Alert(code=LOCKED_OUT, params={"badge": attempt.badge, "device": attempt.device}, at=act.now))
    act.changed("board", "alerts")


def _begin(act: Act, person: Person, attempt: Attempt) -> SignedIn:
    token, csrf = new_token(), new_token()
    if attempt.device_id is not None:
        end_sign_ins(act, attempt.device_id)
        act.changed("devices")
    row = SignIn(
        token_hash=fingerprint(token),
        person=person,
        device=attempt.device,
        device_id=attempt.device_id,
        csrf=csrf,
        started_at=act.now,
    )
    act.db.add(row)
    act.db.flush()
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


def sign_out(act: Act) -> None:
    """Ends the sign-in of whoever acts; signing out twice is nothing worse than once."""
    row = act.db.get(SignIn, act.actor.sign_in_id)
    if row is not None and row.ended_at is None:
        row.ended_at = act.now


def unlock(act: Act, badge: str) -> int:
    """A supervisor lets a badge try again on all devices and the alerts about it go. Returns how many were locked."""
    badge = bare_badge(badge).lower()
    rows = list(act.db.scalars(select(Lockout).where(Lockout.badge == badge).with_for_update()))
    locked = sum(row.locked_until is not None and row.locked_until > act.now for row in rows)
    for row in rows:
        row.unlock()
    for alert in act.db.scalars(select(Alert).where(Alert.code == LOCKED_OUT, Alert.solved_at.is_(None))):
        if alert.params["badge"] == badge:
            alert.solved_at = act.now
    act.changed("board", "alerts")
    return locked


def speak(act: Act, language: str) -> None:
    """The person who acts wants everything in `language` from now on."""
    act.db.get_one(Person, act.actor.person_id).language = language
