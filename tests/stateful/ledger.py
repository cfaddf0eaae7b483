"""What the database says of the warehouse, for the model to be compared with."""

from collections import Counter

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, aliased

from floor.core.database import Database
from models import Base, GoodsReceiptLine, Lot, Move, Parcel, ParcelLine, PickLine, Place, Quant, Sku


def empty(database: Database) -> None:
    """No rows in any table, as in a new database."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            return
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def on_hand(session: Session, sku: str, place: str, lot: str | None) -> int:
    query = (
        select(Quant.on_hand)
        .join(Quant.sku)
        .join(Quant.place)
        .outerjoin(Quant.lot)
        .where(Sku.code == sku, Place.code == place, func.coalesce(Lot.code, "") == (lot or ""))
    )
    return session.scalar(query) or 0


def inside(session: Session) -> Counter[str]:
    """Units of each SKU that are somewhere in the warehouse."""
    query = select(Sku.code, func.sum(Quant.on_hand)).join(Quant.sku).group_by(Sku.code)
    return Counter({sku: int(units) for sku, units in session.execute(query)})


def lost(session: Session) -> Counter[str]:
    """Units of each SKU that were written off between bin and station, or corrected, less those that came back."""
    gone, back = aliased(Place), aliased(Place)
    query = (
        select(Sku.code, Move.quantity, gone.kind)
        .join(Sku, Sku.id == Move.sku_id)
        .join(gone, gone.id == Move.to_id)
        .join(back, back.id == Move.from_id)
        .where(
            (gone.kind == "adjustment") | (back.kind == "adjustment"),
            Move.why.in_(("missing", "adjustment", "undo")),
        )
    )
    found: Counter[str] = Counter()
    for sku, units, kind in session.execute(query):
        found[sku] += units if kind == "adjustment" else -units
    return found


def aboard(session: Session, load_id: int) -> Counter[str]:
    query = (
        select(Sku.code, func.sum(ParcelLine.quantity))
        .join(Sku, Sku.id == ParcelLine.sku_id)
        .join(ParcelLine.parcel)
        .where(Parcel.load_id == load_id, Parcel.state == "loaded")
        .group_by(Sku.code)
    )
    return Counter({sku: int(units) for sku, units in session.execute(query)})


def picked(session: Session) -> dict[int, int]:
    """Units by pick task."""
    query = select(PickLine.task_id, func.sum(PickLine.counted)).group_by(PickLine.task_id)
    return {task: int(units) for task, units in session.execute(query)}


def packed(session: Session) -> dict[int, int]:
    """Units by pack work."""
    query = select(Parcel.session_id, func.sum(ParcelLine.quantity)).join(ParcelLine.parcel)
    return {work: int(units) for work, units in session.execute(query.group_by(Parcel.session_id))}


def came(session: Session) -> Counter[str]:
    """Units of each SKU that were received, whole and damaged, as the lines of the receipts have it."""
    units = func.sum(GoodsReceiptLine.counted + GoodsReceiptLine.damaged)
    query = select(Sku.code, units).join(GoodsReceiptLine, GoodsReceiptLine.sku_id == Sku.id)
    return Counter({sku: int(each) for sku, each in session.execute(query.group_by(Sku.code)) if each})


def counted(session: Session) -> Counter[str]:
    """Units of each SKU by which counts by scan changed the book, up or down."""
    target = aliased(Place)
    query = (
        select(Sku.code, Move.quantity, target.kind)
        .join(Sku, Sku.id == Move.sku_id)
        .join(target, target.id == Move.to_id)
        .where(Move.why == "count", Move.work_id.is_not(None))
    )
    found: Counter[str] = Counter()
    for sku, units, kind in session.execute(query):
        found[sku] += -units if kind == "adjustment" else units
    return found
