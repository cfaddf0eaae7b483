"""What a person or robot does as one unit: the work, its holder, its waves, and the steps that it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NotRequired, TypedDict

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Facts, now
from models.people import Person
from models.refused import Refused
from models.transitions import next_state
from models.weighed import Weighed

WORK_TRANSITIONS = {
    ("planned", "release"): "open",
    ("planned", "cancel"): "cancelled",
    ("open", "finish"): "done",
    ("open", "cancel"): "cancelled",
    ("done", "reopen"): "open",
}


ONE_PULL = 300  # ms, less than a hand needs to bring a second unit before a scanner
KEPT_READS = 4  # others may come between two of the same, also by other people where a work is shared


def number_of(letter: str, id: int) -> str:
    """The number that people read and scan: P-000123."""
    return f"{letter}-{id:06d}"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to scan next. `codes`: the plain texts that satisfy it, none meaning any new code of that kind.

    `quantity` and `counted` are units; at `weight`, `quantity` is the expected gross weight in grams.
    `hint` is a message code with its params. `line` is the id of the record that the step works on;
    `picture` the file of what its goods look like, `goods` what they are called where `name` names something else,
    and `place` the bin that they lie in, or what they go into. `weighed`: each unit is told by a label of its own.
    """

    kind: str
    name: str = ""
    codes: list[str] = field(default_factory=list)
    units: Mapping[str, int] = field(default_factory=dict)
    sku: str | None = None
    quantity: int | None = None
    counted: int | None = None
    hint: tuple[str, Facts] | None = None
    position: int | None = None
    line: int | None = None
    picture: str = ""
    goods: str = ""
    place: str = ""
    weighed: Weighed | None = None


class Read(TypedDict):
    """What was read, and when. `code` in its one spelling; `sku` whose units it counted, and what tells this one by its
    label from others of them (`serial`: its number, weight or price), else empty; `at` in ms, by the clock of the
    device that read it."""

    code: str
    sku: str
    serial: str
    at: int


class Versioned:
    """A record whose `version` rises with everything that a screen could show of it: those who keep or show it compare.

    `touch` is the only place that raises it.
    """

    if TYPE_CHECKING:
        version: Mapped[int]

    def touch(self) -> None:
        self.version += 1


class HeldOrder(TypedDict):
    """An order that is on hold, or was released, while a work has its goods. `told`: somebody at the work has heard.
    `goods`: what was stopped of it, where that is why it is on hold. `gone`: not on hold, but these goods of it are
    wanted no more."""

    order: str
    released: bool
    told: bool
    goods: NotRequired[str]
    gone: NotRequired[str]


class Work(Versioned, Base):
    """Base of PickTask, PackSession, Load and PutAwayTask. It is held by one person on one device, or by nobody.

    `version` rises with everything that a screen could show of it. A load (`shared`) is worked by several at once.
    `held` are the orders that were put on hold while this work has their goods.
    `reads` are the last ones that were accepted or were the same again, the newest last.
    `letter` begins the work's number; `roles` are who does such work, beside supervisors; `kept_at_sign_out` says
    whether it waits for them when they sign out; `held_todo` is the code of what they do with an order on hold,
    `stopped_todo` with goods of it that were recalled, where that is something else.
    `chain` is the last link of its receipts' chain.
    """

    __tablename__ = "works"
    __table_args__ = (Index("ix_works_queue", "kind", "state", "person_id", "urgent", "due"),)
    __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": "*"}
    letter: ClassVar[str] = "?"
    roles: ClassVar[tuple[str, ...]] = ()
    shared: ClassVar[bool] = False
    kept_at_sign_out: ClassVar[bool] = True
    held_todo: ClassVar[str] = ""
    stopped_todo: ClassVar[str] = ""

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(init=False)
    state: Mapped[str] = mapped_column(default="open")
    version: Mapped[int] = mapped_column(default=1)
    urgent: Mapped[bool] = mapped_column(default=False)
    due: Mapped[datetime | None] = mapped_column(default=None)
    zone: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True, init=False)
    person: Mapped[Person | None] = relationship(default=None, foreign_keys=[person_id])
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_scan_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    chain: Mapped[str] = mapped_column(default="", server_default="")
    reads: Mapped[list[Read]] = mapped_column(JSON, default_factory=list)
    held: Mapped[list[HeldOrder]] = mapped_column(JSON, default_factory=list)

    @property
    def number(self) -> str:
        return number_of(self.letter, self.id)

    def do(self, action: str, at: datetime | None = None) -> None:
        self.state = next_state(WORK_TRANSITIONS, "work", self.state, action)
        self.ended_at = at if self.state in ("done", "cancelled") else None
        self.touch()

    def note_read(self, read: Read) -> None:
        self.reads = [*self.reads[1 - KEPT_READS :], read]

    def check_pull(self, read: Read) -> None:
        """One pull of the trigger is one unit: the same code, or the same goods in another spelling, so soon that no
        hand brought a second unit, counts when a person says so, by a scan of its own.

        Raises `Refused`: scan.read_twice.
        """
        near = (each for each in self.reads if abs(read["at"] - each["at"]) < ONE_PULL)
        first = next((each for each in near if _same(read, each)), None)
        if first is not None:
            work_id, again = self.id, Read(**{**first, "at": read["at"]})
            refused = Refused("scan.read_twice", scanned=read["code"])
            raise refused.then(lambda tx: tx.db.get_one(Work, work_id).note_read(again))

    def hold(self, order: str, goods: str = "") -> None:
        """Whoever scans next is told, once for as long as the order is on hold; and once more where `goods` of it were
        stopped since."""
        on_hold = (each for each in self.held if each["order"] == order and not each["released"])
        if any(goods in ("", each.get("goods")) for each in on_hold):
            return
        self.held = [*self._others(order), HeldOrder(order=order, released=False, told=False, goods=goods)]
        self.touch()

    def release(self, order: str) -> None:
        """Whoever scans next is told, if anybody here has heard of the hold."""
        heard = any(each["order"] == order and each["told"] and not each["released"] for each in self.held)
        released = [HeldOrder(order=order, released=True, told=False)] if heard else []
        self.held = [*self._others(order), *released]
        self.touch()

    def tell_change(self, order: str, gone: str) -> None:
        """Whoever scans next is told that these goods of the order are wanted no more."""
        self.held = [*self.held, HeldOrder(order=order, released=True, told=False, gone=gone)]
        self.touch()

    def _others(self, order: str) -> list[HeldOrder]:
        return [each for each in self.held if each["order"] != order or "gone" in each]

    def _heard(self, heard: HeldOrder) -> None:
        still = [] if heard["released"] else [HeldOrder(**{**heard, "told": True})]
        self.held = [*(each for each in self.held if each != heard), *still]

    def tell_held(self) -> None:
        """Before anything else is judged, what nobody here has heard yet. Raises `Refused`: work.order_held,
        work.order_released, work.order_changed, work.goods_held."""
        unheard = next((each for each in self.held if not each["told"]), None)
        if unheard is not None:
            work_id = self.id
            code, params = self._news_of(unheard)
            told = Refused(code, **params)
            raise told.then(lambda tx: tx.db.get_one(Work, work_id)._heard(unheard))

    def _news_of(self, held: HeldOrder) -> tuple[str, Facts]:
        says: Facts = {"order": held["order"], "todo": self.held_todo}
        if gone := held.get("gone"):
            return "work.order_changed", {"order": held["order"], "gone": gone}
        if goods := held.get("goods"):
            return "work.goods_held", {**says, "goods": goods, "todo": self.stopped_todo or self.held_todo}
        return "work.order_released" if held["released"] else "work.order_held", says

    @property
    def news(self) -> list[tuple[str, Facts]]:
        """What has become of its orders and nobody at the work has heard, as message codes with their params."""
        return [self._news_of(each) for each in self.held if not each["told"]]

    def hear(self) -> None:
        """Somebody at the work has read its news: no scan is refused to tell them."""
        for each in self.held:
            if not each["told"]:
                self._heard(each)
        self.touch()

    def check_open(self) -> None:
        """Whether the work still goes on. Raises `Refused`: work.cancelled, work.closed."""
        if self.state == "cancelled":
            raise Refused("work.cancelled", work=self.number)
        if self.state != "open":
            raise Refused("work.closed", work=self.number)

    def check_holder(self, person_id: int, device: str) -> None:
        """Only the holder may scan, on the device that holds the work (any, until the first scan after a supervisor
        gave it away); the old holder is told what to do with the goods in hand.

        Raises `Refused`: work.reassigned.
        """
        if self.shared:
            return
        if self.person_id != person_id or self.device not in ("", device):
            holder = self.person.name if self.person else "work.nobody"
            raise Refused("work.reassigned", work=self.number, person=holder)

    def check_taker(self, person_id: int) -> None:
        """Whether this person may take the work, beside their role; a kind that minds refuses."""

    def pass_on(self) -> None:
        """The work comes into other hands; a kind that minds says what is to be done anew."""

    def give_to(self, person: Person | None, device: str, at: datetime) -> bool:
        """Hands the work over; True when it was in another person's hands before."""
        taken_over = self.person is not None and self.person is not person
        self.person, self.device, self.claimed_at = person, device, at if person else None
        self.touch()
        return taken_over


def _same(one: Read, other: Read) -> bool:
    """Labels with two serials are two units."""
    if one["code"] == other["code"]:
        return True
    serials = {one["serial"], other["serial"]} - {""}
    return one["sku"] != "" and one["sku"] == other["sku"] and len(serials) < 2


class Claim(Base):
    """A stretch of time in which a person held a work: what lines per hour are divided by."""

    __tablename__ = "claims"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
