"""Kits that are to be put together: asked for by a supervisor, and ended."""

from collections.abc import Iterable

from sqlalchemy import select

from floor.catalogue.kits import Bills
from floor.catalogue.lookup import find_called
from floor.core.locking import lock_work
from floor.core.transaction import Transaction, work_topics
from floor.printing.jobs import print_labels
from floor.putaway import totes
from floor.putaway.putaway import lane
from floor.putaway.taking import contents
from floor.stock.allocation import available, today
from floor.work.claims import end_claims
from models import AssembleTask, Refused, Sku

MOST_LABELS = 500


def ask(tx: Transaction, sku_code: str, kits: int, printer_id: int | None = None) -> AssembleTask:
    """Work to put so many kits together. Where a printer is named and the kit has a barcode, its labels are printed.

    Raises `Refused`: kit.unknown_sku, assemble.no_kit, assemble.numbered, assemble.lots_needed, assemble.short,
    printer.not_found, scan.ambiguous.
    """
    kit = find_called(tx.db, Sku, sku_code)
    if kit is None:
        raise Refused("kit.unknown_sku", column="sku", sku=sku_code)
    bills = Bills.of(tx.db, [kit.id])
    if kit.id not in bills:
        raise Refused("assemble.no_kit", **kit.named)
    bill = bills.whole(kit.id)
    skus = {sku.id: sku for sku in tx.db.scalars(select(Sku).where(Sku.id.in_(bill)))}
    _check_tracked(kit, skus.values())
    there = available(tx.db, bill, today(tx))
    can = min(there[sku_id] // units for sku_id, units in bill.items())
    if can < kits:
        lacking = next(skus[sku_id] for sku_id, units in bill.items() if there[sku_id] < units * kits)
        missing = bill[lacking.id] * kits - there[lacking.id]
        raise Refused("assemble.short", kit=kit.code, units=kits, can=can, **lacking.named, missing=missing)
    work = AssembleTask(kit=kit, bill={str(sku_id): units for sku_id, units in bill.items()}, wanted=kits)
    tx.db.add(work)
    tx.db.flush()
    if printer_id is not None and kit.barcodes:
        print_labels(tx, printer_id, "sku", [kit.code] * min(kits, MOST_LABELS))
    tx.changed(work_topics(work.id))
    return work


def _check_tracked(kit: Sku, components: Iterable[Sku]) -> None:
    """What has lots makes kits that have lots, or nobody would know which kits a recall concerns, nor until when they
    may be sold."""
    if kit.track == "serial":
        raise Refused("assemble.numbered", **kit.named)
    of_lots = next((sku for sku in components if sku.track == "lot"), None)
    if of_lots is not None and kit.track != "lot":
        raise Refused("assemble.lots_needed", kit=kit.code, **of_lots.named)


def end(tx: Transaction, work_id: int) -> AssembleTask:
    """A supervisor ends the work; what is in its tote is put away.

    Raises `Refused`: work.not_found, work.closed, work.cancelled, assemble.in_hand.
    """
    work = lock_work(tx, work_id)
    if not isinstance(work, AssembleTask):
        raise Refused("work.not_found", work=work_id)
    work.check_open()
    finish(tx, work)
    return work


def finish(tx: Transaction, work: AssembleTask) -> int:
    """Ends the work. Answers the units that are left in its tote, which are put away. Raises `Refused`:
    assemble.in_hand."""
    if work.holding is not None:
        raise Refused("assemble.in_hand", **work.holding.named, units=work.units or 0)
    work.do("finish" if work.made else "cancel", tx.now)
    end_claims(tx, work)
    tx.db.flush()
    tx.changed(work_topics(work.id))
    if work.tote is None:
        return 0
    left = sum(quant.on_hand for quant in contents(tx.db, work.tote))
    totes.settle(tx, work.tote, lane(tx))
    return left
