"""Allocates stock to order lines: urgent before normal, then by due time; never more than there is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from floor.core.chunks import parts
from floor.core.locking import lock_quants, locked
from floor.core.transaction import Transaction
from floor.stock.kits import by_kit, fit_kits, take_apart
from models import Allocation, Lot, Order, OrderLine, Place, Quant, Warehouse
from models.stock import choose
from models.stock_holds import held_quants

Shelves = dict[int, list[Quant]]  # SKU id → its quants in bins


def today(tx: Transaction) -> date:
    """The date in the warehouse: what is expired is judged by its clock."""
    zone = tx.db.scalar(select(Warehouse.timezone).limit(1)) or Warehouse().timezone
    return tx.now.astimezone(ZoneInfo(zone)).date()


def _on_shelves(sku_ids: Sequence[int], beside: Place | None) -> tuple[ColumnElement[bool], ...]:
    """For a query of quants and their places: those of these SKUs that orders may be promised, where no hold covers
    them; `beside` bins in this place, too."""
    there = func.lower(Place.kind) == "bin"  # so wrapped, SQLite looks by SKU and not bin by bin
    return (
        Quant.sku_id.in_(sku_ids),
        or_(there, Place.id == beside.id) if beside else there,
        Quant.on_hand > 0,
    )


def shelves(tx: Transaction, sku_ids: Iterable[int], beside: Place | None = None) -> Shelves:
    """The locked quants of these SKUs in bins that no hold covers, locked in order of id so that two allocations never
    cross; and those in a place `beside` them, whose goods have come in over a cross-dock."""
    ids = sorted(set(sku_ids))
    found: Shelves = defaultdict(list)
    for some in parts(ids):
        query = select(Quant).join(Quant.place).where(*_on_shelves(some, beside))
        query = query.options(joinedload(Quant.lot), joinedload(Quant.place))
        query = locked(query.order_by(Quant.id), of=Quant)
        there = list(tx.db.scalars(query))
        if (
            tx.connection.dialect.name == "postgresql"
        ):  # it waited for locks: what was moved meanwhile is seen only now
            there += tx.db.scalars(query.where(Quant.id.not_in([quant.id for quant in there])))
        held = _held(tx.db, some)  # asked when they are locked: whoever holds stock locks it, too
        for quant in there:
            if quant.id not in held:
                found[quant.sku_id].append(quant)
    return found


def available(
    session: Session, sku_ids: Iterable[int], day: date, beside: Place | None = None
) -> Counter[int]:
    """The units of these SKUs that could be promised at this moment, in bins and in the place `beside` them. Locks
    nothing: the next one may be quicker."""
    units: Counter[int] = Counter()
    fresh = or_(Lot.expiry.is_(None), Lot.expiry >= day)
    free = (
        select(Quant.id, Quant.sku_id, Quant.on_hand - Quant.allocated).join(Quant.place).outerjoin(Quant.lot)
    )
    free = free.where(fresh, ~Quant.counting)
    for some in parts(sorted(set(sku_ids))):
        held = _held(session, some)
        for quant_id, sku_id, there in session.execute(free.where(*_on_shelves(some, beside))):
            if quant_id not in held:
                units[sku_id] += there
    return units


def _held(session: Session, sku_ids: Sequence[int]) -> set[int]:
    return set(session.scalars(held_quants(Quant.sku_id.in_(sku_ids))))


def is_held(tx: Transaction, sku_id: int, lot_id: int | None, place_id: int) -> bool:
    """Whether a hold covers this stock, so that it may not be promised again."""
    lot = func.coalesce(Quant.lot_id, 0) == (lot_id or 0)
    return tx.db.scalar(held_quants(Quant.place_id == place_id, Quant.sku_id == sku_id, lot)) is not None


def allocate(tx: Transaction, line: OrderLine, units: int, stock: Shelves, day: date) -> list[Allocation]:
    """Promises up to `units` of the line's SKU; the sum of the answer may be less."""
    made = []
    for quant, part in choose(stock.get(line.sku_id or 0, []), units, day):
        quant.allocate(part)
        made.append(Allocation(order_line_id=line.id, quant=quant, quantity=part))
    tx.db.add_all(made)
    return made


def missing_units(order: Order, stock: Shelves, day: date) -> dict[int, int]:
    """The units that could not be allocated now: SKU id → units. Allocates nothing."""
    wanted: dict[int, int] = defaultdict(int)
    for line in order.lines:
        wanted[line.sku_id or 0] += line.wanted
    missing = {}
    for sku_id, units in wanted.items():
        there = sum(part for _quant, part in choose(stock.get(sku_id, []), units, day))
        if there < units:
            missing[sku_id] = units - there
    return missing


def promise(tx: Transaction, order: Order, stock: Shelves, day: date, *, in_part: bool) -> dict[int, int]:
    """Promises stock to an order that is ready: all that it wants, or `in_part` what there is, of kits whole ones only,
    and what is not there is agreed to be left out. Answers what is missing (SKU id → units), which the order says from
    now on; it stays ready where it got nothing."""
    fit_kits(tx, order, stock, day)
    missing = missing_units(order, stock, day)
    order.lack(missing, tx.now)
    if missing and not in_part:
        return missing
    given = {}
    for lines in by_kit(order):
        kits = min(_there(line, stock, day) // (line.per_kit or 1) for line in lines)
        for line in lines:
            units = kits * (line.per_kit or 1) if missing else line.wanted
            given[line] = sum(a.quantity for a in allocate(tx, line, units, stock, day)) if units else 0
    if any(given.values()):
        for line, units in given.items():
            left_out = line.wanted - units
            line.short += left_out
            line.short_approved += left_out
        order.do("allocate")
    return missing


def _there(line: OrderLine, stock: Shelves, day: date) -> int:
    """The units that the line could be promised."""
    return sum(part for _quant, part in choose(stock.get(line.sku_id or 0, []), line.wanted, day))


def deallocate(tx: Transaction, order: Order) -> None:
    """Gives back all that is promised to the order and not yet picked. The order's status is the caller's business."""
    ids = [line.id for line in order.lines]
    query = select(Allocation).where(Allocation.order_line_id.in_(ids), Allocation.quantity > 0)
    allocations = list(tx.db.scalars(locked(query.order_by(Allocation.quant_id))))
    quants = {quant.id: quant for quant in lock_quants(tx, [a.quant_id for a in allocations])}
    for allocation in allocations:
        quants[allocation.quant_id].release(allocation.quantity)
        allocation.quantity = 0


def give_back(tx: Transaction, order: Order) -> None:
    """An order that is in no round yet is ready again, and nothing is promised to it. What it was promised while it
    waited for stock, it waits for anew."""
    waited = order.wave_id is None
    deallocate(tx, order)
    order.do("deallocate")
    order.leave_wave()
    take_apart(tx, order)
    if waited:
        wanted: Counter[int] = Counter()
        for line in order.lines:
            wanted[line.sku_id or 0] += line.wanted
        order.lack(wanted, tx.now)
