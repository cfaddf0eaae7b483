"""What the tests of packing and loading share: an order as the pickers leave it, and the scans that pack it."""

from typing import Any

from sqlalchemy import select

from floor.core.database import Database
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.packing import sessions
from models import Move, Order, OrderLine, Parcel, ParcelLine, Place, Quant
from models.places import OUTSIDE
from tests import build

MUG, LAMP, OIL, MILK = (build.GTIN[sku] for sku in ("MUG", "LAMP", "OIL", "MILK"))
TARE_S = 90


def picked_order(
    database: Database,
    there: build.SmallWarehouse,
    lines: dict[str, int],
    totes: dict[str, dict[str, int]] | None = None,
    **fields: Any,
) -> int:
    """An order whose totes (all of it in TOTE-1, if not said) stand at PACK-1, with its pack work open."""
    with database.writing() as session:
        made = build.order(session, there, lines, **fields)
        build.picked(session, there, made, totes or {"TOTE-1": lines})
        session.commit()
        order_id = made.id
    open_packing(database, order_id)
    return order_id


def open_packing(database: Database, order_id: int) -> None:
    """What the last pick of an order does: its pack work waits."""
    Writer(database).perform(
        SYSTEM, lambda tx: sessions.create_session(tx, tx.db.get_one(Order, order_id)).id
    )


def packed_parcel(hands: Any, database: Database, order_id: int, tote: str = "TOTE-1") -> str:
    """Packs a whole order into one parcel by following `expect`, as a robot would; answers the parcel's SSCC."""
    packer = hands("packer")
    packer.open("pack", scan=tote)
    follow(packer)
    with database.reading() as session:
        query = select(Parcel.sscc).where(Parcel.order_id == order_id, Parcel.state == "labelled")
        return session.scalars(query.order_by(Parcel.id.desc())).first() or ""


def follow(packer: Any) -> list[str]:
    """Scans what the work document expects until nothing is left; answers the verdicts' codes."""
    codes = []
    while packer.work.steps:
        step = packer.work.steps[0]
        text = f"WGT-{step.quantity}" if step.kind == "weight" else step.codes[0]
        units = step.quantity if step.kind == "sku" else 1
        judged = packer.scan(text, units)
        assert judged.accepted, judged
        codes.append(judged.code)
    return codes


def status(database: Database, order_id: int) -> str:
    with database.reading() as session:
        return session.get_one(Order, order_id).status


def check_ledger(database: Database) -> None:
    """Sum of moves = quant everywhere; what counts as packed lies in parcels."""
    with database.reading() as session:
        sums: dict[tuple[int, int | None, int], int] = {}
        kept = {place.id for place in session.scalars(select(Place)) if place.kind not in OUTSIDE}
        for move in session.scalars(select(Move)):
            for place_id, units in ((move.from_id, -move.quantity), (move.to_id, move.quantity)):
                if place_id in kept:
                    key = (move.sku_id, move.lot_id, place_id)
                    sums[key] = sums.get(key, 0) + units
        quants = {
            (q.sku_id, q.lot_id, q.place_id): q.on_hand for q in session.scalars(select(Quant)) if q.on_hand
        }
        assert {key: units for key, units in sums.items() if units} == quants
        for line in session.scalars(select(OrderLine)):
            inside = session.scalars(select(ParcelLine.quantity).where(ParcelLine.order_line_id == line.id))
            assert sum(inside) == line.packed


def lying(database: Database, there: build.SmallWarehouse, sku: str, place: str) -> int:
    """Units of a SKU in a place, named by its code or by its kind."""
    with database.reading() as session:
        query = select(Quant.on_hand).join(Place, Place.id == Quant.place_id)
        where = (Place.code == place) | (Place.kind == place)
        return sum(session.scalars(query.where(Quant.sku_id == there.skus[sku].id, where)))
