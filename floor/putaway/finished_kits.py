"""Finished kits, by scan: out of the tote of their components into a bin."""

from datetime import date

from sqlalchemy import select

from floor.catalogue.lookup import find_place
from floor.core.transaction import Transaction, Verdict
from floor.putaway.assemblies import finish
from floor.putaway.components import makeable
from floor.putaway.putting import check_place, propose_for, put
from floor.putaway.taking import contents
from floor.stock.ledger import move, outside
from models import AssembleTask, Lot, Place, Quant, Refused, Sku
from models.base import Facts
from models.undo import Barrier
from models.undo_carrying import TakenOut
from scanners import Scan

ENDED: Barrier = {"op": "barrier"}


def take_kits(tx: Transaction, work: AssembleTask, kit: Sku, units: int) -> Verdict:
    """Kits into the hand, as many as what is in the tote makes. Raises `Refused`: assemble.tote_next,
    assemble.incomplete."""
    if work.holding not in (None, kit):
        raise Refused("assemble.tote_next", **work.holding.named, tote=work.tote.code if work.tote else "")
    held, most = work.units or 0, makeable(tx.db, work)
    if held + units > most:
        raise Refused("assemble.incomplete", **kit.named, most=most)
    undo: TakenOut = {"op": "take", "units": units}
    work.holding, work.holding_lot_id, work.units, work.source = kit, None, held + units, None
    propose_for(tx, work, kit, None, held + units)
    return Verdict("putback.sku_ok", {**kit.named, "units": held + units}, undo, kit.code)


def store(tx: Transaction, work: AssembleTask, kit: Sku, tote: Place, scan: Scan) -> Verdict:
    """The kits in hand go into a bin: their components leave the stock, and the kits come into it.

    Raises `Refused`: pick.wrong_location, putback.not_a_bin, assemble.incomplete, and those of `check_place`.
    """
    place, units = _target(tx, work, scan), work.units or 0
    if units > (most := makeable(tx.db, work)):
        raise Refused("assemble.incomplete", **kit.named, most=most)
    question = check_place(tx, work, place, kit, None, units)
    if question is not None:
        return question
    made_of, expiries = outside(tx.db, "assembly"), list[date]()
    for sku_id, each in work.parts.items():
        for quant, part in _out_of(contents(tx.db, tote), sku_id, each * units):
            expiries += [quant.lot.expiry] if quant.lot and quant.lot.expiry else []
            put(tx, work, tote, made_of, quant.sku, quant.lot_id, part, work.why)
    lot = _lot(tx, work, kit, min(expiries, default=None))
    move(tx, kit.id, lot.id if lot else None, units, made_of, place, work.why, work_id=work.id)
    work.drop()
    work.made, work.target, work.asked_id = (work.made or 0) + units, None, None
    params: Facts = {**kit.named, "units": units, "location": place.code}
    if work.left:
        return Verdict("putback.put_ok", params, ENDED)
    left = finish(tx, work)
    return Verdict("assemble.left_over" if left else "assemble.done", {**params, "tote": tote.code}, ENDED)


def _out_of(inside: list[Quant], sku_id: int, units: int) -> list[tuple[Quant, int]]:
    """Which of the goods in the tote go into the kits: those first that expire first."""
    quants = [quant for quant in inside if quant.sku_id == sku_id]
    found = []
    for quant in sorted(quants, key=lambda q: (q.lot.expiry if q.lot and q.lot.expiry else date.max, q.id)):
        part = min(units, quant.on_hand)
        units -= part
        if part:
            found.append((quant, part))
    return found


def _lot(tx: Transaction, work: AssembleTask, kit: Sku, expiry: date | None) -> Lot | None:
    """Kits that have lots are of the lot that bears the work's number, and last as long as what is in them."""
    if kit.track != "lot":
        return None
    lot = tx.db.scalar(select(Lot).where(Lot.sku_id == kit.id, Lot.code == work.number))
    if lot is None:
        lot = Lot(sku=kit, code=work.number, expiry=expiry)
        tx.db.add(lot)
    elif expiry is not None:
        lot.expiry = min(expiry, lot.expiry or expiry)
    tx.db.flush()
    return lot


def _target(tx: Transaction, work: AssembleTask, scan: Scan) -> Place:
    if scan.kind == "digits2":
        if work.target is None or scan.text != work.target.check:
            raise Refused(
                "pick.wrong_location", scanned=scan.text, expected=work.target.code if work.target else ""
            )
        return work.target
    place = find_place(tx.db, scan)
    if place.kind != "bin":
        raise Refused("putback.not_a_bin", scanned=scan.text)
    return place


def close(tx: Transaction, work: AssembleTask) -> Verdict:
    """The work ends here, with fewer kits than were wanted. What is left in the tote is put away."""
    made, wanted = work.made or 0, work.wanted or 0
    left = finish(tx, work)
    named = work.kit.named if work.kit else {}
    params: Facts = {**named, "units": made, "wanted": wanted, "tote": work.tote.code if work.tote else ""}
    return Verdict("assemble.ended_left" if left else "assemble.ended", params, ENDED)


def set_kits(tx: Transaction, work: AssembleTask, kit: Sku, scan: Scan) -> Verdict:
    """So many kits are in hand in all. Raises `Refused`: scan.not_allowed, scan.bad_count."""
    if scan.command != "QTY":
        raise Refused("scan.not_allowed", command=scan.text)
    wanted, most = scan.quantity or 0, makeable(tx.db, work)
    if not 1 <= wanted <= most:
        raise Refused("scan.bad_count", counted=wanted, most=most)
    undo: TakenOut = {"op": "take", "units": wanted - (work.units or 0)}
    work.units = wanted
    propose_for(tx, work, kit, None, wanted)
    return Verdict("putback.sku_ok", {**kit.named, "units": wanted}, undo)
