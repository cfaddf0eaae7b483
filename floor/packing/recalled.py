"""Goods of an order that were recalled when they lay at the packing station: they are taken out and put on the problem
shelf, by scan; then the order gets other stock, or goes on with the rest."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from floor.core.locking import lock_order
from floor.core.transaction import Transaction, Verdict
from floor.orders.holds import end_goods_held
from floor.packing.units import identify
from floor.planning.tasks import repick
from floor.stock.ledger import move, outside
from floor.stock.serials import find_serial
from floor.work.scans import units_of
from models import OrderLine, PackSession, Parcel, ParcelLine, Quant, Refused, Serial, Step, StockHold
from models.base import Facts, Value
from models.packed_goods import Goods
from models.parcels import GONE
from scanners import Scan


@dataclass(frozen=True, slots=True)
class Recalled:
    """Units of one SKU × lot in a tote of the session or in its open box."""

    quant: Quant
    goods: Goods

    @property
    def says(self) -> Facts:
        lot = self.quant.lot.code if self.quant.lot else ""
        return {**self.goods.named, "units": self.quant.on_hand, "lot": lot, "place": self.quant.place.code}


def lying(session: Session, work: PackSession) -> list[Recalled]:
    """What was recalled and is still to be taken out. Quick where nothing of the order was."""
    if not any(held.get("goods") and not held["released"] for held in work.held):
        return []
    places = [tote.tote_id for tote in work.totes]
    parcel = work.parcel
    if parcel is not None and parcel.state != "closed":
        places.append(parcel.place_id)
    own = {goods.sku_id: goods for goods in work.goods.values()}
    found: dict[int, Recalled] = {}
    for hold in _recalls(session):
        query = select(Quant).where(Quant.place_id.in_(places), Quant.on_hand > 0, *hold.goods(Quant))
        query = query.options(joinedload(Quant.lot), joinedload(Quant.place))
        for quant in session.scalars(query.execution_options(populate_existing=True)):
            if quant.sku_id in own:
                found[quant.id] = Recalled(quant, own[quant.sku_id])
    return [found[quant_id] for quant_id in sorted(found)]


def _recalls(session: Session) -> list[StockHold]:
    query = select(StockHold).where(StockHold.ended_at.is_(None), StockHold.place_id.is_(None))
    return [hold for hold in session.scalars(query.order_by(StockHold.id)) if not hold.expired]


def steps(session: Session, work: PackSession) -> list[Step]:
    """A step for each of them, before all that is to be packed."""
    found = []
    for each in lying(session, work):
        goods, hint = each.goods, "hint.set_aside_lot" if each.quant.lot else "hint.set_aside"
        kind, codes, factors = "sku", goods.codes, goods.factors
        if goods.track == "serial":
            query = select(Serial.code).where(
                Serial.place_id == each.quant.place_id, Serial.sku_id == goods.sku_id
            )
            codes = [text for code in session.scalars(query) for text in (f"SER-{code}", code)]
            kind, factors = "serial", {}
        found.append(
            Step(
                kind, goods.name, codes, factors, sku=goods.code, quantity=each.quant.on_hand, counted=0,
                picture=goods.picture, place=each.quant.place.code, hint=(hint, each.says),
            )
        )  # fmt: skip
    return found


def set_aside(
    tx: Transaction, work: PackSession, stopped: list[Recalled], scan: Scan, quantity: int
) -> Verdict:
    """Units out of the tote or the box onto the problem shelf. With the last of them the order goes on.

    Raises `Refused`: scan.not_allowed, pack.recalled_first, pack.too_many, pack.wrong_serial, pack.wrong_lot,
    stock.not_available, and those of `identify` and `units_of`.
    """
    if scan.kind == "command":
        raise Refused("scan.not_allowed", command=scan.text)
    serial = _serial(tx, stopped, scan)
    if serial is not None:
        each, units = next(e for e in stopped if e.quant.place_id == serial.place_id), 1
    else:
        goods, factor = identify(tx, work, scan)
        each = _meant(stopped, goods, scan)
        units = units_of(scan, factor, quantity)
        if goods.track == "serial":
            raise Refused("pack.wrong_serial", scanned=scan.serial or scan.text, sku=goods.code)
    if units > each.quant.on_hand:
        raise Refused("pack.too_many", **each.goods.named, scanned=units)
    _take(tx, work, each, units, serial)
    left = sum(one.quant.on_hand for one in lying(tx.db, work))
    params: dict[str, Value] = {**each.goods.named, "units": units, "left": left}
    if left:
        return Verdict("pack.recalled_out", params, {"op": "barrier"}, each.goods.code)
    params["todo"] = _go_on(tx, work)
    return Verdict("pack.recalled_done", params, {"op": "barrier"})


def _serial(tx: Transaction, stopped: list[Recalled], scan: Scan) -> Serial | None:
    """The recalled numbered unit that the scan names."""
    places = {each.quant.place_id for each in stopped if each.goods.track == "serial"}
    if not places or (scan.kind == "sku"):
        return None
    skus = [each.goods.sku_id for each in stopped if each.goods.track == "serial"]
    return find_serial(tx.db, skus, scan.serial or scan.text, sorted(places))


def _meant(stopped: list[Recalled], goods: Goods, scan: Scan) -> Recalled:
    """Which of the recalled goods were scanned; by the lot, where the label says one."""
    same = [each for each in stopped if each.goods.sku_id == goods.sku_id]
    if not same:
        raise Refused("pack.recalled_first", goods=[each.goods.name for each in stopped], scanned=scan.text)
    lots = [each.quant.lot.code for each in same if each.quant.lot]
    if scan.lot and lots:
        same = [each for each in same if each.quant.lot and each.quant.lot.code == scan.lot]
    if not same:
        raise Refused("pack.wrong_lot", scanned=scan.lot, expected=lots)
    return same[0]


def _take(tx: Transaction, work: PackSession, each: Recalled, units: int, serial: Serial | None) -> None:
    """The units leave the order's totes or box in the ledger; its lines are short of them."""
    shelf, quant = outside(tx.db, "problem"), each.quant
    parcel = work.parcel
    boxed = parcel if parcel is not None and parcel.place_id == quant.place_id else None
    for line, part in _parts(work, boxed, each, units):
        move(
            tx, quant.sku_id, quant.lot_id, part, quant.place, shelf, "recalled",
            work_id=work.id, order_line_id=line.id, serial=serial.code if serial else None,
        )  # fmt: skip
        if boxed is not None:
            boxed.put_in(line, each.goods, quant.lot_id, -part)
        line.picked -= part
        line.short += part
    if serial is not None:
        serial.place_id = shelf.id
    if parcel is not None:
        parcel.unweigh()
    tx.db.flush()


def _parts(
    work: PackSession, boxed: Parcel | None, each: Recalled, units: int
) -> list[tuple[OrderLine, int]]:
    """Which of the order's lines give how many of them."""
    found = []
    for line in work.lines_of(each.goods.sku_id):
        there = line.in_totes
        if boxed is not None:
            inside = [one for one in boxed.lines if one.order_line_id == line.id]
            there = sum(one.quantity for one in inside if one.lot_id == each.quant.lot_id)
        if part := min(units, there):
            units -= part
            found.append((line, part))
    return found


def _go_on(tx: Transaction, work: PackSession) -> str:
    """Nothing of it is left here: the order is no longer on hold for it, and other bins give what it is short of.
    Answers the code of what the packer does next."""
    order = lock_order(tx, work.order_id or 0)
    end_goods_held(tx, order, [work], lambda hold: _packed(tx, order.id, hold))
    work.hear()
    short: Counter[int] = Counter({line.id: line.short - line.short_approved for line in order.lines})
    if +short and order.status in ("picked", "packing", "packed"):
        task = repick(tx, order.id, +short)
        if task is not None:
            return "pack.todo_others_come"
    return "pack.todo_go_on" if not any(order.open_holds) else "pack.todo_held"


def _packed(tx: Transaction, order_id: int, hold: StockHold) -> bool:
    """Whether such goods lie in another box of the order, or in a tote of it."""
    boxes = select(Parcel.id).where(Parcel.order_id == order_id, Parcel.state.not_in(GONE))
    inside = exists().where(ParcelLine.parcel_id.in_(boxes), ParcelLine.quantity > 0, *hold.goods(ParcelLine))
    return bool(tx.db.scalar(select(inside)))
