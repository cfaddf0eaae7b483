"""Which devices there are, who has them, and how they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Device, Person, SignIn
from models.spelling import Natural

SILENT_AFTER = timedelta(minutes=3)  # a device that is awake tells of itself every minute
BATTERY_LOW = 20  # percent
IN_USE = select(Device).where(Device.state != "revoked")


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device as the desk lists it. `person` is who is signed in on it; `silent` when it has not been heard of
    although somebody is."""

    id: int
    name: str
    state: str
    person: str | None
    battery: int | None
    charging: bool | None
    queue: int | None
    seen_at: datetime | None
    silent: bool

    @property
    def decisions(self) -> list[str]:
        return ["revoke"]

    @property
    def battery_low(self) -> bool:
        return self.battery is not None and self.battery <= BATTERY_LOW and not self.charging


def devices_in_use(session: Session, at: datetime, signed_in_since: datetime) -> Sequence[DeviceRow]:
    """Lists all devices but the revoked, by name."""
    devices = session.scalars(IN_USE.order_by(Natural(Device.name)))
    return device_rows(session, devices, at, signed_in_since)


def device_rows(
    session: Session, devices: Iterable[Device], at: datetime, signed_in_since: datetime
) -> list[DeviceRow]:
    """These devices, with who is signed in on each."""
    there = (
        select(SignIn.device_id, Person.name)
        .join(Person)
        .where(SignIn.device_id.is_not(None), SignIn.ended_at.is_(None), SignIn.started_at > signed_in_since)
        .order_by(SignIn.id)
    )
    people = {row.device_id: row.name for row in session.execute(there)}
    return [_row(device, people.get(device.id), at) for device in devices]


def _row(device: Device, person: str | None, at: datetime) -> DeviceRow:
    return DeviceRow(
        id=device.id,
        name=device.name,
        state=device.state,
        person=person,
        battery=device.battery,
        charging=device.charging,
        queue=device.queue,
        seen_at=device.seen_at,
        silent=person is not None and (device.seen_at is None or at - device.seen_at > SILENT_AFTER),
    )
