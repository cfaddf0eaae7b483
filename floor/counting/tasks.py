"""Counts that a supervisor asks for: of a bin, of an aisle, or of every bin in which a SKU lies."""

from sqlalchemy import ColumnElement, select

from floor.catalogue.lookup import find_called
from floor.core.transaction import Transaction
from floor.stock.bins_to_count import want_counts
from models import CycleCount, Place, Quant, Refused, Sku
from models.places import walking_order


def ask_for_counts(tx: Transaction, place: str, zone: str, aisle: str, sku: str) -> list[CycleCount]:
    """A count of each bin that all of what is not empty names, to be done in walking order.

    Raises `Refused`: count.say_what (all is empty), count.unknown_place, count.unknown_sku, count.no_bins,
    scan.ambiguous.
    """
    if not (place or zone or aisle or sku):
        raise Refused("count.say_what")
    narrowed = list[ColumnElement[bool]]()
    if place:
        named = find_called(tx.db, Place, place, Place.kind == "bin")
        if named is None:
            raise Refused("count.unknown_place", location=place)
        narrowed.append(Place.id == named.id)
    if sku:
        goods = find_called(tx.db, Sku, sku)
        if goods is None:
            raise Refused("count.unknown_sku", sku=sku)
        holding = select(Quant.place_id).where(Quant.sku_id == goods.id, Quant.on_hand > 0)
        narrowed.append(Place.id.in_(holding))
    bins = bins_of(tx, zone, aisle, *narrowed)
    if not bins:
        raise Refused("count.no_bins")
    return want_counts(tx, bins, "asked")


def bins_of(tx: Transaction, zone: str, aisle: str, *narrowed: ColumnElement[bool]) -> list[Place]:
    """The bins of a zone and of an aisle, where they are not empty, in walking order."""
    query = select(Place).where(Place.kind == "bin", *narrowed)
    if zone:
        query = query.where(Place.zone == zone)
    if aisle:
        query = query.where(Place.aisle == aisle)
    return walking_order(tx.db.scalars(query))
