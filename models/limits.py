"""How many wrong answers are heard: of one badge, from one address, by the server as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.refused import Refused


@dataclass(frozen=True, slots=True)
class Patience:
    """`free` wrong answers are heard at once; after each one from then on nothing is heard for a while, which doubles
    from `first` up to `longest`. One is forgotten in each `forgets`."""

    free: int
    first: timedelta
    longest: timedelta
    forgets: timedelta


def _patience(free: int, *seconds: int) -> Patience:
    return Patience(free, *(timedelta(seconds=each) for each in seconds))


OF_BADGE = _patience(5, 60, 900, 900)
OF_ADDRESS = _patience(20, 15, 300, 300)
OF_SERVER = _patience(30, 15, 240, 240)
OF_DEVICE = _patience(20, 15, 60, 60)  # a paired one: whoever works on it must not wait for long


class Limit(Base):
    """The wrong answers for one subject: "badge 1001", "address 10.0.0.7", "server", "device 3", "device 3 badge 1001",
    "codes from 10.0.0.7", "codes". `tries` is how many are remembered; nothing is heard before `until`."""

    __tablename__ = "limits"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject: Mapped[str] = mapped_column(unique=True)
    tries: Mapped[float] = mapped_column(default=0.0)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    until: Mapped[datetime | None] = mapped_column(default=None, index=True)

    def wrong(self, at: datetime, patience: Patience) -> bool:
        """Counts one; True when from this one on the next has to wait."""
        past = (at - self.tried_at) / patience.forgets if self.tried_at else 0.0
        before = round(max(0.0, self.tries - past))
        self.tries, self.tried_at = max(0.0, self.tries - past) + 1, at
        over = round(self.tries) - patience.free
        if over < 0:
            return False
        self.until = at + min(patience.first * 2 ** min(over, 20), patience.longest)
        return before < patience.free

    def forget(self) -> None:
        self.tries, self.until = 0.0, None


def check_heard(limits: Iterable[Limit], at: datetime, code: str) -> None:
    """Whether an answer is heard now. Raises `Refused` with this code, and `minutes` to wait."""
    until = max((limit.until for limit in limits if limit.until and limit.until > at), default=None)
    if until is not None:
        raise Refused(code, minutes=max(1, -(-int((until - at).total_seconds()) // 60)))
