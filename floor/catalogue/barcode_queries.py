"""Barcodes as a supervisor looks at them: what waits for a decision, what was decided, and what names a SKU now."""

from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from floor.catalogue.lookup import barcode_key
from models import Barcode, BarcodeProposal, Person, Refused, Sku

PROPOSED, DECIDED, RETIRED = aliased(Person), aliased(Person), aliased(Person)


def proposals_after(
    session: Session, state: str | None, after: int, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Lists the proposals in this state (None: all), the oldest first, and the cursor to go on from, None at the
    end."""
    query = _whole().where(BarcodeProposal.id > after).order_by(BarcodeProposal.id).limit(limit + 1)
    if state is not None:
        query = query.where(BarcodeProposal.state == state)
    rows = session.execute(query).all()
    shown = [_shown(*row) for row in rows[:limit]]
    return shown, shown[-1]["id"] if len(rows) > limit else None


def decided_proposals(session: Session, wanted: str, limit: int) -> list[dict[str, Any]]:
    """What became of proposals and of retired barcodes, the newest first."""
    query = (
        _whole().where(BarcodeProposal.state != "proposed").order_by(BarcodeProposal.id.desc()).limit(limit)
    )
    if wanted:
        query = query.join(Sku).where(_called(wanted, BarcodeProposal.key))
    return [_shown(*row) for row in session.execute(query)]


def proposal_state(session: Session, proposal_id: int) -> dict[str, Any]:
    """One barcode proposal. Raises `Refused`: barcode.not_found."""
    row = session.execute(_whole().where(BarcodeProposal.id == proposal_id)).first()
    if row is None:
        raise Refused("barcode.not_found", barcode=str(proposal_id))
    return _shown(*row)


def barcodes_of(
    session: Session, wanted: str, after: int, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """What names a SKU now: of the SKU with this code, or with this barcode ("" for all); and the cursor."""
    query = select(Barcode).options(joinedload(Barcode.sku)).where(Barcode.id > after).order_by(Barcode.id)
    if wanted:
        query = query.join(Sku).where(_called(wanted, Barcode.key))
    found = list(session.scalars(query.limit(limit + 1)))
    shown: list[dict[str, Any]] = [
        {"id": str(b.id), "code": b.code, "units": b.factor, "sku": b.sku.code, "name": b.sku.name}
        for b in found[:limit]
    ]
    return shown, shown[-1]["id"] if len(found) > limit else None


def _called(wanted: str, key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Whether the SKU has this code, or its barcode in the column `key` is this one."""
    return or_(Sku.called(wanted), key == barcode_key(wanted))


def _whole() -> Select[BarcodeProposal, str, str, str]:
    return (
        select(BarcodeProposal, PROPOSED.name, DECIDED.name, RETIRED.name)
        .outerjoin(PROPOSED, PROPOSED.id == BarcodeProposal.proposed_by)
        .outerjoin(DECIDED, DECIDED.id == BarcodeProposal.decided_by)
        .outerjoin(RETIRED, RETIRED.id == BarcodeProposal.retired_by)
        .options(joinedload(BarcodeProposal.sku), joinedload(BarcodeProposal.place))
    )


def _shown(
    proposal: BarcodeProposal, proposed_by: str | None, decided_by: str | None, retired_by: str | None
) -> dict[str, Any]:
    return {
        "id": str(proposal.id),
        "state": proposal.state,
        "code": proposal.code,
        "units": proposal.factor,
        "sku": proposal.sku.code,
        "name": proposal.sku.name,
        "place": proposal.place.code if proposal.place else None,
        "work": str(proposal.work_id) if proposal.work_id else None,
        "proposed_by": proposed_by,
        "proposed_at": proposal.proposed_at,
        "decided_by": decided_by,
        "decided_at": proposal.decided_at,
        "retired_by": retired_by,
        "retired_at": proposal.retired_at,
        "note": proposal.note,
    }
