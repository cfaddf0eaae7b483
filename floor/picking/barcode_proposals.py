"""A barcode that nobody knows, scanned at a pick line: proposed as the wanted SKU's, for a supervisor to decide."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from floor.catalogue import in_store
from floor.catalogue.barcodes import check_free
from floor.catalogue.goods_code import code_of_goods
from floor.catalogue.lookup import barcode_key
from floor.core.locking import lock_work
from floor.core.transaction import APPROVALS, Transaction
from floor.picking import picking
from models import BarcodeProposal, PickLine, Receipt, Refused, Sku
from models.barcodes import check_factor


def propose(tx: Transaction, scan_id: str, factor: int) -> BarcodeProposal:
    """Proposes what this person scanned last, at the bin, for the SKU that their pick task asks for there.

    The same proposal again is the one that waits already.

    Raises `Refused`: barcode.typed, barcode.scan_not_found, barcode.not_at_bin, barcode.scan_again (another scan came
    after), barcode.bad_factor, barcode.proposed_already, what `code_of_goods` and `check_free` say, and what the work
    says to somebody who does not hold it.
    """
    check_factor(factor)
    receipt = tx.db.scalar(select(Receipt).where(Receipt.id == scan_id))
    if receipt is None or receipt.person_id != tx.actor.person_id:
        raise Refused("barcode.scan_not_found", scan=scan_id)
    if receipt.source == "typed":
        raise Refused("barcode.typed", scanned=receipt.scan)
    line = _line_at_hand(tx, receipt)
    scan = tx.actor.read(receipt.scan, receipt.source)
    code = code_of_goods(in_store.named(tx.db, scan) if line.snapshot.get("weighed") else scan)
    check_free(tx, code, line.sku)
    if waiting := _waiting(tx, code, line.sku, factor):
        return waiting
    try:
        with tx.db.begin_nested():
            proposal = BarcodeProposal(
                sku=line.sku, code=code, key=barcode_key(code), factor=factor, place=line.place,
                work_id=receipt.work_id, proposed_by=tx.actor.person_id, proposed_at=tx.now,
            )  # fmt: skip
            tx.db.add(proposal)
    except IntegrityError:  # somebody proposed it at the same moment
        raise Refused("barcode.proposed_already", scanned=code, sku=line.sku.code) from None
    tx.changed(APPROVALS)
    return proposal


def _line_at_hand(tx: Transaction, receipt: Receipt) -> PickLine:
    """The line whose goods lie before the picker: its bin was scanned, and the refused scan is the last one."""
    work = lock_work(tx, receipt.work_id)
    if work.kind != "pick":
        raise Refused("barcode.not_at_bin")
    task = picking.load(tx.db, work.id, lock=True)
    task.check_holder(tx.actor.person_id or 0, tx.actor.device)
    task.check_open()
    step = next(task.walk())
    if step.kind != "sku":
        raise Refused("barcode.not_at_bin")
    last = tx.db.scalar(select(func.max(Receipt.seq)).where(Receipt.work_id == task.id))
    if last != receipt.seq:
        raise Refused("barcode.scan_again")
    return next(line for line in task.lines if line.id == step.line)


def _waiting(tx: Transaction, code: str, sku: Sku, factor: int) -> BarcodeProposal | None:
    query = select(BarcodeProposal).where(
        BarcodeProposal.key == barcode_key(code), BarcodeProposal.state == "proposed"
    )
    proposal = tx.db.scalar(query)
    if proposal is not None and (proposal.sku_id, proposal.factor) != (sku.id, factor):
        raise Refused("barcode.proposed_already", scanned=code, sku=proposal.sku.code)
    return proposal
