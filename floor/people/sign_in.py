"""People come and go: sign in with badge and PIN, sign out, and a supervisor's unlock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floor.core.locking import locked
from floor.core.transaction import ALERTS, DEVICES, Actor, Transaction, profile_of
from floor.devices.limits import alert_guessing, check_now, count_wrong, limits_of
from floor.devices.sign_ins import end_sign_ins
from floor.people.pins import verify_pin
from floor.work import assignment
from models import Alert, DeviceProfile, Limit, Person, Refused, SignIn
from models.base import fingerprint, new_token
from models.limits import OF_ADDRESS, OF_BADGE, OF_DEVICE, OF_SERVER, Patience, check_heard
from models.spelling import Folded, fold, plain
from scanners import FACTORY, RawRead, parse

LOCKED_OUT = "alert.locked_out"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's try to sign in. `person_id` is None unless badge and PIN belong together, `device_id` unless the
    device is paired; `address` is where the request came from."""

    badge: str
    device: str
    person_id: int | None
    device_id: int | None = None
    address: str = ""

    @property
    def own_subject(self) -> str:
        """A badge on a paired device, known by its token, counts for itself; on all others together."""
        on = f"device {self.device_id} " if self.device_id is not None else ""
        return f"{on}badge {self.badge}"

    @property
    def subjects(self) -> dict[str, Patience]:
        """What a wrong PIN counts for: nobody elsewhere can let a paired device wait."""
        if self.device_id is not None:
            return {self.own_subject: OF_BADGE, f"device {self.device_id}": OF_DEVICE}
        return {self.own_subject: OF_BADGE, f"address {self.address}": OF_ADDRESS, "server": OF_SERVER}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The only moment at which the token can be read; `csrf` goes into the forms of this sign-in's pages."""

    actor: Actor
    token: str
    csrf: str


def bare_badge(text: str) -> str:
    """ "1001" of "BADGE-1001" or "1001", as people type it."""
    return re.sub(r"^BADGE-", "", plain(text), flags=re.IGNORECASE)


def _read_badge(session: Session, text: str, device: str) -> str:
    """As it was typed, or as this device's scanner says it: its profile counts before anybody has signed in."""
    held = session.scalar(select(DeviceProfile).where(DeviceProfile.device == device))
    scan = parse(RawRead(text, profile=profile_of(held) if held else FACTORY))
    return bare_badge(scan.code if scan.kind == "badge" and scan.code else text)


def check_pin(
    session: Session,
    badge: str,
    pin: str,
    device: str,
    pepper: bytes,
    device_id: int | None = None,
    address: str = "",
) -> Attempt:
    """Compares before `sign_in` takes the write lock: argon2 is slow on purpose, and scans must not wait for it.

    An unknown badge costs the same time as a wrong PIN; who has to wait costs none.

    Raises `Refused`: login.locked.
    """
    badge = _read_badge(session, badge, device)
    attempt = Attempt(fold(badge), device, None, device_id, address)
    check_now(session, attempt.subjects, "login.locked")
    person = session.scalar(
        select(Person).where(Folded(Person.badge) == fold(badge), Person.active.is_(True))
    )
    right = verify_pin(person.pin_hash if person else None, pin, pepper)
    return replace(attempt, person_id=person.id) if person and right else attempt


def sign_in(tx: Transaction, attempt: Attempt) -> SignedIn | Refused:
    """Counts the try; on a paired device the sign-in of whoever had it before ends. A refusal is returned, not raised:
    it must be committed, or the tries would never add up.

    May return `Refused`: login.wrong_pin, login.locked.
    """
    limits = limits_of(tx, attempt.subjects)
    if refused := _waits(tx, limits.values()):
        return refused
    if attempt.person_id is None:
        from_now_on = count_wrong(tx, limits, attempt.subjects)
        _alert(tx, attempt, from_now_on)
        return _waits(tx, limits.values()) or Refused("login.wrong_pin")
    limits[attempt.own_subject].forget()
    return _begin(tx, tx.db.get_one(Person, attempt.person_id), attempt)


def _waits(tx: Transaction, limits: Iterable[Limit]) -> Refused | None:
    try:
        check_heard(limits, tx.now, "login.locked")
    except Refused as refused:
        return refused
    return None


def _alert(tx: Transaction, attempt: Attempt, from_now_on: list[str]) -> None:
    where = {"device": attempt.device, "address": attempt.address or "?"}
    for subject in from_now_on:
        if subject == attempt.own_subject:
            tx.db.add(Alert(code=LOCKED_OUT, params={"badge": attempt.badge, **where}, at=tx.now))
            tx.changed(ALERTS)
        else:
            alert_guessing(tx, "alert.guessing_pins", attempt.address)


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
    """Ends the sign-in of whoever acts; signing out twice is nothing worse than once. Work stays theirs, but for what
    does not wait for anybody."""
    row = tx.db.get(SignIn, tx.actor.sign_in_id)
    if row is not None and row.ended_at is None:
        row.ended_at = tx.now
        assignment.leave(tx)


def unlock(tx: Transaction, badge: str) -> int:
    """A supervisor lets a badge try again everywhere, and unpaired devices at all; the alerts about the badge go.
    Returns in how many places it was locked."""
    badge = fold(bare_badge(badge))
    own = or_(
        Limit.subject == f"badge {badge}",
        Limit.subject.startswith("device ") & Limit.subject.endswith(f" badge {badge}", autoescape=True),
    )
    rows = list(tx.db.scalars(locked(select(Limit).where(or_(own, Limit.subject == "server")))))
    count = sum(1 for row in rows if row.until and row.until > tx.now and row.subject != "server")
    for row in rows:
        row.forget()
    for alert in tx.db.scalars(select(Alert).where(Alert.code == LOCKED_OUT, Alert.solved_at.is_(None))):
        if alert.params["badge"] == badge:
            alert.solved_at = tx.now
    tx.changed(ALERTS)
    return count


def set_language(tx: Transaction, language: str) -> None:
    """Sets the language in which the person who acts gets everything from now on."""
    tx.db.get_one(Person, tx.actor.person_id).language = language
