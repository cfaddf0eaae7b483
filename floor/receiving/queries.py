"""Deliveries as the API, the station and the desk show them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import GoodsReceipt, GoodsReceiptLine, Place, Refused


def _whole() -> Any:
    return select(GoodsReceipt).options(
        joinedload(GoodsReceipt.person),
        joinedload(GoodsReceipt.dock),
        selectinload(GoodsReceipt.lines).joinedload(GoodsReceiptLine.sku),
    )


def receipt_with_lines(session: Session, receipt_id: int) -> GoodsReceipt:
    """The receipt with all that is shown of it. Raises `Refused`: receipt.not_found."""
    receipt: GoodsReceipt | None = session.scalar(_whole().where(GoodsReceipt.id == receipt_id))
    if receipt is None:
        raise Refused("receipt.not_found", receipt=str(receipt_id))
    return receipt


def receipts_after(
    session: Session,
    *,
    supplier: str | None = None,
    number: str | None = None,
    state: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[GoodsReceipt], str | None]:
    """Lists receipts in the order in which they were announced, and the cursor to go on from, None at the end."""
    query = _whole().where(GoodsReceipt.id > (after or 0)).order_by(GoodsReceipt.id).limit(limit + 1)
    wanted = ((GoodsReceipt.supplier, supplier), (GoodsReceipt.delivery, number), (GoodsReceipt.state, state))
    for column, value in wanted:
        if value is not None:
            query = query.where(column == value)
    found = list(session.scalars(query))
    return found[:limit], str(found[limit - 1].id) if len(found) > limit else None


def receipt_state(receipt: GoodsReceipt) -> dict[str, Any]:
    return {
        "id": str(receipt.id),
        "work": receipt.number,
        "supplier": receipt.supplier or "",
        "number": receipt.delivery or "",
        "state": receipt.state,
        "blind": bool(receipt.blind),
        "dock": receipt.dock.code if receipt.dock else None,
        "person": receipt.person.name if receipt.person else None,
        "announced_at": receipt.created_at,
        "expected_by": receipt.due,
        "closed_at": receipt.ended_at,
        "reason": receipt.closed_because or "",
        "lines": [_line(line) for line in receipt.lines],
        "proposal": receipt.proposal,
    }


def _line(line: GoodsReceiptLine) -> dict[str, Any]:
    return {
        "sku": line.sku.code,
        "lot": line.lot,
        "expiry": line.expiry.isoformat() if line.expiry else None,
        "sscc": line.sscc or None,
        "expected": line.expected,
        "counted": line.counted,
        "damaged": line.damaged,
    }


def is_pallet(session: Session, sscc: str) -> bool:
    return session.scalar(select(Place.id).where(Place.code == sscc, Place.kind == "pallet")) is not None
