"""Units out of a place into the hand, by their labels: what these carry beside the goods counts here too."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from floor.catalogue.lookup import find_lot, find_sku
from floor.core.transaction import Transaction, Verdict
from floor.stock.allocation import today
from floor.work.scans import units_of
from models import Place, Quant, Refused, Sku
from models.base import Facts
from models.carrying import CarryingWork
from models.undo_carrying import TakenOut
from scanners import Scan


def contents(session: Session, source: Place, *, codes: bool = False) -> list[Quant]:
    """What lies there; with the `codes` of the goods where a screen is to list them."""
    return list(session.scalars(_LISTED if codes else _LYING, {"source": source.id}))


# made once, as every scan of carried goods reads them several times
_THERE = (
    select(Quant)
    .where(Quant.place_id == bindparam("source"), Quant.on_hand > 0)
    .options(joinedload(Quant.lot))
    .order_by(Quant.id)
)
_LYING = _THERE.options(joinedload(Quant.sku))
_LISTED = _THERE.options(joinedload(Quant.sku).selectinload(Sku.barcodes))


def take(
    tx: Transaction, work: CarryingWork, source: Place, scan: Scan, quantity: int, lot_id: int | None = None
) -> Verdict:
    """Takes units into the person's hand; in the ledger they stay in the source until their target is scanned. Where
    the label names no lot, it is this one, or else the first that is there.

    Raises `Refused`: putback.bin_first, putback.not_inside, putback.too_many, putback.serial_twice, putback.expired,
    putback.wrong_expiry, and those of `find_sku`, `find_lot` and `units_of`.
    """
    sku, factor = find_sku(tx.db, scan)
    if work.holding is not None and work.holding is not sku:
        raise Refused("putback.bin_first", **work.holding.named)
    units = units_of(scan, factor, quantity)
    inside = [quant for quant in _inside(tx, source, sku, scan) if work.may_take(quant)]
    if not inside:
        raise Refused("putback.not_inside", **sku.named, place=source.code)
    inside.sort(key=lambda quant: lot_id not in (None, quant.lot_id))
    if work.holding is not None:
        inside = [quant for quant in inside if quant.lot_id == work.holding_lot_id]
        if not inside:
            raise Refused("putback.bin_first", **sku.named)
    held = work.units or 0
    most = work.may_take(inside[0])
    if units + held > most:
        raise Refused("putback.too_many", **sku.named, left=most - held, place=source.code)
    undo: TakenOut = {"op": "take", "units": units}
    if scan.serial and sku.track == "serial" and units == 1:
        _take_serial(work, sku, scan.serial)
        undo["serial"] = scan.serial
    work.holding, work.holding_lot_id, work.units = sku, inside[0].lot_id, held + units
    return Verdict("putback.sku_ok", {**sku.named, "units": held + units}, undo, sku.code)


def _take_serial(work: CarryingWork, sku: Sku, serial: str) -> None:
    in_hand = work.serials or []
    if serial in in_hand:
        raise Refused("putback.serial_twice", **sku.named, serial=serial)
    work.serials = [*in_hand, serial]


def set_quantity(tx: Transaction, work: CarryingWork, source: Place, scan: Scan) -> Verdict:
    """So many are in hand in all, as CMD-QTY-n says after one scan of the goods.

    Raises `Refused`: scan.not_allowed, scan.scan_first, scan.bad_count.
    """
    if scan.command != "QTY":
        raise Refused("scan.not_allowed", command=scan.text)
    sku, wanted = work.holding, scan.quantity or 0
    if sku is None:
        raise Refused("scan.scan_first", command=scan.text)
    there = sum(
        work.may_take(quant)
        for quant in contents(tx.db, source)
        if (quant.sku_id, quant.lot_id) == (sku.id, work.holding_lot_id)
    )
    if not 1 <= wanted <= there:
        raise Refused("scan.bad_count", counted=wanted, most=there)
    undo: TakenOut = {"op": "take", "units": wanted - (work.units or 0)}
    work.units = wanted
    return Verdict("putback.sku_ok", {**sku.named, "units": wanted}, undo)


def give_back(work: CarryingWork, undo: TakenOut) -> Facts:
    """Undoes `take` and `set_quantity`: the units go back where they came from."""
    held = work.holding
    goods: Facts = held.named if held else {"sku": "", "name": ""}
    work.units = (work.units or 0) - undo["units"]
    if "serial" in undo:
        work.serials = [each for each in work.serials or [] if each != undo["serial"]]
    if not work.units:
        work.drop()
    return {"todo": "pick.into_tote", "units": abs(undo["units"]), **goods}


def _inside(tx: Transaction, source: Place, sku: Sku, scan: Scan) -> list[Quant]:
    """What is inside of this SKU, only of the lot and the date that the label bears."""
    found = [quant for quant in contents(tx.db, source) if quant.sku_id == sku.id]
    if scan.lot and any(quant.lot for quant in found):
        named = find_lot(tx.db, sku.id, scan.lot, [quant.lot.code for quant in found if quant.lot])
        found = [quant for quant in found if quant.lot and quant.lot.code == named]
    return _of_date(tx, found, sku, scan.expiry) if scan.expiry else found


def _of_date(tx: Transaction, found: list[Quant], sku: Sku, expiry: date) -> list[Quant]:
    """Goods that have expired, or whose lot has another date on file, are put where nobody picks them."""
    goods: Facts = {**sku.named, "expiry": expiry.isoformat()}
    if expiry < today(tx):
        raise Refused("putback.expired", **goods)
    dates = [quant.lot.expiry if quant.lot else None for quant in found]
    same = [quant for quant, filed in zip(found, dates, strict=True) if filed in (None, expiry)]
    if found and not same:
        raise Refused("putback.wrong_expiry", **goods, filed=sorted({str(filed) for filed in dates if filed}))
    return same
