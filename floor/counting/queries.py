"""What a supervisor sees of counts: what each of two people found beside the book, its value, and what moved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from floor.counting.comparing import prices
from models import CountLine, CountTask, CycleCount, Move, Person, Place, Quant, Refused, Sku

LAST_MOVES = 12
LOOKS_BACK = 200_000  # moves; a bin in which nothing moved must not make the page read the whole ledger


@dataclass(frozen=True, slots=True)
class Found:
    """What one count found of some goods: the units, and how many of them the book does not account for."""

    units: int
    difference: int
    value: Decimal | None


@dataclass(slots=True)
class Row:
    """Goods in the bin: on the book now, what the first and the second count found of them, and whose figures were
    taken. `id` is that of one of their lines."""

    id: int
    sku: Sku
    lot: str
    on_hand: int
    took: str = ""
    belongs: str = ""
    counts: dict[int, Found] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return any(found.difference for found in self.counts.values())


@dataclass(slots=True)
class Choice:
    """One of the figures that could count: who counted, the units that the book would get and those that it would lose,
    and the value of both."""

    take: str
    person: str
    more: int
    less: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Moved:
    at: datetime
    sku: str
    units: int
    source: str
    target: str
    why: str
    person: str


@dataclass(slots=True)
class Facts:
    """All that a supervisor decides by."""

    cycle: CycleCount
    rows: list[Row]
    choices: list[Choice]
    moves: list[Moved]

    @property
    def to_decide(self) -> list[Row]:
        """The goods of which somebody found more or fewer than are on the book."""
        return [row for row in self.rows if row.differs]


def count_facts(session: Session, cycle_id: int) -> Facts:
    """Raises `Refused`: count.not_found."""
    cycle = session.scalar(
        select(CycleCount)
        .where(CycleCount.id == cycle_id)
        .options(
            joinedload(CycleCount.place),
            selectinload(CycleCount.tasks).joinedload(CountTask.person),
            selectinload(CycleCount.tasks).selectinload(CountTask.lines).joinedload(CountLine.sku),
            selectinload(CycleCount.tasks).selectinload(CountTask.lines).joinedload(CountLine.lot),
        )
    )
    if cycle is None:
        raise Refused("count.not_found", count=cycle_id)
    return Facts(cycle, _rows(session, cycle), _choices(session, cycle.closed), _moves(session, cycle.place))


def _rows(session: Session, cycle: CycleCount) -> list[Row]:
    closed = cycle.closed
    quants = select(Quant).where(Quant.place_id == cycle.place_id)
    there = {(quant.sku_id, quant.lot_id): quant.on_hand for quant in session.scalars(quants)}
    price = prices(session, [line.sku_id for task in closed for line in task.lines])
    rows: dict[tuple[int, int | None], Row] = {}
    for task in closed:
        for line in task.lines:
            key = line.sku_id, line.lot_id
            lot = line.lot.code if line.lot else ""
            row = rows.setdefault(key, Row(line.id, line.sku, lot, there.get(key, 0)))
            row.counts[task.turn or 1] = Found(line.units, line.difference, _value(price, line))
            if line.taken:
                row.took = "second" if task.turn == 2 else "first"
    if cycle.state == "decided":
        for row in rows.values():
            row.took = row.took or "book"
    return sorted(rows.values(), key=lambda row: (not row.differs, row.sku.code, row.lot))


def _value(price: dict[int, Decimal], line: CountLine) -> Decimal | None:
    each = price.get(line.sku_id)
    return None if each is None else each * line.difference


def _choices(session: Session, closed: Sequence[CountTask]) -> list[Choice]:
    price = prices(session, [line.sku_id for task in closed for line in task.lines])
    choices = []
    for task in closed:
        values = [_value(price, line) or Decimal() for line in task.lines]
        more = sum(max(line.difference, 0) for line in task.lines)
        less = sum(max(-line.difference, 0) for line in task.lines)
        take, person = "second" if task.turn == 2 else "first", task.person.name if task.person else ""
        choices.append(Choice(take, person, more, less, sum(values, Decimal())))
    return [*choices, Choice("book", "", 0, 0, Decimal())]


def _moves(session: Session, place: Place) -> list[Moved]:
    """The last moves from and to the bin, the newest first."""
    source, target = aliased(Place), aliased(Place)
    last = session.scalar(select(Move.id).order_by(Move.id.desc()).limit(1)) or 0
    query = (
        select(Move.at, Sku.code, Move.quantity, source.code, target.code, Move.why, Person.name)
        .join(Sku, Sku.id == Move.sku_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .outerjoin(Person, Person.id == Move.person_id)
        .where(Move.id > last - LOOKS_BACK, or_(Move.from_id == place.id, Move.to_id == place.id))
        .order_by(Move.id.desc())
        .limit(LAST_MOVES)
    )
    return [Moved(*row[:6], person=row[6] or "") for row in session.execute(query)]
