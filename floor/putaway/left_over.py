"""Goods that came in over a cross-dock for an order that wants them no longer: they are put away like all others."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from floor.core.background import Background
from floor.core.locking import locked
from floor.core.transaction import SYSTEM, Transaction
from floor.putaway import putaway
from models import Allocation, GoodsReceipt, Move, Place, PutAwayTask, Quant, StockAdjustment, Work


def places_left(session: Session) -> list[int]:
    """The ids of totes, pallets and lanes with goods that were promised there and are free now, and that nobody is to
    put away, nor are they said to be missing. What came into them last was received, so that it is no picked goods of
    another order."""
    earlier = aliased(Move)
    came = select(func.max(earlier.id)).where(earlier.to_id == Quant.place_id, earlier.sku_id == Quant.sku_id)
    last = came.correlate(Quant).scalar_subquery()
    received = exists().where(Move.id == last, Move.why.in_(("receive", "undo")))
    promised = exists().where(Allocation.quant_id == Quant.id)
    waits = exists().where(PutAwayTask.source_id == Quant.place_id, Work.state == "open")
    filling = exists().where(GoodsReceipt.container_id == Quant.place_id, Work.state == "open")
    disputed = exists().where(StockAdjustment.place_id == Quant.place_id, StockAdjustment.state == "open")
    query = select(Quant.place_id).join(Place, Place.id == Quant.place_id)
    query = query.where(Place.kind.in_(("tote", "pallet", "stage")), Quant.on_hand > Quant.allocated)
    return list(
        session.scalars(
            query.where(promised, received, ~waits, ~filling, ~disputed).distinct().order_by(Quant.place_id)
        )
    )


def put_away(tx: Transaction, place_ids: list[int]) -> None:
    """Makes the work that puts away what is left in these places, where it is still so."""
    for place in tx.db.scalars(
        locked(select(Place).where(Place.id.in_(place_ids)).order_by(Place.id), of=Place)
    ):
        if place.id in places_left(tx.db):
            putaway.create(tx, place, "received")


class PutAwayLeftOver(Background):
    """Looks now and then, as an order can be cancelled, held or let go at any desk."""

    name = "left-over goods"
    every_seconds = 10.0

    def round(self) -> None:
        with self.writer.database.reading() as session:
            found = places_left(session)
        if found:
            self.writer.perform(SYSTEM, put_away, found)
