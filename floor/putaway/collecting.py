"""Components of kits, by scan: out of bins into the hand, and into the tote."""

from floor.catalogue.lookup import find_place
from floor.core.transaction import ALERTS, Transaction, Verdict
from floor.putaway.carried import labels
from floor.putaway.components import Needed, outlook
from floor.putaway.putting import put
from floor.putaway.taking import contents, set_quantity, take
from floor.putaway.totes import check_free
from models import Alert, AssembleTask, Place, Refused, Sku
from models.base import Facts
from scanners import Scan
from scanners.own_codes import spelled


def bind(tx: Transaction, work: AssembleTask, scan: Scan) -> Verdict:
    """An empty tote that nobody uses, known or new. Raises `Refused`: assemble.tote_first, assemble.tote_full,
    and those of `check_free`."""
    if scan.kind != "tote":
        raise Refused("assemble.tote_first", scanned=scan.text)
    try:
        tote = find_place(tx.db, scan)
    except Refused:
        tote = Place(code=str(scan.code), kind="tote")
        tx.db.add(tote)
        tx.db.flush()
    check_free(tx, tote)
    if contents(tx.db, tote):
        raise Refused("assemble.tote_full", tote=tote.code)
    work.tote = tote
    return Verdict("assemble.tote_ok", {"tote": tote.code}, {"op": "source"})


def go_to(tx: Transaction, work: AssembleTask, kit: Sku, scan: Scan) -> Verdict:
    """The bin that goods are taken out of: the one that is shown, or another that has some of what is lacking.

    Raises `Refused`: assemble.tote_next, pick.wrong_location, assemble.not_there, and those of `find_place`.
    """
    if work.holding is not None:
        raise Refused("assemble.tote_next", **work.holding.named, tote=work.tote.code if work.tote else "")
    needed = outlook(tx.db, work).needed
    places = [quant.place for each in needed for quant, _units in each.given]
    code = scan.code or scan.text
    place = next((each for each in places[:1] if code in map(spelled, each.codes)), None)
    if place is None and scan.kind == "digits2":
        raise Refused("pick.wrong_location", scanned=scan.text, expected=places[0].code if places else "")
    place = place or find_place(tx.db, scan)
    lacking = {each.sku.id for each in needed}
    if not any(quant.sku_id in lacking and work.may_take(quant) for quant in contents(tx.db, place)):
        raise Refused("assemble.not_there", location=place.code, kit=kit.code)
    before, work.source = work.source_id, place
    return Verdict("pick.location_ok", {"location": place.code}, {"op": "bin", "before": before})


def take_part(tx: Transaction, work: AssembleTask, sku: Sku, scan: Scan, quantity: int) -> Verdict:
    """Units of a component into the hand, out of the bin that was scanned.

    Raises `Refused`: assemble.not_in_kit, assemble.bin_first, assemble.too_many, assemble.unfit, and those of `take`.
    """
    kit, source = work.kit, work.source
    if sku.id not in work.parts:
        raise Refused("assemble.not_in_kit", **sku.named, kit=kit.code if kit else "")
    needed = outlook(tx.db, work).of(sku)
    if source is None:
        at = needed.given[0][0].place.code if needed else ""
        raise Refused("assemble.bin_first", **sku.named, location=at)
    here = [quant for quant, _units in needed.given if quant.place is source] if needed else []
    verdict = take(tx, work, source, scan, quantity, lot_id=here[0].lot_id if here else None)
    _check_needed(work, sku, needed)
    if needed and not any(quant.lot_id == work.holding_lot_id for quant in here):
        raise Refused("assemble.unfit", **sku.named, location=source.code)
    return verdict


def _check_needed(work: AssembleTask, sku: Sku, needed: Needed | None) -> None:
    left = needed.units if needed else 0
    if (work.units or 0) > left:
        raise Refused("assemble.too_many", **sku.named, kit=work.kit.code if work.kit else "", left=left)


def collect(tx: Transaction, work: AssembleTask, tote: Place, scan: Scan) -> Verdict:
    """What is in hand goes into the tote. Raises `Refused`: pick.wrong_tote, assemble.take_first, and those of
    `put`."""
    if (scan.code or scan.text) not in map(spelled, labels(tote)):
        raise Refused("pick.wrong_tote", scanned=scan.text, expected=tote.code)
    sku, source, units = work.holding, work.source, work.units or 0
    if sku is None or sku is work.kit or source is None:
        raise Refused("assemble.take_first", tote=tote.code)
    done = put(tx, work, source, tote, sku, work.holding_lot_id, units, work.why)
    work.drop()
    verdict = "assemble.collected" if outlook(tx.db, work).needed else "assemble.complete"
    params: Facts = {**sku.named, "units": units, "tote": tote.code, "kit": work.kit.name if work.kit else ""}
    return Verdict(verdict, params, {"op": "collect", "source": source.id, "put": done})


def say_missing(tx: Transaction, work: AssembleTask) -> Verdict:
    """The goods are not in the bin, as the person says twice: it is to be counted, and other bins give them.

    Raises `Refused`: scan.not_allowed.
    """
    source, needed = work.source, outlook(tx.db, work).needed
    gone = [quant for each in needed for quant, _units in each.given if quant.place is source]
    if source is None or work.holding is not None or not gone:
        raise Refused("scan.not_allowed", command="CMD-SHORT")
    named: Facts = {**gone[0].sku.named, "location": source.code}
    if not work.missing_asked:
        work.missing_asked = True
        return Verdict("replenish.missing_ask", named, {"op": "missing_asked"})
    missing = gone[0].available
    gone[0].counting, work.missing_asked, work.source = True, False, None
    tx.db.add(Alert(code="alert.count_bin", params={**named, "missing": missing}, work_id=work.id))
    tx.changed(ALERTS)
    return Verdict("assemble.missing", named, {"op": "barrier"})


def set_part(tx: Transaction, work: AssembleTask, scan: Scan) -> Verdict:
    """So many units of a component are in hand in all.

    Raises `Refused`: scan.scan_first, scan.not_allowed, assemble.too_many, and those of `set_quantity`.
    """
    if work.source is None:
        raise Refused("scan.scan_first" if scan.command == "QTY" else "scan.not_allowed", command=scan.text)
    verdict = set_quantity(tx, work, work.source, scan)
    if work.holding is not None:
        _check_needed(work, work.holding, outlook(tx.db, work).of(work.holding))
    return verdict
