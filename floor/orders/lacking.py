"""Orders that stock cannot serve as they come in, and when the next delivery of what is missing is expected."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.reason import Reason
from floor.orders.draft import Draft
from floor.stock.figures import summed
from models import GoodsReceipt, GoodsReceiptLine, Order, OrderLine, Quant, Sku, Warehouse
from models.base import Value

UNWAVED: Final = (
    1000  # of the newest orders that wait for a wave; that older ones want more is seen when they are waved
)


def out_of_stock(session: Session, drafts: Sequence[Draft], at: datetime, *, alone: bool = False) -> None:
    """Adds to the drafts' problems which of their goods cannot be had now: stock that is promised to nobody, less what
    orders before them will take of it; `alone` these are all that want any."""
    skus = {sku_id for draft in drafts for _where, sku_id, _units in _wanted(draft)}
    if not skus:
        return
    zone = Warehouse.of(session).zone
    left = _available(session, skus, at.astimezone(zone).date())
    if not alone:
        left.subtract(_spoken_for(session, [sku_id for sku_id in skus if left[sku_id] > 0]))
    lacking = list[tuple[Draft, str, int, int]]()
    for draft in drafts:
        for where, sku_id, units in _wanted(draft):
            if left[sku_id] < units:
                lacking.append((draft, where, sku_id, units))
            left[sku_id] -= units
    missing = {sku_id for _draft, _where, sku_id, _units in lacking}
    codes, expected = _codes(session, missing), _expected(session, missing)
    for draft, where, sku_id, units in lacking:
        day = expected[sku_id].astimezone(zone).date().isoformat() if sku_id in expected else "–"
        params: dict[str, Value] = {"sku": codes[sku_id], "units": units, "expected": day}
        draft.problems.append(Reason("order.out_of_stock", where, params))


def _wanted(draft: Draft) -> Iterator[tuple[str, int, int]]:
    """Each line's place, its SKU and units; of a kit its components."""
    for at, line in enumerate(draft.lines):
        if line.sku_id and line.quantity:
            for sku_id, each in (line.bill or {line.sku_id: 1}).items():
                yield f"lines[{at}].sku", sku_id, line.quantity * each


def _available(session: Session, skus: Iterable[int], today: date) -> Counter[int]:
    found = Counter[int]()
    for part in parts(sorted(skus)):
        rows = session.execute(summed(today, Quant.sku_id, among=[Quant.sku_id.in_(part)]))
        found.update({sku_id: int(available) for sku_id, _there, _promised, available, _held in rows})
    return found


def _spoken_for(session: Session, skus: Sequence[int]) -> Counter[int]:
    """What orders that wait for a wave want, and nobody has promised them yet."""
    newest = (
        select(Order.id).where(Order.status == "ready").order_by(Order.id.desc()).limit(UNWAVED).subquery()
    )
    units = func.sum(OrderLine.quantity - OrderLine.short_approved)
    query = select(OrderLine.sku_id, units).where(OrderLine.order_id.in_(select(newest.c.id)))
    found = Counter[int]()
    for part in parts(skus):
        rows = session.execute(query.where(OrderLine.sku_id.in_(part)).group_by(OrderLine.sku_id))
        found.update({sku_id or 0: int(wanted) for sku_id, wanted in rows})
    return found


def _codes(session: Session, skus: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in parts(sorted(skus)):
        found |= dict(session.execute(select(Sku.id, Sku.code).where(Sku.id.in_(part))).all())
    return found


def _expected(session: Session, skus: Iterable[int]) -> dict[int, datetime]:
    """When the next delivery with some of each is to come, where its supplier says it."""
    found: dict[int, datetime] = {}
    left = GoodsReceiptLine.expected > GoodsReceiptLine.counted + GoodsReceiptLine.damaged
    query = select(GoodsReceiptLine.sku_id, func.min(GoodsReceipt.due)).join(
        GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.receipt_id
    )
    query = query.where(GoodsReceipt.state == "open", GoodsReceipt.due.is_not(None), left)
    for part in parts(sorted(skus)):
        rows = query.where(GoodsReceiptLine.sku_id.in_(part)).group_by(GoodsReceiptLine.sku_id)
        found |= {sku_id: due for sku_id, due in session.execute(rows) if due}
    return found
