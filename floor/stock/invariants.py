"""Invariants of stock, recomputed from the ledger and the receipts. Each finding is a sentence.

What the database's own constraints refuse is asked again here: a copy, a restore or a hand may have been at it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models import (
    Allocation,
    Lot,
    Move,
    Order,
    OrderLine,
    ParcelLine,
    PickLine,
    Place,
    Quant,
    Receipt,
    Serial,
    Sku,
)
from models.places import OUTSIDE, UNITS

Key = tuple[int, int | None, int]  # SKU, lot, place
PROMISING = ("allocated", "waved", "picking", "picked", "packing")  # whose orders may hold promises


class Names:
    """Codes for the ids in findings, asked for only when there is something to say."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, key: Key) -> str:
        sku, lot, place = key
        return f"{self.goods(sku, lot)} in {self._code(Place.code, Place.id, place)}"

    def goods(self, sku: int, lot: int | None) -> str:
        lot_code = f" lot {self._code(Lot.code, Lot.id, lot)}" if lot else ""
        return f"{self._code(Sku.code, Sku.id, sku)}{lot_code}"

    def _code(self, code: Any, column: Any, value: int) -> str:
        return self.session.scalar(select(code).where(column == value)) or f"#{value}"


def _sums(session: Session, query: Any) -> Counter[Any]:
    """{key: sum} of a query whose last column is the sum."""
    sums: Counter[Any] = Counter()
    for *key, total in session.execute(query):
        sums[tuple(key) if len(key) > 1 else key[0]] += int(total or 0)
    return sums


def ledger_and_quants(session: Session) -> Iterator[str]:
    """Sum of moves = quant, for every SKU × lot × place; nothing is kept outside."""
    expected: Counter[Key] = Counter()
    for end, sign in ((Move.to_id, 1), (Move.from_id, -1)):
        query = (
            select(Move.sku_id, Move.lot_id, end, func.sum(Move.quantity) * sign)
            .join(Place, Place.id == end)
            .where(Place.kind.not_in(OUTSIDE))
            .group_by(Move.sku_id, Move.lot_id, end)
        )
        for key, units in _sums(session, query).items():
            expected[key] += units
    there = _sums(session, select(Quant.sku_id, Quant.lot_id, Quant.place_id, Quant.on_hand))
    names = Names(session)
    for key in sorted(expected.keys() | there.keys(), key=str):
        if expected[key] != there[key]:
            yield f"{names.of(key)}: the ledger says {expected[key]}, the quant {there[key]}"
    count = func.count()
    twice = select(Quant.sku_id, Quant.lot_id, Quant.place_id, count).group_by(*_key()).having(count > 1)
    for *key, rows in session.execute(twice):
        yield f"{names.of((key[0], key[1], key[2]))}: {rows} quants for one place"


def _key() -> tuple[Any, ...]:
    return Quant.sku_id, Quant.lot_id, Quant.place_id


def balance(session: Session) -> Iterator[str]:
    """Opening + received − shipped ± adjustments = on hand, for each SKU and lot: what came from outside and what went
    there, whatever happened between."""
    source, target = aliased(Place), aliased(Place)
    opening = case((Move.why == "opening", 1), else_=0)
    query = (
        select(Move.sku_id, Move.lot_id, source.kind, target.kind, opening, func.sum(Move.quantity))
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(or_(source.kind.in_(OUTSIDE), target.kind.in_(OUTSIDE)))
        .group_by(Move.sku_id, Move.lot_id, source.kind, target.kind, opening)
    )
    accounts: defaultdict[tuple[int, int | None], Counter[str]] = defaultdict(Counter)
    for sku, lot, came_from, went_to, opened, units in session.execute(query):
        account = accounts[sku, lot]
        if came_from in OUTSIDE:
            account["opening" if opened else came_from] += int(units)
        if went_to in OUTSIDE:
            account[went_to] -= int(units)
    there = _sums(session, select(Quant.sku_id, Quant.lot_id, Quant.on_hand))
    names = Names(session)
    for key in sorted(accounts.keys() | there.keys(), key=str):
        account = accounts[key]
        if account.total() != there[key]:
            made = f"+ put together {account['assembly']} " if account["assembly"] else ""
            yield (
                f"{names.goods(*key)}: opening {account['opening']} + received {account['supplier']} "
                f"- shipped {-account['customer']} + adjustments {account['adjustment']} {made}= {account.total()}, "
                f"on hand {there[key]}"
            )


def quants(session: Session) -> Iterator[str]:
    """Nothing below zero, no more promised than is there."""
    bad = or_(Quant.on_hand < 0, Quant.allocated < 0, Quant.allocated > Quant.on_hand)
    names = Names(session)
    for quant in session.scalars(select(Quant).where(bad).order_by(Quant.id)):
        where = names.of((quant.sku_id, quant.lot_id, quant.place_id))
        yield f"{where}: {quant.on_hand} on hand, {quant.allocated} allocated"
    for move_id, units in session.execute(select(Move.id, Move.quantity).where(Move.quantity <= 0)):
        yield f"move {move_id}: moves {units} units"


def allocations(session: Session) -> Iterator[str]:
    """What is promised of a quant is the sum of its allocations, and only orders on their way hold any."""
    promised = func.coalesce(func.sum(Allocation.quantity), 0)
    query = (
        select(Quant, promised)
        .outerjoin(Allocation, Allocation.quant_id == Quant.id)
        .group_by(Quant.id)
        .having(promised != Quant.allocated)
    )
    names = Names(session)
    for quant, units in session.execute(query):
        where = names.of((quant.sku_id, quant.lot_id, quant.place_id))
        yield f"{where}: {quant.allocated} allocated, the allocations say {units}"
    idle = (
        select(Order.number, Order.status, func.sum(Allocation.quantity))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Allocation, Allocation.order_line_id == OrderLine.id)
        .where(Allocation.quantity > 0, Order.status.not_in(PROMISING))
        .group_by(Order.id)
    )
    for number, status, units in session.execute(idle):
        yield f"order {number}: is {status} and holds {units} allocated units"
    open_lines = (
        select(PickLine.id, PickLine.quantity - PickLine.counted - PickLine.missing, Allocation.quantity)
        .join(Allocation, Allocation.id == PickLine.allocation_id)
        .where(
            PickLine.state == "open",
            PickLine.quantity - PickLine.counted - PickLine.missing != Allocation.quantity,
        )
    )
    for line, left, units in session.execute(open_lines):
        yield f"pick line {line}: {left} units are left to pick, {units} are allocated"


def picks(session: Session) -> Iterator[str]:
    """What a pick line counted is what went from its bin, or from the tote or pallet at a cross-dock, and what accepted
    scans account for."""
    expected: Counter[Any] = Counter()
    for end, sign in ((Move.from_id, 1), (Move.to_id, -1)):
        picked_there = exists().where(PickLine.task_id == Move.work_id, PickLine.place_id == end)
        query = (
            select(
                Move.work_id,
                Move.order_line_id,
                Move.sku_id,
                Move.lot_id,
                end,
                func.sum(Move.quantity) * sign,
            )
            .join(Place, and_(Place.id == end, or_(Place.kind == "bin", picked_there)))
            .where(Move.order_line_id.is_not(None))
            .group_by(Move.work_id, Move.order_line_id, Move.sku_id, Move.lot_id, end)
        )
        for key, units in _sums(session, query).items():
            expected[key] += units
    of_line = (PickLine.task_id, PickLine.order_line_id, PickLine.sku_id, PickLine.lot_id, PickLine.place_id)
    counted = _sums(session, select(*of_line, func.sum(PickLine.counted)).group_by(*of_line))
    names = Names(session)
    for key in sorted(expected.keys() | counted.keys(), key=str):
        if expected[key] != counted[key]:
            where = names.of(key[2:])
            yield f"work {key[0]}, {where}: {counted[key]} counted, the ledger says {expected[key]} were taken"


def scans_account_for_picks(session: Session) -> Iterator[str]:
    """Every picked unit was scanned: the accepted scans that were not taken back add up to the count."""
    scanned: Counter[int] = Counter()
    query = select(Receipt.undo).where(Receipt.accepted, ~Receipt.undone, Receipt.undo.is_not(None))
    for undo in session.scalars(query.execution_options(yield_per=10_000)):
        if undo and undo["op"] == "count":
            scanned[undo["line"]] += undo["units"]
    lines = select(PickLine.id, PickLine.counted).where(PickLine.counted > 0)
    counted = _sums(session, lines)
    for line in sorted(counted.keys() | scanned.keys()):
        if counted[line] != scanned[line]:
            yield f"pick line {line}: {counted[line]} counted, accepted scans say {scanned[line]}"


def picked(session: Session) -> Iterator[str]:
    """Units picked for an order line are those that went into its totes and boxes and were not written off."""
    source, target = aliased(Place), aliased(Place)
    sign = case((_of_order(target), 1), else_=0) - case((_of_order(source), 1), else_=0)
    query = (
        select(Move.order_line_id, func.sum(Move.quantity * sign))
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(Move.order_line_id.is_not(None), target.kind != "customer")
        .group_by(Move.order_line_id)
    )
    in_units = _sums(session, query)
    lines = select(OrderLine, Order.number).join(Order, Order.id == OrderLine.order_id)
    wanted = or_(OrderLine.picked != 0, OrderLine.id.in_(select(Move.order_line_id)))
    for line, number in session.execute(lines.where(wanted).order_by(OrderLine.id)):
        if line.picked != in_units[line.id]:
            said = f"{line.picked} picked, the ledger says {in_units[line.id]}"
            yield f"order {number}, line {line.position}: {said}"


def _of_order(place: Any) -> ColumnElement[bool]:
    """Whether a move's place is a tote or box of its order, and none that the goods came in over a cross-dock."""
    picked_there = exists().where(PickLine.order_line_id == Move.order_line_id, PickLine.place_id == place.id)
    return and_(place.kind.in_(UNITS), ~picked_there)


def serials(session: Session) -> Iterator[str]:
    """No place holds more serials of a SKU than units."""
    units = select(Quant.place_id, Quant.sku_id, func.sum(Quant.on_hand)).group_by(
        Quant.place_id, Quant.sku_id
    )
    there = _sums(session, units)
    count = (
        select(Serial.place_id, Serial.sku_id, func.count())
        .join(Place, Place.id == Serial.place_id)
        .where(Place.kind.not_in(OUTSIDE))
        .group_by(Serial.place_id, Serial.sku_id)
    )
    names = Names(session)
    for (place, sku), serials_there in _sums(session, count).items():
        if serials_there > there[place, sku]:
            yield f"{names.of((sku, None, place))}: {serials_there} serials, {there[place, sku]} units"


def receipts(session: Session) -> Iterator[str]:
    """One receipt for one scan id."""
    count = func.count()
    for scan_id, rows in session.execute(select(Receipt.id, count).group_by(Receipt.id).having(count > 1)):
        yield f"scan {scan_id}: {rows} receipts"


def goods(session: Session) -> Iterator[str]:
    """Stock, moves and parcels name a lot of their own SKU; a move and a promise have the SKU of their order line."""
    tables: tuple[tuple[str, Any], ...] = (
        ("quant", Quant), ("move", Move), ("pick line", PickLine), ("parcel line", ParcelLine)
    )  # fmt: skip
    for noun, table in tables:
        other = select(table.id, Lot.code).join(Lot, Lot.id == table.lot_id).where(Lot.sku_id != table.sku_id)
        for record_id, lot in session.execute(other.order_by(table.id)):
            yield f"{noun} {record_id}: is of lot {lot}, which is of another SKU"
    for noun, table in tables[1:2] + tables[3:]:
        other = select(table.id, OrderLine.id).join(OrderLine, OrderLine.id == table.order_line_id)
        for record_id, line_id in session.execute(other.where(OrderLine.sku_id != table.sku_id)):
            yield f"{noun} {record_id}: is of another SKU than its order line {line_id}"
    promised = select(Allocation.id, OrderLine.id).join(OrderLine, OrderLine.id == Allocation.order_line_id)
    promised = promised.join(Quant, Quant.id == Allocation.quant_id).where(OrderLine.sku_id != Quant.sku_id)
    for allocation_id, line_id in session.execute(promised.where(Allocation.quantity > 0)):
        yield f"allocation {allocation_id}: promises other goods than order line {line_id} asks for"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (
    ledger_and_quants,
    balance,
    quants,
    allocations,
    picks,
    scans_account_for_picks,
    picked,
    serials,
    receipts,
    goods,
)
