"""The last day of use of what comes in: whether it is asked for, whether the goods may come in, and its record."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update

from floor.core.messages import text
from floor.core.rows import insert_new
from floor.core.transaction import ALERTS, Transaction
from floor.stock.allocation import today
from models import GoodsReceipt, Lot, Person, Refused, Sku, StockHold
from models.base import Prepared, Value
from models.goods_receipts import GoodsOf
from models.spelling import fold

_FILED = Prepared(
    select(Lot.id, Lot.expiry).where(Lot.sku_id == bindparam("sku"), Lot.code == bindparam("lot"))
)


def filed(tx: Transaction, sku: GoodsOf, lot: str) -> Any:
    """The id and the expiry of the lot that is on file, None where none is."""
    return _FILED.one(tx.connection, {"sku": sku.id, "lot": lot}) if lot else None


def _announced(work: GoodsReceipt, sku: GoodsOf, lot: str) -> date | None:
    """The expiry that the supplier announced for this lot."""
    lines = [
        line for line in work.lines if line.sku_id == sku.id and line.lot and fold(line.lot) == fold(lot)
    ]
    return next((line.expiry for line in lines if line.expiry), None)


def wanted(tx: Transaction, work: GoodsReceipt, sku: GoodsOf, lot: str) -> bool:
    """Whether the expiry of a lot must be asked for: the goods have one, and nobody has said it yet."""
    if sku.track != "lot" or (sku.shelf_life_days is None and sku.min_days_left is None):
        return False
    known = filed(tx, sku, lot)
    return not (known and known.expiry) and _announced(work, sku, lot) is None


def checked(tx: Transaction, work: GoodsReceipt, sku: GoodsOf, lot: str, said: date | None) -> date | None:
    """The expiry that counts: what the label says, what is on file for the lot, or what was announced.

    Raises `Refused`: receive.expired, receive.wrong_expiry (another is on file for the lot), receive.too_short.
    """
    known = filed(tx, sku, lot)
    on_file = known.expiry if known else None
    expiry = said or on_file or _announced(work, sku, lot)
    if expiry is None:
        return None
    facts: dict[str, Value] = {**sku.named, "lot": lot, "expiry": expiry.isoformat()}
    if expiry < today(tx):
        raise Refused("receive.expired", **facts)
    if on_file is not None and on_file != expiry:
        raise Refused("receive.wrong_expiry", **facts, filed=on_file.isoformat())
    out = sku.too_short == "refuse" or sku.track != "lot"  # only a lot can be held by itself
    if out and (days := _too_few(tx, sku, expiry)) is not None:
        raise Refused("receive.too_short", **facts, days=days, least=sku.min_days_left)
    return expiry


def _too_few(tx: Transaction, sku: GoodsOf, expiry: date | None) -> int | None:
    """The days that are left until an expiry, where the SKU wants more."""
    if expiry is None or sku.min_days_left is None:
        return None
    days = (expiry - today(tx)).days
    return days if days < sku.min_days_left else None


def quarantine(tx: Transaction, sku: GoodsOf, lot_id: int | None, expiry: date | None) -> int | None:
    """Holds a lot that came in with too few days left, so that none of it is promised until somebody has decided.
    Answers how many are left where it was held now; None where it is held already, or needs not."""
    days = _too_few(tx, sku, expiry) if lot_id else None
    if days is None:
        return None
    held = select(StockHold.id).where(StockHold.lot_id == lot_id, StockHold.ended_at.is_(None))
    if tx.db.scalar(held.limit(1)) is not None:
        return None
    reason = text("receive.short_life", tx.actor.language, {"days": days, "least": sku.min_days_left})
    by = tx.db.get(Person, tx.actor.person_id) if tx.actor.person_id else None
    goods, lot = tx.db.get_one(Sku, sku.id), tx.db.get_one(Lot, lot_id)
    tx.db.add(StockHold(sku=goods, lot=lot, reason=reason, person=by, at=tx.now))
    tx.changed(ALERTS)
    return days


def file(tx: Transaction, sku: GoodsOf, lot: str, expiry: date | None) -> tuple[int | None, str]:
    """The id of the lot's record, which is made or completed; and the expiry that it had before, "" for none."""
    if not lot:
        return None, ""
    known = filed(tx, sku, lot)
    before: date | None = known.expiry if known else None
    if known is None:
        row = {"sku_id": sku.id, "code": lot, "expiry": expiry}
        tx.db.execute(insert_new(tx.db, Lot).values(row).on_conflict_do_nothing())
        known = filed(tx, sku, lot)
    if expiry is not None and known.expiry != expiry:
        tx.db.execute(update(Lot).where(Lot.id == known.id).values(expiry=expiry))
    return known.id, before.isoformat() if before else ""
