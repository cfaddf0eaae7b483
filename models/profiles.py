"""How a device is set up, as its self-test found it: what it puts around a code, and what it types for FNC1."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now
from models.refused import Refused

LONGEST_DRESS = 20
LONGEST_SEPARATOR = 8
MOST_SEPARATORS = 5


class DeviceProfile(Base):
    """What the scans of one device are read with. `device` is the name under which it signs in.

    prefix, suffix: texts around every scan. separators: what it types for FNC1. aim: whether it sends AIM identifiers.
    code39_full_ascii: whether Code 39 in its camera's pictures is in the full ASCII form, "+A" for "a".
    """

    __tablename__ = "device_profiles"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    device: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    separators: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    aim: Mapped[bool] = mapped_column(default=True)
    code39_full_ascii: Mapped[bool] = mapped_column(default=False)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    saved_at: Mapped[datetime] = mapped_column(default_factory=now)

    def set_up(self, prefix: str, suffix: str, separators: list[str], *, aim: bool) -> None:
        """Sets what the device's scanner puts around a code, and what stands in it for GS1's separator.

        Raises `Refused`: profile.too_long, profile.digits (they could be taken off a code's own digits),
        profile.too_many, profile.separator (it could stand within a code).
        """
        for dress in (prefix, suffix):
            if len(dress) > LONGEST_DRESS:
                raise Refused("profile.too_long", text=dress, most=LONGEST_DRESS)
            if dress.isdigit():
                raise Refused("profile.digits", text=dress)
        if len(separators) > MOST_SEPARATORS:
            raise Refused("profile.too_many", most=MOST_SEPARATORS)
        for separator in separators:
            if not separator or len(separator) > LONGEST_SEPARATOR or separator.isalnum():
                raise Refused("profile.separator", text=separator, most=LONGEST_SEPARATOR)
        self.prefix, self.suffix, self.separators, self.aim = prefix, suffix, list(separators), aim
