"""Which work a first scan opens: by what the goods are in, or by the goods themselves."""

from sqlalchemy import select

from floor.catalogue.lookup import find_place, find_sku
from floor.core.transaction import Transaction
from models import PutAwayTask, Quant, Refused, Work
from scanners import Scan

GOODS = ("sku", "gtin", "gs1", "plain")  # kinds of scans that may name goods


def find_open(tx: Transaction, scan: Scan) -> int:
    """The open work for what was scanned: a tote, pallet or lane, or goods that lie in one.

    Raises `Refused`: putback.nothing_there, and those of `find_place` and `find_sku`.
    """
    work_id = _with_goods(tx, scan) if scan.kind in GOODS else _of_source(tx, scan)
    if work_id is None:
        raise Refused("putback.nothing_there", scanned=scan.text)
    return work_id


def _of_source(tx: Transaction, scan: Scan) -> int | None:
    source = find_place(tx.db, scan)
    query = select(PutAwayTask.id).where(PutAwayTask.source_id == source.id, Work.state == "open")
    return tx.db.scalar(query)


def _with_goods(tx: Transaction, scan: Scan) -> int | None:
    """The most pressing work whose source holds the goods: one's own, or one that nobody has."""
    sku, _factor = find_sku(tx.db, scan)
    query = (
        select(PutAwayTask.id)
        .join(Quant, Quant.place_id == PutAwayTask.source_id)
        .where(Work.state == "open", Quant.sku_id == sku.id, Quant.on_hand > 0)
        .where(Work.person_id.is_(None) | (Work.person_id == tx.actor.person_id))
    )
    mine = Work.person_id.is_(None)
    return tx.db.scalar(
        query.order_by(mine, Work.urgent.desc(), Work.due.is_(None), Work.due, Work.id).limit(1)
    )
