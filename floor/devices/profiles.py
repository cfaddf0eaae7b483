"""Device profiles: how the device in somebody's hands is set up, as its self-test found it."""

from sqlalchemy import select

from floor.core.locking import locked
from floor.core.transaction import Act
from models import DeviceProfile, Refused


def save_profile(act: Act, prefix: str, suffix: str, separators: list[str], *, aim: bool) -> DeviceProfile:
    """The profile of the device that the actor signed in on; its next scan is read with it.

    Raises `Refused`: profile.no_device, and what `DeviceProfile.set_up` says.
    """
    device = act.actor.device
    if not device:
        raise Refused("profile.no_device")
    profile: DeviceProfile | None = act.db.scalar(
        locked(select(DeviceProfile).where(DeviceProfile.device == device))
    )
    if profile is None:
        profile = DeviceProfile(device=device)
        act.db.add(profile)
    profile.set_up(prefix, suffix, separators, aim=aim)
    profile.saved_by, profile.saved_at = act.actor.person_id, act.now
    return profile
