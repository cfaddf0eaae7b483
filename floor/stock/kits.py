"""Kits in orders, as stock is promised to them: taken from bins put together where enough lie there, else by their
components."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from floor.catalogue.kits import Bills
from floor.core.transaction import Transaction
from models import Allocation, Order, OrderKit, OrderLine, PickLine, Quant, Sku
from models.stock import choose


def by_kit(order: Order) -> list[list[OrderLine]]:
    """The order's lines, those together that make kits."""
    together: dict[object, list[OrderLine]] = {}
    for line in order.lines:
        together.setdefault(line.kit_id or line, []).append(line)
    return list(together.values())


def part_of(kit: OrderKit, sku: Sku, units: int) -> OrderLine:
    """The line of a component, of which so many units are in one kit; of the kit itself, where it goes put together."""
    return OrderLine(
        position=kit.position,
        sku=sku,
        sku_text=sku.code,
        quantity=units * kit.quantity,
        kit=kit,
        per_kit=units,
    )


def goods_of(session: Session, orders: Iterable[Order]) -> set[int]:
    """The SKUs that may be promised to these orders: of kits those put together, and what they are made of."""
    lines = [line for order in orders for line in order.lines]
    found = {line.sku_id for line in lines if line.sku_id}
    kits = {line.kit_id for line in lines if line.kit_id}
    if kits:
        skus = set(session.scalars(select(OrderKit.sku_id).where(OrderKit.id.in_(kits))))
        bills = Bills.of(session, skus)
        found |= skus | {part for sku_id in skus if sku_id in bills for part in bills.whole(sku_id)}
    return found


def best_wanted(session: Session, order: Order, there: Mapping[int, int]) -> Counter[int]:
    """What the order would be promised of what is there: as `fit_kits` has it."""
    wanted: Counter[int] = Counter()
    for lines in by_kit(order):
        kit = lines[0].kit
        if kit is None or not _untouched(lines):
            wanted.update({line.sku_id or 0: line.wanted for line in lines})
        elif there.get(kit.sku_id, 0) - wanted[kit.sku_id] >= kit.quantity:
            wanted[kit.sku_id] += kit.quantity
        else:
            parts = _bill(session, kit) if lines[0].put_together else {}
            bill = parts or {line.sku_id or 0: line.per_kit or 1 for line in lines}
            wanted.update({sku_id: units * kit.quantity for sku_id, units in bill.items()})
    return wanted


def fit_kits(tx: Transaction, order: Order, stock: Mapping[int, Sequence[Quant]], day: date) -> None:
    """Before anything is promised: each kit of the order is one line of the kit itself where all of it lies in bins and
    is free, else the lines of its components."""
    taken: Counter[int] = Counter()
    for lines in by_kit(order):
        kit = lines[0].kit
        if kit is None or not _untouched(lines):
            continue
        wanted = taken[kit.sku_id] + kit.quantity
        lying = choose(stock.get(kit.sku_id, ()), wanted, day)
        if sum(units for _quant, units in lying) >= wanted:
            taken[kit.sku_id] = wanted
            if not lines[0].put_together:
                _swap(tx, order, kit, {kit.sku_id: 1})
        elif lines[0].put_together:
            _swap(tx, order, kit, _bill(tx.db, kit))


def take_apart(tx: Transaction, order: Order) -> None:
    """What was to go put together, and is promised no more, is wanted by its components again."""
    for lines in by_kit(order):
        kit = lines[0].kit
        if kit is not None and lines[0].put_together and _untouched(lines):
            _swap(tx, order, kit, _bill(tx.db, kit))


def _untouched(lines: Sequence[OrderLine]) -> bool:
    return not any(line.picked or line.short or line.settled for line in lines)


def _bill(session: Session, kit: OrderKit) -> dict[int, int]:
    """What one is made of now; nothing where it is a kit no longer."""
    bills = Bills.of(session, [kit.sku_id])
    return bills.whole(kit.sku_id) if kit.sku_id in bills else {}


def _swap(tx: Transaction, order: Order, kit: OrderKit, bill: Mapping[int, int]) -> None:
    """Puts other lines in the place of the kit's. Not where a round had them once: they stay as that says."""
    ids = [line.id for line in kit.parts]
    if not bill or tx.db.scalar(select(exists().where(PickLine.order_line_id.in_(ids)))):
        return
    tx.db.execute(delete(Allocation).where(Allocation.order_line_id.in_(ids)))
    for line in list(kit.parts):
        order.lines.remove(line)
    kit.parts = []
    for sku_id, units in bill.items():
        order.lines.append(part_of(kit, tx.db.get_one(Sku, sku_id), units))
    tx.db.flush()
