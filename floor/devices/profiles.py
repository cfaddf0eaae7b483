"""Device profiles: how the device in somebody's hands is set up, as its self-test found it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.locking import locked
from floor.core.transaction import Transaction
from models import DeviceProfile, Refused


def profile_of_device(session: Session, device: str) -> DeviceProfile | None:
    """How the device of that name is set up; None where nobody said."""
    profile: DeviceProfile | None = session.scalar(
        select(DeviceProfile).where(DeviceProfile.device == device)
    )
    return profile


def save_profile(
    tx: Transaction,
    prefix: str,
    suffix: str,
    separators: list[str],
    *,
    aim: bool,
    full_ascii: bool | None = None,
) -> DeviceProfile:
    """Saves the profile of the device that the actor signed in on; its next scan is read with it.

    full_ascii: whether Code 39 in its pictures is in the full ASCII form; None leaves that as it is.

    Raises `Refused`: profile.no_device, and what `DeviceProfile.set_up` says.
    """
    device = tx.actor.device
    if not device:
        raise Refused("profile.no_device")
    profile: DeviceProfile | None = tx.db.scalar(
        locked(select(DeviceProfile).where(DeviceProfile.device == device))
    )
    if profile is None:
        profile = DeviceProfile(device=device)
        tx.db.add(profile)
    profile.set_up(prefix, suffix, separators, aim=aim)
    if full_ascii is not None:
        profile.code39_full_ascii = full_ascii
    profile.saved_by, profile.saved_at = tx.actor.person_id, tx.now
    return profile
