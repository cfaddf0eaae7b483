"""What a count says beside the book, with everything that moved while it went on."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from sqlalchemy import case, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from models import CountLine, CountTask, Lot, Move, OrderLine, Quant, Sku

Key = tuple[int, int | None]  # SKU, lot


@dataclass(slots=True)
class Book:
    """Units of one SKU × lot in a bin by the ledger, and what came in and went out since a count began: (id of the
    move, units), outgoing ones below none."""

    on_hand: int = 0
    moved: list[tuple[int, int]] = field(default_factory=list)

    def at(self, move_id: int | None) -> int:
        """What lay there when the ledger's last row was this one; None: now."""
        return self.on_hand - sum(
            units for each, units in self.moved if move_id is not None and each > move_id
        )

    def difference(self, counted: int, until: int | None) -> int:
        """The units that no move since the count began accounts for: too many above none, too few below.

        What left the bin between the scan of its label and the last scan of these goods was counted before or not;
        so was what came. Whatever lies between the two is as the book says. What moved after their last scan was
        counted as it lay.
        """
        meanwhile = [units for each, units in self.moved if until is None or each <= until]
        least = self.at(until) - sum(units for units in meanwhile if units > 0)
        most = self.at(until) - sum(units for units in meanwhile if units < 0)
        return max(counted - most, 0) + min(counted - least, 0)


def compare(session: Session, task: CountTask) -> None:
    """Writes beside each line what the book says and how much differs; goods on the book that nobody counted get a line
    of none."""
    books = _books(session, task)
    known = {(line.sku_id, line.lot_id) for line in task.lines}
    for sku_id, lot_id in sorted(books.keys() - known, key=str):
        if books[sku_id, lot_id].on_hand or books[sku_id, lot_id].moved:
            lot = session.get_one(Lot, lot_id) if lot_id else None
            line = CountLine(sku=session.get_one(Sku, sku_id), lot=lot)
            line.sku_id, line.lot_id = sku_id, lot_id
            task.lines.append(line)
    for line in task.lines:
        book = books.get((line.sku_id, line.lot_id), Book())
        line.book = book.at(line.until_move)
        line.difference = book.difference(line.units, line.until_move)


def _books(session: Session, task: CountTask) -> dict[Key, Book]:
    """In one statement: what is on hand and what has moved are of the same moment."""
    place = task.cycle.place_id
    there = select(
        Quant.sku_id, Quant.lot_id, null().label("move"), Quant.on_hand.label("units")
    ).where(Quant.place_id == place)  # fmt: skip
    signed = case((Move.to_id == place, Move.quantity), else_=-Move.quantity)
    moved = select(Move.sku_id, Move.lot_id, Move.id, signed).where(
        Move.id > (task.after_move or 0), (Move.to_id == place) | (Move.from_id == place)
    )
    books: dict[Key, Book] = defaultdict(Book)
    for sku_id, lot_id, move_id, units in session.execute(union_all(there, moved)):
        book = books[sku_id, lot_id]
        if move_id is None:
            book.on_hand = units
        else:
            book.moved.append((move_id, units))
    return dict(books)


def prices(session: Session, sku_ids: list[int]) -> dict[int, Decimal]:
    """What a unit was sold for last, by SKU; none for goods that were never sold at a price."""
    found: dict[int, Decimal] = {}
    for some in parts(sorted(set(sku_ids))):
        last = (
            select(func.max(OrderLine.id))
            .where(OrderLine.sku_id.in_(some), OrderLine.unit_price != literal(""))
            .group_by(OrderLine.sku_id)
        )
        query = select(OrderLine.sku_id, OrderLine.unit_price).where(OrderLine.id.in_(last))
        for sku_id, price in session.execute(query):
            if sku_id is not None and (value := price_of(price)) is not None:
                found[sku_id] = value
    return found


def price_of(text: str) -> Decimal | None:
    """The price that a channel sent; None for a text that is none."""
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() and price >= 0 else None
