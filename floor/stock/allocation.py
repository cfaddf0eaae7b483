"""Allocates stock to order lines: urgent before normal, then by due time; never more than there is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.core.chunks import parts
from floor.core.locking import lock_quants, locked
from floor.core.transaction import Transaction
from models import Allocation, Order, OrderLine, Place, Quant, Warehouse
from models.stock import choose

Shelves = dict[int, list[Quant]]  # SKU id → its quants in bins


def today(tx: Transaction) -> date:
    """The date in the warehouse: what is expired is judged by its clock."""
    warehouse = Warehouse.of(tx.db)
    return warehouse.today(tx.now)


def shelves(tx: Transaction, sku_ids: Iterable[int]) -> Shelves:
    """The locked quants of these SKUs in bins, locked in order of id so that two allocations never cross."""
    ids = sorted(set(sku_ids))
    found: Shelves = defaultdict(list)
    for some in parts(ids):
        query = (
            select(Quant)
            .join(Quant.place)
            .where(Quant.sku_id.in_(some), Place.kind == "bin", Quant.on_hand > 0)
            .options(joinedload(Quant.lot), joinedload(Quant.place))
            .order_by(Quant.id)
        )
        for quant in tx.db.scalars(locked(query, of=Quant)):
            found[quant.sku_id].append(quant)
    return found


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
        wanted[line.sku_id or 0] += line.quantity - line.short_approved
    missing = {}
    for sku_id, units in wanted.items():
        there = sum(part for _quant, part in choose(stock.get(sku_id, []), units, day))
        if there < units:
            missing[sku_id] = units - there
    return missing


def deallocate(tx: Transaction, order: Order) -> None:
    """Gives back all that is promised to the order and not yet picked. The order's status is the caller's business."""
    ids = [line.id for line in order.lines]
    query = select(Allocation).where(Allocation.order_line_id.in_(ids), Allocation.quantity > 0)
    allocations = list(tx.db.scalars(locked(query.order_by(Allocation.quant_id))))
    quants = {quant.id: quant for quant in lock_quants(tx, [a.quant_id for a in allocations])}
    for allocation in allocations:
        quants[allocation.quant_id].release(allocation.quantity)
        allocation.quantity = 0
