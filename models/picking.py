"""Picking: a task of lines in walking order, into totes, ended by setting the totes down at a lane."""

from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict, cast

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Facts
from models.goods import Lot, Sku
from models.places import Place
from models.refused import Refused
from models.stock import Allocation
from models.weighed import Weighed
from models.work import Step, Work


class Remark(TypedDict):
    """What the customer of an order of the round wrote to it: the order's number, and the note."""

    order: str
    note: str


class PickTask(Work):
    """One picker's round. `at_place` is the bin whose label was scanned last; `short_asked` the line on which a
    short (or damaged goods) was scanned once and waits for its confirming second scan. `lanes`: the labels of the
    places where the totes may be set down, the best first; `remarks`: what was written to its orders.
    `zero_check`: a bin that is empty by the book is asked about; `empty_line` is the line that emptied it.

    A task is like a printed pick list: what its lines say was fixed when it was made. So a scan is judged, and the
    work document drawn, from the task, its totes and its lines alone.
    """

    __mapper_args__ = {"polymorphic_identity": "pick"}
    letter = "P"
    held_todo, stopped_todo = "pick.todo_held", "pick.todo_stopped"
    roles = ("picker",)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("waves.id"), index=True, default=None)
    cluster: Mapped[bool | None] = mapped_column(default=False)
    at_place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), init=False)
    at_place: Mapped[Place | None] = relationship(default=None, foreign_keys=[at_place_id])
    short_asked: Mapped[int | None] = mapped_column(default=None)
    zero_check: Mapped[bool | None] = mapped_column(default=False)
    empty_line: Mapped[int | None] = mapped_column(default=None)
    lanes: Mapped[list[str] | None] = mapped_column(JSON, nullable=True, default_factory=list)
    remarks: Mapped[list[Remark] | None] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    totes: Mapped[list["TaskTote"]] = relationship(
        back_populates="task", default_factory=list, order_by="TaskTote.id", cascade="all, delete-orphan"
    )
    lines: Mapped[list["PickLine"]] = relationship(
        back_populates="task",
        default_factory=list,
        order_by="[PickLine.sequence, PickLine.id]",
        cascade="all, delete-orphan",
    )

    @property
    def open_lines(self) -> list["PickLine"]:
        return sorted((line for line in self.lines if line.state == "open"), key=lambda line: line.sequence)

    def tote_of(self, order_id: int) -> "TaskTote":
        """The tote that takes the order's units now: the one that is not full."""
        return next(t for t in self.totes if t.order_id == order_id and not t.full and not t.cancelled)

    @property
    def news(self) -> list[tuple[str, Facts]]:
        gone = [tote for tote in self.totes if tote.cancelled and not tote.told and tote.code]
        mine: list[tuple[str, Facts]] = [("pick.order_cancelled", tote.named) for tote in gone]
        return [*super().news, *mine]

    def hear(self) -> None:
        super().hear()
        for tote in self.totes:
            tote.told = tote.told or tote.cancelled

    def pass_on(self) -> None:
        """After a change of hands the totes are scanned again; they stand where the last picker was."""
        for tote in self.totes:
            if tote.tote is not None and not tote.full and not tote.cancelled:
                tote.wanted = True
                tote.tote.at = self.at_place or tote.tote.at
                tote.found_at = tote.tote.at.code if tote.tote.at else ""
        self.at_place_id = None

    def steps(self) -> list[Step]:
        """Every remaining step in walking order."""
        return list(self.walk())

    def walk(self) -> Iterator[Step]:
        yield from (t.step(self.cluster) for t in self.totes if t.wanted and not t.cancelled)
        here = self.at_place_id
        if self.empty_line is not None:
            said = next(line.snapshot for line in self.lines if line.id == self.empty_line)
            yield Step("empty", name=said["place"], codes=said["place_codes"])
        for line in self.open_lines:
            place, *goods = line.steps()
            if line.place_id != here or line.waits:
                here = line.place_id
                yield place
            yield from goods
            if self.cluster:
                yield self.tote_of(line.order_id).step(True, line)
        lanes = self.lanes or []
        names = " / ".join(lane.removeprefix("LOC-") for lane in lanes)
        yield Step("location", name=names, codes=lanes, hint=("hint.set_down", {}))

    @property
    def progress(self) -> tuple[int, int]:
        """Lines done and lines in all."""
        states = [line.state for line in self.lines if line.state != "cancelled"]
        return len(states) - states.count("open"), len(states)


class TaskTote(Base):
    """A tote that a task needs for one of its orders; `code` is its code once one was scanned.

    `wanted`: it must be scanned before picking goes on; with a tote already known, that is a check after the work
    changed hands, and `found_at` says where it was then. `cancelled`: its order was, and the picker is `told` so at
    the next scan, to put it on the put-back lane.
    """

    __tablename__ = "task_totes"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    task: Mapped[PickTask] = relationship(back_populates="totes", default=None)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    tote_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True, init=False)
    tote: Mapped[Place | None] = relationship(default=None)
    code: Mapped[str] = mapped_column(default="")
    found_at: Mapped[str] = mapped_column(default="")
    wanted: Mapped[bool] = mapped_column(default=True)
    full: Mapped[bool] = mapped_column(default=False)
    cancelled: Mapped[bool] = mapped_column(default=False)
    told: Mapped[bool] = mapped_column(default=False)

    def step(self, cluster: bool | None, line: "PickLine | None" = None) -> Step:
        """Scan this tote; with a `line`, to put its units in."""
        position = self.position if cluster else None
        if not self.code:
            return Step("tote", position=position, hint=("hint.new_tote", {}))
        hint = ("hint.find_tote", {"place": self.found_at}) if self.wanted and self.found_at else None
        goods = line.shown(line.counted + line.left) if line else {}
        return Step("tote", name=self.code, codes=[self.code], position=position, hint=hint, **goods)

    @property
    def named(self) -> Facts:
        """What a message says of it: its code, and its place on the cart."""
        return {"tote": self.code, "position": self.position}

    def bind(self, tote: Place | None) -> None:
        """This tote takes the order's units from now on; None takes it away again."""
        self.tote_id, self.code, self.wanted = (tote.id, tote.code, False) if tote else (None, "", True)


class LineSnapshot(TypedDict):
    """The facts of a pick line as they were when its task was made: place and its codes, SKU, name, barcodes with pack
    factors, lot (empty where there is none), tracking, handling, picture; lines from before there were pictures have
    none. `weighed` where the goods are; `place_at` where the tote or pallet stands that they came in over a
    cross-dock."""

    place: str
    place_codes: list[str]
    sku: str
    name: str
    codes: list[str]
    units: dict[str, int]
    lot: str
    track: str
    handling: list[str]
    picture: NotRequired[str]
    weighed: NotRequired[Weighed]
    place_at: NotRequired[str]


class PickLine(Base):
    """Units of one SKU × lot out of one bin for one order line. state: open, done, short, cancelled.

    `snapshot` is what the line tells a handheld, fixed when it was made (see `snapshot_of`).
    `quantity` planned, `counted` already taken, `missing` given up by a short. `lot_ok` and `in_tote` are the
    checks of lot-tracked goods and of cluster picking. `sequence` is the walking order. `waits`: the units are still
    in the reserve, where they are promised to it; it is picked at its place, the pick face, when they have come there.
    """

    __tablename__ = "pick_lines"
    __table_args__ = (
        CheckConstraint("counted >= 0 AND missing >= 0 AND counted + missing <= quantity", name="units"),
        Index("ix_pick_lines_goods", "sku_id", "lot_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("works.id"), index=True, init=False)
    task: Mapped[PickTask] = relationship(back_populates="lines", default=None)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocations.id"), init=False)
    allocation: Mapped[Allocation | None] = relationship(default=None)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), init=False)
    sku: Mapped[Sku] = relationship(default=None)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), init=False)
    lot: Mapped[Lot | None] = relationship(default=None)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), init=False)
    place: Mapped[Place] = relationship(default=None)
    snapshot: Mapped[LineSnapshot] = mapped_column("says", JSON)
    sequence: Mapped[int]
    quantity: Mapped[int]
    counted: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="open")
    lot_ok: Mapped[bool] = mapped_column(default=False)
    in_tote: Mapped[bool] = mapped_column(default=False)
    waits: Mapped[bool] = mapped_column(default=False, server_default=false())
    _made = cast(tuple[Any, list[Step]] | None, None)

    @property
    def left(self) -> int:
        return self.quantity - self.counted - self.missing

    @property
    def tracked_lot(self) -> str:
        """The lot to be taken, empty where lots do not matter."""
        return self.snapshot["lot"]

    @property
    def goods(self) -> Facts:
        """What a verdict says of the goods: their code, and their name."""
        return {"sku": self.snapshot["sku"], "name": self.snapshot["name"]}

    def shown(self, units: int) -> dict[str, Any]:
        """What a step beside the counting shows of the goods: what they are, how many, and how they look."""
        snapshot = self.snapshot
        looks = {"goods": snapshot["name"], "sku": snapshot["sku"], "picture": snapshot.get("picture", "")}
        return {**looks, "quantity": units, "place": snapshot["place"]}

    def steps(self) -> list[Step]:
        """Its place, its lot where that is still to be scanned, and its goods. Made anew only when something of it has
        changed: of a round, one scan changes one line."""
        facts = (self.id, self.snapshot, self.quantity, self.counted, self.missing, self.lot_ok, self.waits)
        if self._made is None or self._made[0] != facts:
            self._made = facts, list(self._steps())
        return self._made[1]

    def _steps(self) -> Iterator[Step]:
        snapshot, left = self.snapshot, self.left
        # of goods that wait only the server knows whether they have come
        codes, lot = [] if self.waits else snapshot["place_codes"], snapshot["lot"]
        at: Facts = {"place": snapshot.get("place_at", "")}
        hint = ("hint.stands_at", at) if at["place"] else None
        yield Step(
            "location", name=snapshot["place"], codes=codes, line=self.id, hint=hint, **self.shown(left)
        )
        if lot and not self.lot_ok:
            yield Step("lot", name=lot, codes=[f"LOT-{lot}", lot], line=self.id, **self.shown(left))
        if left:
            serial, weighed = snapshot["track"] == "serial", snapshot.get("weighed")
            yield Step(
                "serial" if serial else "sku", name=snapshot["name"],
                codes=[] if serial or weighed else snapshot["codes"],
                units={} if serial or weighed else snapshot["units"],
                sku=snapshot["sku"], quantity=left, counted=self.counted, line=self.id,
                picture=snapshot.get("picture", ""), place=snapshot["place"],
                weighed=weighed, hint=("hint.weighed", {}) if weighed else None,
            )  # fmt: skip

    def count(self, units: int) -> None:
        """Takes `units` more; negative takes them back. More than is left is refused, never cut.

        Raises `Refused`: pick.over_quantity.
        """
        if units > self.left:
            raise Refused("pick.over_quantity", **self.goods, scanned=units, left=self.left)
        self.counted += units

    def close_if_complete(self, cluster: bool) -> bool:
        """Ends the line when nothing is left and, in cluster mode, its units are confirmed in their tote."""
        if self.left or (cluster and self.counted and not self.in_tote):
            return False
        self.state = "short" if self.missing else "done"
        return True

    def give_up(self, units: int | None = None) -> int:
        """So many units, or all that are left, will not come from this bin. Returns how many they are."""
        given = self.left if units is None else units
        self.missing += given
        return given


def snapshot_of(sku: Sku, place: Place, lot: Lot | None, weighed: Weighed | None) -> LineSnapshot:
    snapshot: LineSnapshot = {
        "place": place.code, "place_codes": place.codes, "sku": sku.code, "name": sku.name, "codes": sku.codes,
        "units": sku.pack_factors, "lot": lot.code if lot else "", "track": sku.track,
        "handling": sku.handling, "picture": sku.picture,
    }  # fmt: skip
    if weighed:
        snapshot["weighed"] = weighed
    if place.at:
        snapshot["place_at"] = place.at.code
    return snapshot
