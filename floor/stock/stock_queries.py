"""Stock as programs ask for it: of each SKU, of each of its lots, or of each place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from floor.stock.figures import Figures, Part, figures, incoming, summed
from floor.stock.named import named_goods, named_place
from models import Lot, Place, Quant, Sku, StockLevel, Warehouse, now

By = str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stock: `sku`, `lot` and `place` by their codes, all where they are empty; `since`: only SKUs whose figures
    have changed after that moment."""

    by: By = "sku"
    sku: str = ""
    lot: str = ""
    place: str = ""
    since: datetime | None = None
    after: int = 0
    limit: int = 100


def stock(session: Session, wanted: Wanted) -> tuple[list[Part], str | None]:
    """A page of it, and the cursor of the next. By place, each row is of one SKU and lot there; else a page is of so
    many SKUs, those of which there is nothing among them.

    Raises `Refused`: stock.unknown_sku, stock.unknown_lot, stock.lot_of_several, stock.unknown_place, scan.ambiguous.
    """
    today = Warehouse.of(session).today(now())
    goods, where = _narrowed(session, wanted)
    if wanted.by == "place":
        return _places(session, wanted, today, [*goods, *where])
    skus = select(Sku.id, Sku.code, Sku.name).where(Sku.id > wanted.after).order_by(Sku.id)
    if goods or where:
        skus = skus.where(Sku.id.in_(select(Quant.sku_id).where(*goods, *where, Quant.on_hand > 0)))
    if wanted.since is not None:
        skus = skus.where(Sku.id.in_(_changed(wanted.since)))
    found = session.execute(skus.limit(wanted.limit + 1)).all()
    page, more = found[: wanted.limit], len(found) > wanted.limit
    read = _of_skus if wanted.by == "sku" else _of_lots
    return read(session, page, today, [*goods, *where]), str(page[-1].id) if more else None


def changed_at(session: Session) -> datetime | None:
    """The last change of any SKU's figures that was told: what to ask `since` next."""
    return session.scalar(select(func.max(StockLevel.at)))


def _changed(since: datetime) -> Select[Any]:
    return select(StockLevel.sku_id).where(StockLevel.at > since)


def _narrowed(
    session: Session, wanted: Wanted
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    sku, lot = named_goods(session, wanted.sku, wanted.lot)
    goods = [Quant.sku_id == sku.id] if sku else []
    goods += [Quant.lot_id == lot.id] if lot else []
    where = [Quant.place_id == named_place(session, wanted.place).id] if wanted.place else []
    return goods, where


def _of_skus(session: Session, skus: Sequence[Any], today: date, where: Sequence[Any]) -> list[Part]:
    sums = summed(today, Quant.sku_id, among=[Quant.sku_id.in_([sku.id for sku in skus]), *where])
    found = {sku_id: Figures(*map(int, units)) for sku_id, *units in session.execute(sums)}
    coming = incoming(session, [sku.id for sku in skus])
    return [Part(sku.code, sku.name, found.get(sku.id, Figures()), incoming=coming[sku.id]) for sku in skus]


def _of_lots(session: Session, skus: Sequence[Any], today: date, where: Sequence[Any]) -> list[Part]:
    named = {sku.id: sku for sku in skus}
    among = [Quant.sku_id.in_(named), *where]
    sums = summed(today, Quant.sku_id, Quant.lot_id, Lot.code, Lot.expiry, among=among)
    sums = sums.order_by(Quant.sku_id, Quant.lot_id)
    return [
        Part(named[sku].code, named[sku].name, Figures(*map(int, units)), lot, expiry)
        for sku, _lot, lot, expiry, *units in session.execute(sums)
    ]


def _places(
    session: Session, wanted: Wanted, today: date, where: Sequence[Any]
) -> tuple[list[Part], str | None]:
    what = (
        Sku.code,
        Sku.name,
        Lot.code,
        Lot.expiry,
        Place.code,
        Place.kind,
        Quant.received_at,
        Quant.counting,
    )
    page = select(Quant.id).where(Quant.id > wanted.after, Quant.on_hand > 0, *where).order_by(Quant.id)
    if wanted.since is not None:
        page = page.where(Quant.sku_id.in_(_changed(wanted.since)))
    ids = list(session.scalars(page.limit(wanted.limit + 1)))
    these, more = Quant.id.in_(ids[: wanted.limit]), len(ids) > wanted.limit
    query = select(*what, *figures(today, these)).join(Place, Place.id == Quant.place_id)
    query = query.join(Sku, Sku.id == Quant.sku_id).outerjoin(Lot, Lot.id == Quant.lot_id)
    found = [
        Part(sku, name, Figures(*units), lot, expiry, place, kind, at, counting)
        for sku, name, lot, expiry, place, kind, at, counting, *units in session.execute(
            query.where(these).order_by(Quant.id)
        )
    ]
    return found, str(ids[wanted.limit - 1]) if more else None
