"""Counting by hand in the pack check, and taking counted units back."""

from collections.abc import Iterator

from sqlalchemy import update

from floor.core.transaction import Transaction, Verdict
from floor.packing.units import put_in, sources
from floor.stock.ledger import Posted, move_by_id
from models import Move, OrderLine, PackSession, Parcel, Refused, Serial
from models.base import Facts
from models.parcels import shares
from models.undo import UnitsPacked
from scanners import Scan


def set_quantity(tx: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """CMD-QTY-n: sets the units of the SKU scanned last that are in this parcel to n.

    Raises `Refused`: scan.scan_first, scan.not_allowed, weighed.each, pack.too_many.
    """
    parcel = session.parcel
    if parcel is None or parcel.state != "open" or parcel.counting is None:
        raise Refused("scan.scan_first", command=scan.text)
    goods = session.goods[parcel.counting]
    if goods.weighed:
        raise Refused("weighed.each", **goods.named)
    lines = session.lines_of(goods.sku_id)
    counted, wanted = sum(parcel.units_of(line.id) for line in lines), scan.quantity or 0
    if not counted:
        raise Refused("scan.scan_first", command=scan.text)
    if wanted < 1:
        raise Refused("scan.not_allowed", command=scan.text)
    if wanted > counted + sum(line.in_totes for line in lines):
        raise Refused("pack.too_many", **goods.named, scanned=wanted)
    if wanted > counted:
        there = sources(tx, session, goods.sku_id)
        moves = list(put_in(tx, session, parcel, lines, there, wanted - counted))
    else:
        moves = list(_take_out(tx, session, parcel, lines, counted - wanted))
    undo: UnitsPacked = {"op": "moves", "moves": [entry.id for entry in moves], "parcel": parcel.id}
    return Verdict("pack.quantity_set", {**goods.named, "units": wanted, "left": session.units_left}, undo)


def _take_out(
    tx: Transaction, session: PackSession, parcel: Parcel, lines: list[OrderLine], units: int
) -> Iterator[Posted]:
    """Units that were counted too many go back into the first of the session's totes."""
    goods, tote_id = session.goods[lines[0].id], session.totes[0].tote_id
    asked = {line.id: line for line in lines}
    for inside in reversed([each for each in parcel.lines if each.order_line_id in asked]):
        part = min(units, inside.quantity)
        if part:
            line = asked[inside.order_line_id]
            units -= part
            parcel.put_in(line, goods, inside.lot_id, -part)
            yield move_by_id(
                tx, goods.sku_id, inside.lot_id, part, parcel.place_id, tote_id, "pack",
                allocated=0, work_id=session.id, order_line_id=line.id,
            )  # fmt: skip


def undo_moves(tx: Transaction, session: PackSession, undo: UnitsPacked) -> Facts:
    """Reverses each move by a new row of the ledger, and answers what to put where."""
    parcel = next(p for p in session.parcels if p.id == undo["parcel"])
    lines = {line.id: line for line in session.order.lines}
    taken = 0
    said: Facts = {"sku": "", "name": ""}
    moves = [tx.db.get_one(Move, move_id) for move_id in undo["moves"]]
    weights = shares(undo.get("grams"), [move.quantity for move in moves])
    for was, grams in reversed(list(zip(moves, weights, strict=True))):
        line = lines[was.order_line_id or 0]
        goods = session.goods[line.id]
        move_by_id(
            tx, was.sku_id, was.lot_id, was.quantity, was.to_id, was.from_id, "undo",
            allocated=0, work_id=session.id, order_line_id=line.id, serial=was.serial,
        )  # fmt: skip
        units = was.quantity if was.to_id == parcel.place_id else -was.quantity
        parcel.put_in(line, goods, was.lot_id, -units, None if grams is None else -grams)
        if was.serial:
            where = update(Serial).where(Serial.sku_id == was.sku_id, Serial.code == was.serial)
            tx.db.execute(where.values(place_id=was.from_id))
        taken, said = taken + units, goods.named
    todo = "pack.todo_take_out" if taken > 0 else "pack.todo_put_in"
    return {"todo": todo, "units": abs(taken), **said, "tote": session.totes[0].code}
