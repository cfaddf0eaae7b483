"""Counting by hand in the pack check, and taking counted units back."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import update

from floor.act import Act, Verdict
from floor.usecases.ledger import Posted, move
from floor.usecases.pack_units import put_in, sources
from models import Lot, Move, OrderLine, PackSession, Parcel, Place, Refused, Serial
from scanners import Scan


def set_quantity(act: Act, session: PackSession, scan: Scan) -> Verdict:
    """CMD-QTY-n: the units of the SKU scanned last that are in this parcel are n."""
    parcel = session.parcel
    if parcel is None or parcel.state != "open" or parcel.counting is None:
        raise Refused("scan.scan_first", command=scan.text)
    line = next(line for line in session.order.lines if line.id == parcel.counting)
    counted, wanted = parcel.units_of(line.id), scan.quantity or 0
    if line.sku is None or not counted:
        raise Refused("scan.scan_first", command=scan.text)
    if wanted < 1:
        raise Refused("scan.not_allowed", command=scan.text)
    if wanted > counted + line.picked - line.packed:
        raise Refused("pack.too_many", sku=line.sku.code, scanned=wanted)
    if wanted > counted:
        there = sources(act, session, line.sku.id, None)
        moves = list(put_in(act, session, parcel, [line], there, wanted - counted))
    else:
        moves = list(_take_out(act, session, parcel, line, counted - wanted))
    act.db.flush()
    undo: dict[str, Any] = {"op": "moves", "moves": [entry.id for entry in moves], "parcel": parcel.id}
    return Verdict(
        "pack.quantity_set", {"sku": line.sku.code, "units": wanted, "left": session.units_left}, undo
    )


def _take_out(
    act: Act, session: PackSession, parcel: Parcel, line: OrderLine, units: int
) -> Iterator[Posted]:
    """Units that were counted too many go back into the first of the session's totes."""
    tote = session.totes[0].tote
    for inside in reversed([each for each in parcel.lines if each.order_line_id == line.id]):
        part = min(units, inside.quantity)
        if part:
            units -= part
            parcel.put_in(line, inside.lot, -part)
            yield move(
                act, inside.sku_id, inside.lot_id, part, parcel.place, tote, "pack",
                work_id=session.id, order_line_id=line.id,
            )  # fmt: skip


def undo_moves(act: Act, session: PackSession, undo: dict[str, Any]) -> dict[str, Any]:
    """The reverse of each move, as new rows of the ledger. Says what to put where."""
    parcel = next(p for p in session.parcels if p.id == undo["parcel"])
    lines = {line.id: line for line in session.order.lines}
    taken, sku_code = 0, ""
    for move_id in reversed(undo["moves"]):
        was = act.db.get_one(Move, move_id)
        line = lines[was.order_line_id or 0]
        back, source = act.db.get_one(Place, was.from_id), act.db.get_one(Place, was.to_id)
        move(
            act, was.sku_id, was.lot_id, was.quantity, source, back, "undo",
            work_id=session.id, order_line_id=line.id, serial=was.serial,
        )  # fmt: skip
        units = was.quantity if source is parcel.place else -was.quantity
        parcel.put_in(line, act.db.get_one(Lot, was.lot_id) if was.lot_id else None, -units)
        if was.serial:
            where = update(Serial).where(Serial.sku_id == was.sku_id, Serial.code == was.serial)
            act.db.execute(where.values(place_id=back.id))
        taken, sku_code = taken + units, line.sku.code if line.sku else ""
    todo = "pack.todo_take_out" if taken > 0 else "pack.todo_put_in"
    return {"todo": todo, "units": abs(taken), "sku": sku_code, "tote": session.totes[0].tote.code}
