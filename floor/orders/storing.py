"""What is stored with an order: its lines, the words by which it is found, and why it is held."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from floor.core.reason import Reason
from floor.core.rows import fields
from floor.core.transaction import Transaction
from floor.orders.checks import as_kept
from floor.orders.draft import Draft
from models import Hold, Order, OrderKit, OrderLine, OrderWord, Sku
from models.order_words import words_of


def store_lines(tx: Transaction, drafts: Iterable[tuple[Draft, Order]]) -> None:
    """What was sent, line by line; a kit by the lines of its components."""
    blank = fields(OrderLine(position=0, sku_text=""))
    rows, kits = list[dict[str, Any]](), list[tuple[dict[str, Any], dict[int, int]]]()
    for draft, order in drafts:
        for position, sent in enumerate(draft.lines, start=1):
            row = {
                "order_id": order.id,
                "position": position,
                "sku_id": sent.sku_id,
                "sku_text": sent.sku,
                "quantity": sent.quantity or 0,
                "quantity_text": sent.quantity_text,
                "unit_price": sent.unit_price,
            }
            if sent.bill:
                kits.append((row, sent.bill))
            else:
                rows.append({**blank, **row})
    rows += [{**blank, **part} for part in _store_kits(tx, kits)]
    if rows:
        tx.db.execute(insert(OrderLine), rows)


def _store_kits(
    tx: Transaction, kits: Sequence[tuple[dict[str, Any], dict[int, int]]]
) -> Iterator[dict[str, Any]]:
    """The kits themselves; what comes back are their components' lines, to be stored."""
    if not kits:
        return
    parts_of = {sku_id for _row, bill in kits for sku_id in bill}
    codes = dict(tx.db.execute(select(Sku.id, Sku.code).where(Sku.id.in_(parts_of))).all())
    new = insert(OrderKit).returning(OrderKit.id, sort_by_parameter_order=True)
    ids = tx.db.scalars(new, [row for row, _bill in kits])
    for kit_id, (row, bill) in zip(ids, kits, strict=True):
        for sku_id, units in bill.items():
            yield {
                "order_id": row["order_id"], "position": row["position"], "sku_id": sku_id, "sku_text": codes[sku_id],
                "quantity": row["quantity"] * units, "kit_id": kit_id, "per_kit": units,
            }  # fmt: skip


def store_words(tx: Transaction, orders: Iterable[Order]) -> None:
    """By which words the orders are found from now on."""
    rows = [
        {"word": word, "order_id": order.id}
        for order in orders
        for word in words_of(order.number, order.ship_to)
    ]
    if rows:
        tx.db.execute(insert(OrderWord), rows)


def renew_words(tx: Transaction, order: Order) -> None:
    """After its address has changed: by the words of before it is found no more."""
    tx.db.execute(delete(OrderWord).where(OrderWord.order_id == order.id))
    store_words(tx, [order])


def store_holds(tx: Transaction, problems: Iterable[tuple[Sequence[Reason], Order]]) -> None:
    blank = fields(Hold(code="", at=tx.now))
    rows = [
        {**blank, "order_id": order.id, **reason}
        for reasons, order in problems
        for reason in as_kept(reasons)
    ]
    if rows:
        tx.db.execute(insert(Hold), rows)
