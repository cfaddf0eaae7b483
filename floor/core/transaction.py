"""The transaction that a use case is given: who acts, what time it is, and what is published after the commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from models import now
from models.base import Run, Value
from models.events import Told
from models.undo import UndoRecord
from scanners import FACTORY, Profile, RawRead, Scan, parse


def profile_of(held: Any) -> Profile:
    """The scanners' profile of a DeviceProfile, or of a row with its columns."""
    separators, full_ascii = tuple(held.separators), held.code39_full_ascii
    return Profile(held.prefix, held.suffix, separators, held.aim, full_ascii)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person on a device, or a program with scopes: one that works bears the `person_id` of its robot, others none.
    `device_id` is that of a paired
    device, `profile` how the device is set up. `switched_off`: a supervisor has, and what is sent now was made before.
    """

    person_id: int | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    language: str = "en"
    device: str = ""
    sign_in_id: int | None = None
    device_id: int | None = None
    wall: bool = False
    profile: Profile = FACTORY
    switched_off: bool = False

    def read(self, text: str, source: str = "wedge") -> Scan:
        """Reads a text to a Scan. The device's profile counts only for what its own scanner sent."""
        return parse(RawRead(text, profile=self.profile if source == "wedge" else FACTORY))

    def may(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def works_as(self, *roles: str) -> bool:
        """Whether the actor may do the work of these roles: supervisors may too, and robots, which may nothing else."""
        return "work" in self.scopes or self.may(*roles, "supervisor", "admin")


SYSTEM = Actor(name="system", roles=frozenset({"admin"}))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a scan. `undo` is what CMD-UNDO needs to take it back; None cannot be undone. `counted` is the SKU
    of which it counted units that bear no number of their own."""

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)
    undo: UndoRecord | None = None
    counted: str = ""


# --- topics: what a hint says has changed, and whoever watches it asks again; only here are their names typed

Topics = tuple[str, ...]

BOARD: Topics = ("board",)
ALERTS: Topics = ("alerts", *BOARD)
APPROVALS: Topics = ("approvals", *BOARD)
ORDERS: Topics = ("orders", *BOARD)
DEVICES: Topics = ("devices",)


def order_topics(order_id: int) -> Topics:
    """What an order's new status concerns: its own page, the lists of orders, and the board."""
    return (f"order:{order_id}", *ORDERS)


def packed_topics(order_id: int) -> Topics:
    """What packing some of an order's units concerns: its own page and the board, but no list, which shows no units."""
    return (f"order:{order_id}", *BOARD)


def wave_topics(wave_id: int | None) -> Topics:
    """What a change of a wave, or of a task in it, concerns: nothing for a task that stands outside of any wave."""
    return () if wave_id is None else (f"wave:{wave_id}", *BOARD)


def work_topics(work_id: int) -> Topics:
    """What a change of a work concerns: the screen of the person whose work it is, and the board."""
    return (f"work:{work_id}", *BOARD)


@dataclass(slots=True)
class Transaction:
    """One transaction of one actor. What `changed`, `tell` and `assign` collect is published after the commit.

    `connection` is the session's, for statements that are written by hand; those of `last` are run before the commit.
    """

    db: Session
    connection: Connection
    actor: Actor
    now: datetime = field(default_factory=now)
    topics: set[str] = field(default_factory=set)
    events: list[Told] = field(default_factory=list)
    assigned: list[list[int]] = field(default_factory=list)
    last: list[Run] = field(default_factory=list)

    def changed(self, *topics: Topics) -> None:
        """Whoever watches one of these topics (`order_topics` and the like) asks again."""
        self.topics.update(*topics)

    def tell(self, kind: str, **data: Value) -> None:
        """Records an event for other programs, such as "order.handed_over"; `by` is the id of who did it."""
        by = {} if self.actor.person_id is None else {"by": str(self.actor.person_id)}
        self.events.append({"type": kind, "data": {**data, **by}})

    def assign(self, person_id: int, work_id: int) -> None:
        self.assigned.append([person_id, work_id])
