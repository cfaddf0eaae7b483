"""The opening balance: what lies on the shelves when Floor starts, written as moves from the supplier.

Many rows at once, so they go into the ledger in bulk; this is the only other place that writes moves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, union

from floor.catalogue.sku_book import SkuBook
from floor.core import columns
from floor.core.chunks import parts
from floor.core.columns import Outcome, Row, by_code, each
from floor.core.locking import locked
from floor.core.rows import insert_new
from floor.core.transaction import Transaction
from floor.stock.ledger import outside
from models import Lot, Move, Place, Quant, Refused, Sku
from models.spelling import fold
from scanners import own_labels

OPENING = "opening"
Key = tuple[int, int | None, int]  # SKU, lot, place


@dataclass(frozen=True, slots=True)
class Opening:
    sku: Sku
    lot: str
    expiry: date | None
    place: Place
    units: int


def put_stock(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """location, sku, lot, expiry, quantity. A row already loaded stays unchanged whatever moved since.

    A row may be answered with `Refused`: stock.moved_since (goods that have moved before, or another figure for a row
    already loaded), opening.other_expiry (of a lot that is known), and what the columns say.
    """
    reader = _Reader(tx, rows)
    read: list[Opening | Refused] = []
    for row in rows:
        try:
            read.append(reader.read(row))
        except Refused as refused:
            read.append(refused)
    openings = [one for one in read if isinstance(one, Opening)]
    return _book(tx, read, _lots(tx, openings))


class _Reader:
    """Turns rows into openings, with the places and SKUs that they name at hand."""

    def __init__(self, tx: Transaction, rows: Sequence[Row]) -> None:
        self.places = by_code(tx, Place.code, (row.get("location", "") for row in rows))
        self.book = SkuBook.load(tx.db, columns.readable(row.get("sku", "") for row in rows))
        self.skus = {
            sku.id: sku for sku in tx.db.scalars(select(Sku).where(Sku.id.in_(self.book.exact.values())))
        }

    def read(self, row: Row) -> Opening:
        code, sku_code = columns.code(row, "location"), columns.code(row, "sku")
        place = self.places.get(fold(code))
        if place is None or place.kind != "bin":
            raise Refused("opening.no_such_bin", column="location", location=code)
        sku_id, problem = self.book.find(sku_code)
        if sku_id is None or problem:
            raise Refused("opening.no_such_sku", column="sku", sku=sku_code)
        sku = self.skus[sku_id]
        lot = columns.name(row, "lot", own_labels.lot_code) if columns.text(row, "lot") else ""
        expiry = columns.day(row, "expiry")
        if (sku.track == "lot") != bool(lot):
            raise Refused(
                "opening.lot_unwanted" if lot else "opening.lot_missing", column="lot", sku=sku.code
            )
        if expiry and not lot:
            raise Refused("opening.lot_missing", column="expiry", sku=sku.code)
        columns.needed(row, "quantity")
        return Opening(sku, lot, expiry, place, columns.whole(row, "quantity"))


def _lots(tx: Transaction, openings: Iterable[Opening]) -> dict[tuple[int, str], Lot]:
    """The lots that the rows name, made when missing."""
    wanted = [one for one in openings if one.lot]
    query = select(Lot).where(Lot.sku_id.in_({one.sku.id for one in wanted}))
    lots = {(lot.sku_id, lot.code): lot for lot in tx.db.scalars(query)}
    for one in wanted:
        if (one.sku.id, one.lot) not in lots and one.units:
            lots[one.sku.id, one.lot] = Lot(sku=one.sku, code=one.lot, expiry=one.expiry)
            tx.db.add(lots[one.sku.id, one.lot])
    tx.db.flush()
    return lots


def _book(
    tx: Transaction, read: Sequence[Opening | Refused], lots: dict[tuple[int, str], Lot]
) -> list[Outcome]:
    skus = {one.sku.id for one in read if isinstance(one, Opening)}
    opened, moved = _opened(tx, skus), _moved(tx, skus)
    new: dict[Key, int] = {}

    def book(one: Opening) -> Outcome:
        lot = lots.get((one.sku.id, one.lot)) if one.lot else None
        if lot and lot.expiry != one.expiry:
            raise Refused("opening.other_expiry", column="expiry", lot=one.lot, known=str(lot.expiry))
        key = (one.sku.id, lot.id if lot else None, one.place.id)
        before = new.get(key, opened.get(key, 0))
        if before == one.units:
            return "unchanged"
        if before or key in moved:
            raise Refused("stock.moved_since", column="quantity", sku=one.sku.code, location=one.place.code)
        new[key] = one.units
        return "loaded"

    outcomes: list[Outcome] = []
    for one in read:
        outcomes.extend([one] if isinstance(one, Refused) else each([one], book))
    opening_balance(tx, new)
    return outcomes


def _opened(tx: Transaction, sku_ids: Iterable[int]) -> dict[Key, int]:
    """Units that opening balances brought, by SKU, lot and place."""
    found: dict[Key, int] = {}
    for part in parts(sorted(sku_ids)):
        query = (
            select(Move.sku_id, Move.lot_id, Move.to_id, func.sum(Move.quantity))
            .where(Move.sku_id.in_(part), Move.why == OPENING)
            .group_by(Move.sku_id, Move.lot_id, Move.to_id)
        )
        found.update({(sku, lot, place): int(units) for sku, lot, place, units in tx.db.execute(query)})
    return found


def _moved(tx: Transaction, sku_ids: Iterable[int]) -> set[Key]:
    """Wherever these SKUs have come from or gone to."""
    found: set[Key] = set()
    for part in parts(sorted(sku_ids)):
        ends = [
            select(Move.sku_id, Move.lot_id, end).where(Move.sku_id.in_(part))
            for end in (Move.from_id, Move.to_id)
        ]
        found.update((sku, lot, place) for sku, lot, place in tx.db.execute(union(*ends)))
    return found


def opening_balance(tx: Transaction, units: dict[Key, int]) -> None:
    """Puts these units where nothing has ever moved: the quants and, from the supplier, the moves."""
    if not units:
        return
    supplier = outside(tx.db, "supplier").id
    quants: list[dict[str, Any]] = [
        {
            "sku_id": sku,
            "lot_id": lot,
            "place_id": place,
            "on_hand": 0,
            "allocated": 0,
            "counting": False,
            "received_at": tx.now,
        }
        for sku, lot, place in units
    ]
    for part in parts(quants):
        tx.db.execute(insert_new(tx.db, Quant).values(list(part)).on_conflict_do_nothing())
    _fill(tx, units)
    tx.db.execute(
        insert(Move),
        [
            {
                "sku_id": sku,
                "lot_id": lot,
                "from_id": supplier,
                "to_id": place,
                "quantity": quantity,
                "why": OPENING,
                "at": tx.now,
                "person_id": tx.actor.person_id,
            }
            for (sku, lot, place), quantity in units.items()
        ],
    )


def _fill(tx: Transaction, units: dict[Key, int]) -> None:
    for part in parts(sorted({place for _sku, _lot, place in units})):
        query = select(Quant).where(Quant.place_id.in_(part)).order_by(Quant.id)
        for quant in tx.db.scalars(locked(query)):
            quant.on_hand += units.get((quant.sku_id, quant.lot_id, quant.place_id), 0)
    tx.db.flush()
