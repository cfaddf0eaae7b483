"""Goods that come in: what a scan says of them, what is still to be asked, and their count."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import find_lot, find_sku, names_goods
from floor.core.transaction import Transaction, Verdict
from floor.receiving import expiries, questions
from floor.stock.ledger import move_by_id
from floor.stock.serials import check_new_serial, find_serial, warn_of_zeros
from floor.work.scans import units_of
from models import GoodsReceipt, Move, Place, Refused, Serial, Sku
from models.base import Prepared, Value
from models.goods_receipts import GoodsOf
from models.spelling import plain
from models.undo_receiving import GoodsReceived, InHand
from scanners import Scan
from scanners.gs1 import to_gtin14

_SUPPLIER = Prepared(select(Place.id).where(Place.kind == "supplier").order_by(Place.id).limit(1))


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of one SKU with what is known of them; `lot` "" where none was said."""

    sku: GoodsOf
    units: int
    lot: str = ""
    expiry: date | None = None
    serial: str = ""

    def hand(self, *, into: int = 0, waits: str = "", damaged: int = 0) -> InHand:
        return {
            "sku": self.sku.id, "lot": self.lot, "expiry": self.expiry.isoformat() if self.expiry else "",
            "units": self.units if waits else 0, "waits": waits, "damaged": damaged, "into": into,
        }  # fmt: skip


def in_hand(session: Session, work: GoodsReceipt) -> Goods | None:
    """The goods that were scanned last."""
    hand = work.hand
    if hand is None:
        return None
    expiry = date.fromisoformat(hand["expiry"]) if hand["expiry"] else None
    goods = work.goods_of(hand["sku"]) or GoodsOf.of(session.get_one(Sku, hand["sku"]))
    return Goods(goods, hand["units"], hand["lot"], expiry)


def take(tx: Transaction, work: GoodsReceipt, scan: Scan, quantity: int) -> Verdict:
    """Counts goods by their scan, or asks first for what it does not say: their lot, expiry or serial. What was
    scanned of the same goods before still holds.

    Raises `Refused`: receive.serial_each, receive.finish_first (other goods still wait), and those of `find_sku`,
    `units_of`, `find_lot` and `receive`.
    """
    sku, factor = _named(tx, work, scan)
    goods = Goods(sku, units_of(scan, factor, quantity), _lot(tx, work, sku, scan), scan.expiry)
    before = in_hand(tx.db, work)
    if before is not None and before.sku.id != sku.id and before.units:
        raise Refused("receive.finish_first")
    if before is not None and before.sku.id == sku.id and goods.lot in ("", before.lot):
        goods = replace(goods, lot=before.lot, expiry=goods.expiry or before.expiry)
    if sku.track == "serial":
        if goods.units != 1:
            raise Refused("receive.serial_each", **sku.named)
        goods = replace(goods, serial=scan.serial or "")
    return receive(tx, work, goods)


def _named(tx: Transaction, work: GoodsReceipt, scan: Scan) -> tuple[GoodsOf, int]:
    """The goods that a scan names, and the units that one such scan counts: by what the lines know of theirs, else by
    the catalogue."""
    for line in work.lines:
        known = line.snapshot
        for code in known["codes"]:
            if scan.text == code or (scan.gtin and scan.gtin == to_gtin14(code)):
                return line.goods, known["pack_factors"].get(code, 1)
    sku, factor = find_sku(tx.db, scan)
    return work.goods_of(sku.id) or GoodsOf.of(sku), factor


def take_lot(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """The lot of the goods in hand, by its own label or by what the maker printed.

    Raises `Refused`: receive.lot_wanted (the goods were scanned once more), and those of `find_lot` and `receive`.
    """
    goods = _held(tx, work)
    lot = scan.lot
    if lot is None:
        if scan.kind not in ("plain", "gtin", "waybill", "gs1") or names_goods(tx.db, scan):
            raise Refused("receive.lot_wanted", **goods.sku.named, scanned=scan.text)
        lot = scan.text
    known = find_lot(tx.db, goods.sku.id, lot, [line.lot for line in work.lines if line.lot])
    return receive(tx, work, replace(goods, lot=known or plain(lot), expiry=scan.expiry or goods.expiry))


def take_expiry(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """The expiry of the goods in hand. Raises `Refused`: receive.no_expiry, and those of `receive`."""
    goods = _held(tx, work)
    if scan.expiry is None:
        raise Refused("receive.no_expiry", scanned=scan.text)
    return receive(tx, work, replace(goods, expiry=scan.expiry))


def take_serial(tx: Transaction, work: GoodsReceipt, scan: Scan, quantity: int) -> Verdict:
    """The number of the one unit in hand; one unit after the other.

    Raises `Refused`: receive.serial_each, receive.serial_wanted, and those of `check_new_serial` and `receive`.
    """
    goods = _held(tx, work)
    if quantity != 1:
        raise Refused("receive.serial_each", **goods.sku.named)
    if scan.serial is None and (scan.kind not in ("plain", "gtin", "waybill") or names_goods(tx.db, scan)):
        raise Refused("receive.serial_wanted", **goods.sku.named, scanned=scan.text)
    check_new_serial(tx.db, scan)
    warn_of_zeros(tx, scan, [goods.sku.id])
    return receive(tx, work, replace(goods, units=1, serial=scan.serial or scan.text))


def _held(tx: Transaction, work: GoodsReceipt) -> Goods:
    goods = in_hand(tx.db, work)
    if goods is None:
        raise LookupError("nothing is in hand at a step that asks for more of it")
    return goods


def _lot(tx: Transaction, work: GoodsReceipt, sku: GoodsOf, scan: Scan) -> str:
    """The lot as it is written here, or else on the label; "" for goods of which lots do not matter."""
    if sku.track != "lot" or not scan.lot:
        return ""
    announced = [line.lot for line in work.lines if line.sku_id == sku.id and line.lot]
    return find_lot(tx.db, sku.id, scan.lot, announced) or plain(scan.lot)


def receive(tx: Transaction, work: GoodsReceipt, goods: Goods) -> Verdict:
    """Counts the goods into the container once all is known of them, and nothing of them is a surprise.

    Raises `Refused`: receive.serial_here, and those of `checked` and `add`.
    """
    question = questions.of_goods(work, goods.sku, goods.lot)
    if question and not questions.agreed(work, question):
        return questions.ask(work, question)
    waits = _missing(tx, work, goods)
    if waits is None or goods.expiry:
        goods = replace(goods, expiry=expiries.checked(tx, work, goods.sku, goods.lot, goods.expiry))
    if waits:
        hand, work.hand = work.hand, goods.hand(waits=waits)
        return Verdict(f"receive.{waits}_next", goods.sku.named, {"op": "named", "hand": hand})
    if goods.serial:
        _check_serial(tx, goods)
    question = questions.of_units(work, goods.sku, goods.lot, goods.units)
    if question and not questions.agreed(work, question):
        return questions.ask(work, question)
    return add(tx, work, goods)


def _missing(tx: Transaction, work: GoodsReceipt, goods: Goods) -> str | None:
    """What is to be scanned before the goods count: their lot, expiry or serial."""
    if goods.sku.track == "lot" and not goods.lot:
        return "lot"
    if goods.sku.track == "serial" and not goods.serial:
        return "serial"
    if not goods.expiry and expiries.wanted(tx, work, goods.sku, goods.lot):
        return "expiry"
    return None


def add(tx: Transaction, work: GoodsReceipt, goods: Goods) -> Verdict:
    """Units come into the container, in the ledger as in the hall; negative ones go back to the truck.

    Raises `Refused`: receive.container_first, and those of `GoodsReceipt.count` and `move`.
    """
    sku, into = goods.sku, work.container_id
    if into is None:
        raise Refused("receive.container_first", scanned=sku.code)
    lot_id, filed = expiries.file(tx, sku, goods.lot, goods.expiry)
    if tx.db.new:
        tx.db.flush()
    parts = work.count(sku.id, goods.lot, goods.units)
    ship(tx, work, sku.id, lot_id, goods.units, into, goods.serial or None)
    undo: GoodsReceived = {
        "op": "received", "hand": work.hand, "parts": parts, "sku": sku.id, "lot": lot_id,
        "into": into,
    }  # fmt: skip
    if lot_id is not None:
        undo["filed"] = filed
    if goods.serial:
        undo["serial"] = goods.serial
    work.hand = goods.hand(into=into)
    lines = work.lines_for(sku.id, goods.lot)
    figures: dict[str, Value] = {
        **sku.named, "added": goods.units, "lot": goods.lot, "counted": sum(line.came for line in lines),
        "of": sum(line.expected for line in lines),
    }  # fmt: skip
    done = not work.blind and not any(line.left for line in lines)
    counted = "" if goods.serial else sku.code
    if (days := expiries.quarantine(tx, sku, lot_id, goods.expiry)) is not None:
        return Verdict("receive.quarantined", figures | {"days": days}, undo, sku.code)
    code = "receive.line_done" if done else "receive.goods_ok"
    if not figures["of"]:
        code = "receive.blind_ok"
    return Verdict(code, figures, undo, counted)


def ship(
    tx: Transaction, work: GoodsReceipt, sku_id: int, lot_id: int | None, units: int, place_id: int,
    serial: str | None = None,
) -> None:  # fmt: skip
    """Writes into the ledger what came from the supplier into a place; negative units go back."""
    supplier = _SUPPLIER.one(tx.connection, {}).id
    comes = units > 0
    source, target = (supplier, place_id) if comes else (place_id, supplier)
    move_by_id(
        tx, sku_id, lot_id, abs(units), source, target, "receive" if comes else "undo", takes=not comes, gives=comes,
        allocated=0, work_id=work.id, order_line_id=None, serial=serial,
    )  # fmt: skip
    if serial is None:
        return
    known = tx.db.scalar(select(Serial).where(Serial.sku_id == sku_id, Serial.code == plain(serial)))
    if units < 0 and known is not None:
        tx.db.delete(known)
    elif known is not None:
        known.place_id = place_id
    else:
        tx.db.add(Serial(sku_id=sku_id, code=serial, place_id=place_id))


def _check_serial(tx: Transaction, goods: Goods) -> None:
    """A unit comes in once. Raises `Refused`: receive.serial_here, and those of `find_serial`."""
    known = find_serial(tx.db, [goods.sku.id], goods.serial)
    place = tx.db.get_one(Place, known.place_id) if known else None
    if place is not None and place.kind != "customer":
        raise Refused("receive.serial_here", serial=goods.serial, location=place.code, **goods.sku.named)


def here(tx: Transaction, work: GoodsReceipt, sku_id: int, lot_id: int | None, place_id: int) -> int:
    """Units of a SKU and lot that came into a place by this receipt, and are not damaged or gone back."""
    moved = select(func.coalesce(func.sum(Move.quantity), 0)).where(
        Move.work_id == work.id, Move.sku_id == sku_id, func.coalesce(Move.lot_id, 0) == (lot_id or 0)
    )
    came = tx.db.scalar(moved.where(Move.to_id == place_id)) or 0
    return int(came - (tx.db.scalar(moved.where(Move.from_id == place_id)) or 0))
