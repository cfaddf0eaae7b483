"""Counting: a bin whose count is wanted, the tasks of those who count it blind, and what each of them found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.goods import Lot, Sku
from models.places import Place
from models.refused import Refused
from models.stock import MOST_UNITS, BigId
from models.transitions import next_state
from models.work import Work

COUNT_TRANSITIONS = {
    ("first", "agree"): "agreed",
    ("first", "differ"): "second",
    ("first", "withdraw"): "withdrawn",
    ("second", "agree"): "agreed",
    ("second", "pass"): "passed",
    ("second", "differ"): "asked",
    ("asked", "take"): "decided",
}
GOING = ("first", "second", "asked")
"""States of a count that has not ended: there is one at the most for a bin."""
Why = Literal["short", "zero", "plan", "asked", "radio", "stock_take"]
Take = Literal["first", "second", "book"]
_LIVE = text("state IN ('first', 'second', 'asked')")


class CycleCount(Base):
    """The count of a bin, from the doubt to its end.

    `why` says who doubted it: a short pick, a picker at a bin that should be empty, the plan, a supervisor, a radio
    tag, or a stock-take. state: to be counted a first time, a second time by somebody else, or asked: a supervisor
    decides; at the end agreed (as the book says), passed (two equal counts, and a small difference), decided or
    withdrawn. `took` says which figures count: one of Take, or `each` where it was decided for each of the goods. A bin
    whose count has begun is left out of allocations (`Place.counting`).
    """

    __tablename__ = "cycle_counts"
    __table_args__ = (
        Index(
            "uq_cycle_counts_going", "place_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True, init=False)
    place: Mapped[Place] = relationship()
    why: Mapped[str]
    state: Mapped[str] = mapped_column(default="first", index=True)
    stock_take_id: Mapped[int | None] = mapped_column(ForeignKey("stock_takes.id"), default=None, index=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    took: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    tasks: Mapped[list["CountTask"]] = relationship(
        back_populates="cycle", default_factory=list, order_by="CountTask.turn", init=False
    )

    def do(self, action: str, at: datetime) -> None:
        self.state = next_state(COUNT_TRANSITIONS, "count", self.state, action)
        self.ended_at = None if self.state in GOING else at

    @property
    def closed(self) -> list["CountTask"]:
        """The counts of it that came to their end: the first, and the second where there was one."""
        return [task for task in self.tasks if task.state == "done"]

    def choose(self, take: Take | None, goods: Mapping[int, Take]) -> list["CountLine"]:
        """For each of its goods the figures that count: as `goods` says, by the id of any of their lines, or else as
        `take`. Answers the lines whose figures do.

        Raises `Refused`: count.no_such_line, count.say_which (goods that differ are left out).
        """
        by_goods: dict[tuple[int, int | None], list[CountLine]] = {}
        for task in self.closed:
            for line in task.lines:
                by_goods.setdefault((line.sku_id, line.lot_id), []).append(line)
        known = {line.id for lines in by_goods.values() for line in lines}
        if strange := sorted(goods.keys() - known):
            raise Refused("count.no_such_line", line=strange[0])
        took = set[str]()
        for lines in by_goods.values():
            said = next((goods[line.id] for line in lines if line.id in goods), take)
            if said is None and any(line.difference for line in lines):
                raise Refused("count.say_which", location=self.place.code, **lines[0].sku.named)
            for line in lines:
                line.taken = said == ("second" if line.task.turn == 2 else "first")
            took |= {said} if said and any(line.difference for line in lines) else set()
        self.took = took.pop() if len(took) == 1 else "each"
        return [line for lines in by_goods.values() for line in lines if line.taken]


class CountTask(Work):
    """One person's blind count of a bin: the first, or the second by somebody else than `not_for_id`.

    `after_move` is the ledger's last row when the bin's label was scanned: what moves later may have been counted or
    not. `at_sku_id`, `at_lot_id` are the goods that are being counted; `waiting` so many units whose lot is asked.
    """

    __mapper_args__ = {"polymorphic_identity": "count"}
    letter = "C"
    roles = ("picker",)
    kept_at_sign_out = False
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle_counts.id"), index=True, init=False)
    cycle: Mapped[CycleCount] = relationship(back_populates="tasks", default=None)
    turn: Mapped[int | None] = mapped_column(default=1)
    not_for_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), default=None)
    after_move: Mapped[int | None] = mapped_column(BigId, default=None)
    at_sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), default=None)
    at_lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), default=None)
    waiting: Mapped[int | None] = mapped_column(default=0)
    lines: Mapped[list["CountLine"]] = relationship(
        back_populates="task", default_factory=list, order_by="CountLine.id", cascade="all, delete-orphan"
    )

    @property
    def begun(self) -> bool:
        """Whether the bin's label was scanned."""
        return self.after_move is not None

    @property
    def counted(self) -> int:
        return sum(line.units for line in self.lines)

    def line_of(self, sku_id: int | None, lot_id: int | None) -> "CountLine | None":
        return next((line for line in self.lines if (line.sku_id, line.lot_id) == (sku_id, lot_id)), None)

    @property
    def here(self) -> "CountLine | None":
        """What was counted of the goods that are being counted now."""
        return self.line_of(self.at_sku_id, self.at_lot_id)

    def go_to(self, sku_id: int | None, lot_id: int | None, waiting: int = 0) -> None:
        self.at_sku_id, self.at_lot_id, self.waiting = sku_id, lot_id, waiting

    def pass_on(self) -> None:
        """In other hands the count begins anew: what was counted so far is void."""
        self.lines.clear()
        self.after_move = None
        self.go_to(None, None)

    def check_taker(self, person_id: int) -> None:
        """Whether this person may count: two counts are by two people. Raises `Refused`: count.same_person."""
        if person_id == self.not_for_id:
            raise Refused("count.same_person", work=self.number, location=self.cycle.place.code)


class CountLine(Base):
    """Units of one SKU × lot that somebody counted in a bin, with the serials of numbered goods.

    `until_move` is the ledger's last row when the last of them was scanned. When the count was closed, `book` is what
    the ledger said at that moment, and `difference` the units that no pick meanwhile accounts for. Goods on the books
    that nobody counted get a line of zero then. `taken`: these are the figures that the book was put right by.
    """

    __tablename__ = "count_lines"
    __table_args__ = (CheckConstraint(f"units >= 0 AND units <= {MOST_UNITS}", name="units"),)
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    task: Mapped[CountTask] = relationship(back_populates="lines", default=None)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship()
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    units: Mapped[int] = mapped_column(default=0)
    serials: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    until_move: Mapped[int | None] = mapped_column(BigId, default=None)
    book: Mapped[int | None] = mapped_column(default=None)
    difference: Mapped[int] = mapped_column(default=0)
    taken: Mapped[bool] = mapped_column(default=False, server_default=false())

    def count(self, units: int) -> None:
        """So many more; negative takes them back. Raises `Refused`: count.too_many (more than any bin holds)."""
        if self.units + units > MOST_UNITS:
            raise Refused("count.too_many", **self.sku.named, most=MOST_UNITS)
        self.units += units


def differences(task: CountTask) -> dict[tuple[int, int | None], tuple[int, tuple[str, ...]]]:
    """Where a closed count differs from the book: by SKU and lot the units, and the serials that were found."""
    return {
        (line.sku_id, line.lot_id): (line.difference, tuple(sorted(line.serials)))
        for line in task.lines
        if line.difference
    }
