"""Invariants of deliveries, for `floor check`: what their lines say came is what the ledger says."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import GoodsReceipt, GoodsReceiptLine, Move, Place, Sku, Work

Sums = Counter[tuple[int, int]]  # by receipt and SKU


def lines(session: Session) -> Iterator[str]:
    """Units that a receipt's lines count came from the supplier by its moves, and the damaged ones lie apart."""
    sums = func.sum(GoodsReceiptLine.counted), func.sum(GoodsReceiptLine.damaged)
    query = select(GoodsReceiptLine.receipt_id, GoodsReceiptLine.sku_id, *sums)
    counted, damaged = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for receipt_id, sku_id, whole, broken in session.execute(
        query.group_by(GoodsReceiptLine.receipt_id, GoodsReceiptLine.sku_id)
    ):
        counted[receipt_id, sku_id], damaged[receipt_id, sku_id] = int(whole + broken), int(broken)
    came, aside = _net(session, "supplier", Move.from_id), _net(session, "damaged", Move.to_id)
    names = dict(iter(session.execute(select(Sku.id, Sku.code))))
    for key in sorted(counted.keys() | came.keys() | aside.keys()):
        where = f"receipt {key[0]}, {names.get(key[1], key[1])}"
        if counted[key] != came[key]:
            yield f"{where}: its lines count {counted[key]} units, its moves brought {came[key]}"
        if damaged[key] != aside[key]:
            yield f"{where}: its lines count {damaged[key]} damaged units, its moves put {aside[key]} aside"


def _net(session: Session, kind: str, there: Any) -> Sums:
    """Units that the moves of receipts took out of the one place of this kind (`there` is where they came from), or
    brought into it, less those that went back."""
    sums: Sums = Counter()
    place = aliased(Place)
    back = Move.to_id if there is Move.from_id else Move.from_id
    for side, sign in ((there, 1), (back, -1)):
        query = (
            select(GoodsReceipt.id, Move.sku_id, func.sum(Move.quantity))
            .select_from(Move)
            .join(GoodsReceipt, GoodsReceipt.id == Move.work_id)
            .join(place, place.id == side)
            .where(place.kind == kind)
            .group_by(GoodsReceipt.id, Move.sku_id)
        )
        for receipt_id, sku_id, units in session.execute(query):
            sums[receipt_id, sku_id] += sign * int(units)
    return sums


def ends(session: Session) -> Iterator[str]:
    """A receipt that is closed has no goods in hand and no container, and wants no more to be said."""
    query = select(GoodsReceipt).where(GoodsReceipt.id == Work.id, Work.state == "done")
    for receipt in session.scalars(query.order_by(GoodsReceipt.id)):
        if receipt.container_id or receipt.hand or receipt.closing:
            yield f"receipt {receipt.number}: is closed, and still in work"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (lines, ends)
