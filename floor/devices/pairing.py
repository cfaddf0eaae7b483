"""Devices of the house: a supervisor names one, it pairs by a code that is good once, and can be let go."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from floor.core.tokens import fingerprint, new_token
from floor.core.transaction import Act
from floor.devices.sign_ins import end_sign_ins
from models import Device, Refused
from models.devices import CODE_LASTS, NAME_LENGTH

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are mistaken for each other
CODE_LENGTH = 8  # 40 bits, for ten minutes: typed by people, guessed by nobody


@dataclass(frozen=True, slots=True)
class Invitation:
    """The only moment at which the pairing code can be read."""

    device: Device
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Paired:
    """The only moment at which the device's own token can be read."""

    device: Device
    token: str


def name_device(act: Act, name: str) -> Invitation:
    """A new device. Raises `Refused`: device.name_missing, device.name_long, device.name_taken."""
    name = " ".join(name.split())
    if not name:
        raise Refused("device.name_missing")
    if len(name) > NAME_LENGTH:
        raise Refused("device.name_long", limit=NAME_LENGTH)
    taken = select(Device.id).where(func.lower(Device.name) == name.lower(), Device.state != "revoked")
    device = Device(name=name, created_at=act.now)
    if act.db.scalar(taken) is not None:
        raise Refused("device.name_taken", device=name)
    act.db.add(device)
    act.db.flush()
    return _invited(act, device)


def invite(act: Act, device_id: int) -> Invitation:
    """A new code for a device that did not pair in time, or has forgotten that it was paired; nobody is signed in there
    any more. `Refused("device.not_found")`."""
    return _invited(act, _device(act, device_id))


def _invited(act: Act, device: Device) -> Invitation:
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    device.invite(fingerprint(code), act.actor.person_id, act.now)
    end_sign_ins(act, device.id, revoked=True)
    act.changed("devices")
    return Invitation(device, code, act.now + CODE_LASTS)


def pair(act: Act, code: str) -> Paired:
    """Whoever shows the code becomes the device that it was made for.

    Raises `Refused`: device.wrong_code for one that is not known or was used, device.code_over for one that is too old.
    """
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    query = select(Device).where(Device.code_hash == fingerprint(bare)).with_for_update()
    device = act.db.scalar(query)
    if device is None:
        raise Refused("device.wrong_code")
    token = new_token()
    device.pair(fingerprint(token), act.now)
    act.changed("devices")
    return Paired(device, token)


def revoke(act: Act, device_id: int) -> None:
    """The device may do nothing more, nor may anybody on it. `Refused("device.not_found")`."""
    device = _device(act, device_id)
    device.revoke()
    end_sign_ins(act, device.id, revoked=True)
    act.changed("devices")


def report(act: Act, battery: int | None, charging: bool | None, queue: int | None) -> None:
    """What the actor's device says of itself. `Refused("device.not_paired")`."""
    if act.actor.device_id is None:
        raise Refused("device.not_paired")
    said = {"seen_at": act.now, "battery": battery, "charging": charging, "queue": queue}
    act.db.execute(update(Device).where(Device.id == act.actor.device_id).values(said))


def recognise(session: Session, token: str) -> Device | None:
    """The paired device that shows this token, None for one that was never paired.
    `Refused("device.revoked")` for one that must pair again."""
    device = session.scalar(select(Device).where(Device.token_hash == fingerprint(token))) if token else None
    if device is not None and device.state != "paired":
        raise Refused("device.revoked", device=device.name)
    return device


def _device(act: Act, device_id: int) -> Device:
    device = act.db.get(Device, device_id, with_for_update=True)
    if device is None:
        raise Refused("device.not_found", device=device_id)
    return device
