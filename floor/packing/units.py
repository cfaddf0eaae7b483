"""Units in the pack check: each is scanned from its tote into the box; goods that do not belong there are refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import bindparam, select

from floor.catalogue import in_store
from floor.catalogue.lookup import find_bin, find_lot, find_sku
from floor.catalogue.picture_files import address
from floor.core.transaction import ALERTS, Transaction, Verdict
from floor.stock.allocation import today
from floor.stock.ledger import Posted, move_by_id
from floor.stock.serials import find_serial, warn_of_zeros
from floor.work.questions import with_record
from floor.work.scans import units_of
from models import Lot, MisplacedGoods, Order, OrderLine, PackSession, Parcel, Quant, Refused, Serial, Sku
from models.base import Facts
from models.packed_goods import Goods
from models.parcels import shares
from models.undo import UnitsPacked
from scanners import Scan

FIRST = {
    "tote": "pack.tote_first",
    "carton": "pack.carton_first",
    "weight": "pack.weigh_first",
    "close": "pack.close_first",
    "parcel": "pack.label_first",
}  # what the packer is told when something else comes first; a material and units have codes of their own


def out_of_turn(session: PackSession, scan: Scan) -> Refused:
    """The refusal for a scan that another step must come before.

    Returns `Refused`: pack.tote_first, pack.carton_first, pack.material_required, pack.units_first, pack.weigh_first,
    pack.close_first, pack.label_first.
    """
    stage, parcel = session.stage, session.parcel
    if stage == "material":
        return Refused("pack.material_required", notice=f"handling.{session.notices[0]}", scanned=scan.text)
    if stage == "sku":
        return Refused("pack.units_first", left=session.units_left, scanned=scan.text)
    totes = [tote.code for tote in session.totes if not tote.scanned]
    return Refused(FIRST[stage], totes=totes, sscc=parcel.sscc if parcel else None, scanned=scan.text)


def scan_units(tx: Transaction, session: PackSession, scan: Scan, quantity: int) -> Verdict:
    """Units of a SKU that the order still needs go from the totes into the parcel, in any order of SKUs.

    Raises `Refused`: pack.too_many, pack.serial_needed, pack.serial_each, pack.wrong_serial, scan.ambiguous, and those
    of `identify`, `sources`, `measured`, `put_in` and `out_of_turn`.
    """
    if scan.kind != "sku" and (scan.kind != "gs1" or scan.gtin is None):
        serial = _serial_of(tx, session, scan)
        if serial is not None:
            return _pack_serial(tx, session, scan, serial, quantity)
    goods, factor = identify(tx, session, scan)
    lines = session.lines_of(goods.sku_id)
    left = sum(line.in_totes for line in lines)
    units = units_of(scan, factor, quantity)
    if units > left:
        raise Refused("pack.too_many", **goods.named, scanned=units)
    if goods.track == "serial":
        return _pack_serial(tx, session, scan, _serial_scanned(tx, session, scan, goods), units)
    parcel = _open_parcel(session, scan)
    there = sources(tx, session, goods.sku_id, scan)
    said = _measured(goods, scan, units, quantity)
    grams = cast("int | None", said.get("grams"))
    moves = list(put_in(tx, session, parcel, lines, there, units, grams=grams))
    return _counted(session, parcel, goods, factor, moves, said)


def _measured(goods: Goods, scan: Scan, units: int, quantity: int) -> Facts:
    if not goods.weighed:
        return {}
    return in_store.measured(goods.weighed, goods.named, scan, units, quantity)


def identify(tx: Transaction, session: PackSession, scan: Scan) -> tuple[Goods, int]:
    """Identifies the SKU of the order that was scanned, and its pack factor; by its own codes without asking the
    database.

    Raises `Refused`: scan.not_allowed, pack.wrong_item (goods of another order), scan.unknown, scan.ambiguous.
    """
    own = {goods.sku_id: goods for goods in session.goods.values()}
    named = [goods for goods in own.values() if scan.text in goods.codes]
    if len(named) == 1:
        return named[0], named[0].factors.get(scan.text, 1)
    if scan.kind not in ("sku", "gtin", "gs1", "plain", "waybill", "digits2", "ambiguous"):
        raise Refused("scan.not_allowed", command=scan.text)
    sku, factor = find_sku(tx.db, scan)
    if sku.id not in own:
        raise _misplaced(tx, session, scan, sku)
    return own[sku.id], factor


def _open_parcel(session: PackSession, scan: Scan) -> Parcel:
    parcel = session.parcel
    if session.stage != "sku" or parcel is None:
        raise out_of_turn(session, scan)
    return parcel


@dataclass(slots=True)
class Lying:
    """Units of a SKU, of one lot, in one of the session's totes."""

    place_id: int
    lot_id: int | None
    lot: str | None
    expiry: date | None
    units: int


_SOURCES = (
    select(Quant.place_id, Quant.lot_id, Lot.code, Lot.expiry, Quant.on_hand)
    .outerjoin(Lot, Lot.id == Quant.lot_id)
    .where(Quant.sku_id == bindparam("sku"), Quant.place_id.in_(bindparam("totes", expanding=True)))
    .where(Quant.on_hand > 0)
    .order_by(Lot.expiry.is_(None), Lot.expiry, Quant.id)
)


def sources(tx: Transaction, session: PackSession, sku_id: int, scan: Scan | None = None) -> list[Lying]:
    """Lists what the session's totes hold of a SKU, the lot that expires first, first: only of the lot and the date
    that the scan bears.

    Raises `Refused`: pack.wrong_lot, pack.expired_lot, pack.wrong_expiry, and those of `find_lot`.
    """
    totes = [tote.tote_id for tote in session.totes]
    rows = tx.connection.execute(_SOURCES, {"sku": sku_id, "totes": totes})
    found = [Lying(*row) for row in rows]
    if scan and scan.lot and any(each.lot for each in found):
        found = _of_lot(tx, found, sku_id, scan.lot)
    return _of_date(tx, found, scan, scan.expiry) if scan and scan.expiry else found


def _of_lot(tx: Transaction, found: list[Lying], sku_id: int, scanned: str) -> list[Lying]:
    inside = [each.lot for each in found if each.lot]
    named = find_lot(tx.db, sku_id, scanned, inside)
    same = [each for each in found if each.lot and each.lot == named]
    if not same:
        raise Refused("pack.wrong_lot", scanned=scanned, expected=inside)
    return same


def _of_date(tx: Transaction, found: list[Lying], scan: Scan, expiry: date) -> list[Lying]:
    scanned = scan.lot or scan.text
    if expiry < today(tx):
        raise Refused("pack.expired_lot", scanned=scanned, expiry=expiry.isoformat())
    same = [each for each in found if each.expiry in (None, expiry)]
    if found and not same:
        filed = sorted({each.expiry.isoformat() for each in found if each.expiry})
        raise Refused("pack.wrong_expiry", scanned=scanned, expiry=expiry.isoformat(), filed=filed)
    return same


def put_in(
    tx: Transaction, session: PackSession, parcel: Parcel, lines: list[OrderLine], there: list[Lying], units: int,
    serial: str | None = None, grams: int | None = None,
) -> Iterator[Posted]:  # fmt: skip
    """Moves units from the totes into the parcel, line by line, which weigh so much together where a label said it;
    yields the ledger's moves.

    Raises `Refused`: pack.not_in_totes.
    """
    if sum(each.units for each in there) < units:
        raise Refused("pack.not_in_totes", scanned=units)
    found = list(_parts(lines, there, units))
    weights = shares(grams, [part for _line, _lying, part in found])
    for (line, lying, part), weight in zip(found, weights, strict=True):
        parcel.put_in(line, session.goods[line.id], lying.lot_id, part, weight)
        parcel.counting = None if serial else line.id
        yield move_by_id(
            tx, line.sku_id or 0, lying.lot_id, part, lying.place_id, parcel.place_id, "pack",
            allocated=0, work_id=session.id, order_line_id=line.id, serial=serial,
        )  # fmt: skip


def _parts(lines: list[OrderLine], there: list[Lying], units: int) -> Iterator[tuple[OrderLine, Lying, int]]:
    """Which line gets how many of the units from where."""
    for line in lines:
        wanted = line.in_totes
        for lying in there:
            part = min(units, wanted, lying.units)
            if part > 0:
                units, wanted, lying.units = units - part, wanted - part, lying.units - part
                yield line, lying, part


def _counted(
    session: PackSession, parcel: Parcel, goods: Goods, factor: int, moves: list[Posted], said: Facts
) -> Verdict:
    """The verdict says what was counted, what its label said, and how many units are left in all, never how many of
    this SKU."""
    units = sum(entry.quantity for entry in moves)
    how = "pack.by_unit" if factor == 1 else "pack.by_case"
    undo: UnitsPacked = {"op": "moves", "moves": [entry.id for entry in moves], "parcel": parcel.id}
    if "grams" in said:
        how, undo["grams"] = "pack.by_weight", cast(int, said["grams"])
    params: Facts = {
        **goods.named,
        "units": units,
        "left": session.units_left,
        "how": how,
        **({"picture": address(goods.picture)} if goods.picture else {}),
    }
    return Verdict("pack.item_ok", {**params, **said}, undo, "" if goods.track == "serial" else goods.code)


def _serial_of(tx: Transaction, session: PackSession, scan: Scan) -> Serial | None:
    """The serial in the totes that a bare scan names, where the order has serial-tracked goods."""
    tracked = [goods.sku_id for goods in session.goods.values() if goods.track == "serial"]
    if not tracked:
        return None
    code = scan.serial or scan.text
    found = find_serial(tx.db, tracked, code, [tote.tote_id for tote in session.totes])
    if found is None and scan.kind == "serial":
        raise Refused("pack.wrong_serial", scanned=code)
    return found


def _serial_scanned(tx: Transaction, session: PackSession, scan: Scan, goods: Goods) -> Serial:
    if scan.serial is None:
        raise Refused("pack.serial_needed", **goods.named)
    totes = [tote.tote_id for tote in session.totes]
    found = find_serial(tx.db, [goods.sku_id], scan.serial, totes)
    found = found or (warn_of_zeros(tx, scan, [goods.sku_id], totes) if scan.epc else None)
    if found is None:
        raise Refused("pack.wrong_serial", scanned=scan.serial, sku=goods.code)
    return found


def _pack_serial(tx: Transaction, session: PackSession, scan: Scan, serial: Serial, quantity: int) -> Verdict:
    """One numbered unit, which must have been picked for this order."""
    if quantity != 1:
        raise Refused("pack.serial_each", scanned=scan.text)
    parcel = _open_parcel(session, scan)
    lines = session.lines_of(serial.sku_id)
    there = [each for each in sources(tx, session, serial.sku_id, scan) if each.place_id == serial.place_id]
    moves = list(put_in(tx, session, parcel, lines, there, 1, serial.code))
    serial.place_id = parcel.place_id
    return _counted(session, parcel, session.goods[lines[0].id], 1, moves, {})


def _misplaced(tx: Transaction, session: PackSession, scan: Scan, sku: Sku) -> Refused:
    """Goods of another order: to the problem shelf, and onto the supervisor's list with where they belong."""
    belongs = _where_it_belongs(tx, session, sku)
    session_id, order_number, sku_id = session.id, session.order.number, sku.id

    def record(recording: Transaction) -> None:
        same = select(MisplacedGoods.id).where(
            MisplacedGoods.session_id == session_id,
            MisplacedGoods.sku_id == sku_id,
            MisplacedGoods.solved_at.is_(None),
        )
        if recording.db.scalar(same.limit(1)) is None:
            recording.db.add(
                MisplacedGoods(
                    session_id=session_id, scanned=scan.text, sku_id=sku_id, belongs=belongs,
                    person_id=recording.actor.person_id, at=recording.now,
                )
            )  # fmt: skip
            recording.changed(ALERTS)

    refused = Refused(
        "pack.wrong_item", scanned=sku.code, name=sku.name, order=order_number, belongs=belongs,
        where="pack.belongs_there" if belongs else "pack.belongs_unknown",
    )  # fmt: skip
    return with_record(refused, record)


def _where_it_belongs(tx: Transaction, session: PackSession, sku: Sku) -> str:
    """The number of an order that is short of it, else the bin that holds it, else nothing."""
    short = (
        select(Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            OrderLine.sku_id == sku.id,
            OrderLine.short > OrderLine.short_approved,
            Order.id != session.order_id,
        )
        .where(Order.status.in_(("picking", "picked", "packing")))
    )
    found = tx.db.scalar(short.order_by(Order.id).limit(1))
    return found or find_bin(tx.db, sku.id)
