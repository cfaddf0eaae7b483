"""Barcode proposals: a picker proposes an unknown code for the SKU in the bin, a supervisor decides, and may retire it.

Proposing counts nothing: the unit is scanned by a code that is known, as before. What could be read wrongly, or is
somebody else's already, is refused before anybody is asked.
"""

from sqlalchemy import func, or_, select

from floor.catalogue.lookup import barcode_key
from floor.core.locking import locked
from floor.core.transaction import APPROVALS, Transaction
from models import Barcode, BarcodeProposal, Refused, Sku
from scanners.gs1 import is_digits


def check_free(tx: Transaction, code: str, sku: Sku) -> None:
    """Raises `Refused`: barcode.known (of this SKU), barcode.other_sku, barcode.ambiguous (of several).

    A case's GTIN-14 repeats the digits of what is in it: those of another SKU make it that SKU's case.
    """
    key = barcode_key(code)
    same = Barcode.key == key
    if is_digits(key) and len(key) == 14:
        same = or_(same, (func.length(Barcode.key) == 14) & (func.substr(Barcode.key, 2, 12) == key[1:13]))
    found = list(tx.db.scalars(select(Barcode).where(same)))
    owners = sorted({barcode.sku.code for barcode in found if barcode.key == key or barcode.sku_id != sku.id})
    if len(owners) > 1:
        raise Refused("barcode.ambiguous", scanned=code)
    if owners == [sku.code]:
        raise Refused("barcode.known", scanned=code, sku=sku.code)
    if owners:
        raise Refused("barcode.other_sku", scanned=code, sku=owners[0])


def decide(tx: Transaction, proposal_id: int, decision: str, note: str = "") -> BarcodeProposal:
    """Approves or refuses a proposal, never one's own. An approved barcode names its SKU from the next scan on.

    Raises `Refused`: barcode.not_found, approval.own, approval.unknown_decision, barcode.not_allowed (decided
    already), and what `check_free` raises when the code came to name a SKU meanwhile.
    """
    proposal = _locked_proposal(tx, proposal_id)
    proposal.decide(decision, tx.actor.person_id, note, tx.now)
    if proposal.state == "known":
        check_free(tx, proposal.code, proposal.sku)
        proposal.sku.barcodes.append(Barcode(code=proposal.code, key=proposal.key, factor=proposal.factor))
        _tell(tx, "barcode.learned", proposal)
    tx.changed(APPROVALS)
    return proposal


def retire(tx: Transaction, barcode_id: int, note: str = "") -> BarcodeProposal:
    """Retires a barcode: it names its SKU no more, also when a file lists it again; only a new proposal brings it back.

    Pick tasks that were made before go on as printed.

    Raises `Refused`: barcode.not_found.
    """
    barcode = tx.db.scalar(locked(select(Barcode).where(Barcode.id == barcode_id)))
    if barcode is None:
        raise Refused("barcode.not_found", barcode=str(barcode_id))
    proposal = tx.db.scalar(
        select(BarcodeProposal).where(
            BarcodeProposal.key == barcode.key,
            BarcodeProposal.sku_id == barcode.sku_id,
            BarcodeProposal.state == "known",
        )
    )
    if proposal is None:
        proposal = BarcodeProposal(
            sku=barcode.sku, code=barcode.code, key=barcode.key, factor=barcode.factor, state="known",
            proposed_at=None,
        )  # fmt: skip
        tx.db.add(proposal)
    proposal.retire(tx.actor.person_id, note, tx.now)
    barcode.sku.barcodes.remove(barcode)
    tx.db.flush()
    _tell(tx, "barcode.retired", proposal)
    return proposal


def _locked_proposal(tx: Transaction, proposal_id: int) -> BarcodeProposal:
    proposal: BarcodeProposal | None = tx.db.scalar(
        locked(select(BarcodeProposal).where(BarcodeProposal.id == proposal_id))
    )
    if proposal is None:
        raise Refused("barcode.not_found", barcode=str(proposal_id))
    return proposal


def _tell(tx: Transaction, event: str, proposal: BarcodeProposal) -> None:
    tx.tell(event, sku=proposal.sku.code, barcode=proposal.code, units=proposal.factor)


def settled(tx: Transaction, skus: list[int]) -> dict[tuple[int, str], str]:
    """(SKU, key) → known or retired, for what people decided about barcodes: a file does not overrule it."""
    query = select(BarcodeProposal.sku_id, BarcodeProposal.key, BarcodeProposal.state).where(
        BarcodeProposal.sku_id.in_(skus), BarcodeProposal.state.in_(("known", "retired"))
    )
    return {(sku_id, key): state for sku_id, key, state in tx.db.execute(query.order_by(BarcodeProposal.id))}
