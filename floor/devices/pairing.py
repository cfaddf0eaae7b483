"""Devices of the warehouse: a supervisor names one, it pairs by a code that is good once, and can be let go."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from floor.core.transaction import DEVICES, Transaction
from floor.devices.limits import alert_guessing, count_wrong, limits_of
from floor.devices.sign_ins import end_namesakes, end_sign_ins
from models import Device, Refused
from models.base import fingerprint, new_token
from models.devices import CODE_LASTS, NAME_LENGTH, device_name, is_called
from models.limits import OF_ADDRESS, OF_SERVER, check_heard

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are mistaken for each other
CODE_LENGTH = 8  # 40 bits, for ten minutes: typed by people, guessed by nobody


@dataclass(frozen=True, slots=True)
class Invitation:
    """A device and its new pairing code, which can be read only now."""

    device: Device
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Paired:
    """A paired device and its own token, which can be read only now."""

    device: Device
    token: str


def name_device(tx: Transaction, name: str) -> Invitation:
    """Names a new device. Raises `Refused`: device.name_missing, device.name_long, device.name_taken."""
    name = device_name(name)
    if not name:
        raise Refused("device.name_missing")
    if len(name) > NAME_LENGTH:
        raise Refused("device.name_long", limit=NAME_LENGTH)
    device = Device(name=name, created_at=tx.now)
    if tx.db.scalar(_in_use(name)) is not None:
        raise Refused("device.name_taken", device=name)
    tx.db.add(device)
    tx.db.flush()
    return _invited(tx, device)


def invite(tx: Transaction, device_id: int) -> Invitation:
    """Makes a new code for a device that did not pair in time, or has forgotten that it was paired; nobody is signed in
    there any more.

    Raises `Refused`: device.not_found.
    """
    return _invited(tx, _device(tx, device_id))


def _invited(tx: Transaction, device: Device) -> Invitation:
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    device.invite(fingerprint(code), tx.actor.person_id, tx.now)
    end_sign_ins(tx, device.id, revoked=True)
    tx.changed(DEVICES)
    return Invitation(device, code, tx.now + CODE_LASTS)


def pair(tx: Transaction, code: str, address: str = "") -> Paired | Refused:
    """Pairs a device: whoever shows the code becomes the device that it was made for. A wrong code is counted for the
    address and for the server, and returned, not raised: it must be committed.

    May return `Refused`: device.wrong_code for one that is not known or was used.

    Raises `Refused`: device.code_over for one that is too old, device.codes_wait after too many wrong ones.
    """
    patience = {f"codes from {address}": OF_ADDRESS, "codes": OF_SERVER}
    limits = limits_of(tx, patience)
    check_heard(limits.values(), tx.now, "device.codes_wait")
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    query = select(Device).where(Device.code_hash == fingerprint(bare)).with_for_update()
    device = tx.db.scalar(query)
    if device is None:
        if count_wrong(tx, limits, patience):
            alert_guessing(tx, "alert.guessing_codes", address)
        return Refused("device.wrong_code")
    token = new_token()
    device.pair(fingerprint(token), tx.now)
    end_namesakes(tx, device.name)
    tx.changed(DEVICES)
    return Paired(device, token)


def revoke(tx: Transaction, device_id: int) -> None:
    """Takes the device out of use: it may do nothing more, nor may anybody on it.

    Raises `Refused`: device.not_found.
    """
    device = _device(tx, device_id)
    device.revoke()
    end_sign_ins(tx, device.id, revoked=True)
    tx.changed(DEVICES)


def report(tx: Transaction, battery: int | None, charging: bool | None, queue: int | None) -> None:
    """Keeps what the actor's device says of itself. Raises `Refused`: device.not_paired."""
    if tx.actor.device_id is None:
        raise Refused("device.not_paired")
    said = {"seen_at": tx.now, "battery": battery, "charging": charging, "queue": queue}
    tx.db.execute(update(Device).where(Device.id == tx.actor.device_id).values(said))


def recognise(session: Session, token: str) -> Device | None:
    """Finds the paired device that shows this token; None for one that was never paired.

    Raises `Refused`: device.revoked (it must pair again).
    """
    device = session.scalar(select(Device).where(Device.token_hash == fingerprint(token))) if token else None
    if device is not None and device.state != "paired":
        raise Refused("device.revoked", device=device.name)
    return device


def check_free(session: Session, name: str) -> None:
    """Lets nobody sign in under the name of a paired device without its token: its tries, its profile and its scans are
    kept by that name.

    Raises `Refused`: device.name_paired.
    """
    if session.scalar(_in_use(name).where(Device.state == "paired")) is not None:
        raise Refused("device.name_paired", device=name)


def _in_use(name: str) -> Select[int]:
    return select(Device.id).where(is_called(Device.name, name), Device.state != "revoked")


def _device(tx: Transaction, device_id: int) -> Device:
    device = tx.db.get(Device, device_id, with_for_update=True)
    if device is None:
        raise Refused("device.not_found", device=device_id)
    return device
