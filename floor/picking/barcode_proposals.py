"""A barcode that nobody knows, scanned at a pick line or on received goods: proposed as the SKU's that is meant, for a
supervisor to decide."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from floor.catalogue import in_store
from floor.catalogue.barcodes import check_free
from floor.catalogue.goods_code import code_of_goods
from floor.catalogue.lookup import barcode_key
from floor.core.locking import lock_work
from floor.core.transaction import APPROVALS, Transaction
from floor.picking import picking
from floor.receiving import receiving
from models import BarcodeProposal, Place, Receipt, Refused, Sku
from models.barcodes import check_factor


@dataclass(frozen=True, slots=True)
class _Meant:
    """The goods that lie before the person: `place` is the bin or container, `weighed` whether a scale labels them."""

    sku: Sku
    place: Place | None
    weighed: bool


def propose(tx: Transaction, scan_id: str, factor: int, sku: str = "") -> BarcodeProposal:
    """Proposes what this person scanned last, at the bin, for the SKU that their pick task asks for there; or on goods
    that come in, for one of the SKUs of that receipt, which they name.

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
    meant = _meant(tx, receipt, sku)
    scan = tx.actor.read(receipt.scan, receipt.source)
    code = code_of_goods(in_store.named(tx.db, scan) if meant.weighed else scan)
    check_free(tx, code, meant.sku)
    if waiting := _waiting(tx, code, meant.sku, factor):
        return waiting
    try:
        with tx.db.begin_nested():
            proposal = BarcodeProposal(
                sku=meant.sku, code=code, key=barcode_key(code), factor=factor, place=meant.place,
                work_id=receipt.work_id, proposed_by=tx.actor.person_id, proposed_at=tx.now,
            )  # fmt: skip
            tx.db.add(proposal)
    except IntegrityError:  # somebody proposed it at the same moment
        raise Refused("barcode.proposed_already", scanned=code, sku=meant.sku.code) from None
    tx.changed(APPROVALS)
    return proposal


def _meant(tx: Transaction, receipt: Receipt, sku: str) -> _Meant:
    """The goods before the person: their work goes on, asks for goods, and the refused scan is its last one."""
    work = lock_work(tx, receipt.work_id)
    if work.kind not in ("pick", "receive"):
        raise Refused("barcode.not_at_bin")
    work.check_holder(tx.actor.person_id or 0, tx.actor.device)
    work.check_open()
    meant = _of_pick(tx, work.id) if work.kind == "pick" else _of_receipt(tx, work.id, sku)
    last = tx.db.scalar(select(func.max(Receipt.seq)).where(Receipt.work_id == work.id))
    if last != receipt.seq:
        raise Refused("barcode.scan_again")
    return meant


def _of_pick(tx: Transaction, task_id: int) -> _Meant:
    task = picking.load(tx.db, task_id, lock=True)
    step = next(task.walk())
    if step.kind != "sku":
        raise Refused("barcode.not_at_bin")
    line = next(line for line in task.lines if line.id == step.line)
    return _Meant(line.sku, line.place, bool(line.snapshot.get("weighed")))


def _of_receipt(tx: Transaction, receipt_id: int, sku: str) -> _Meant:
    work = receiving.load(tx.db, receipt_id, lock=True)
    named = next((line.sku for line in work.lines if line.sku.code == sku), None)
    if named is None or work.container is None:
        raise Refused("barcode.not_at_bin")
    return _Meant(named, work.container, named.weight_tolerance_percent is not None)


def _waiting(tx: Transaction, code: str, sku: Sku, factor: int) -> BarcodeProposal | None:
    query = select(BarcodeProposal).where(
        BarcodeProposal.key == barcode_key(code), BarcodeProposal.state == "proposed"
    )
    proposal = tx.db.scalar(query)
    if proposal is not None and (proposal.sku_id, proposal.factor) != (sku.id, factor):
        raise Refused("barcode.proposed_already", scanned=code, sku=proposal.sku.code)
    return proposal
