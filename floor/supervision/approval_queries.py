"""Questions to supervisors."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from models import Approval, Person, Refused

ASKED, DECIDED = aliased(Person), aliased(Person)


def approvals_after(
    session: Session, state: str | None, after: int, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Approvals in this state (None: all), and the cursor to go on from, None at the end."""
    query = _whole().where(Approval.id > after).order_by(Approval.id).limit(limit + 1)
    if state is not None:
        query = query.where(Approval.state == state)
    rows = session.execute(query).all()
    shown = [_state(*row) for row in rows[:limit]]
    return shown, shown[-1]["id"] if len(rows) > limit else None


def approval_state(session: Session, approval_id: int) -> dict[str, Any]:
    """One approval, as the API shows it. Raises `Refused`: approval.not_found."""
    row = session.execute(_whole().where(Approval.id == approval_id)).first()
    if row is None:
        raise Refused("approval.not_found", approval=str(approval_id))
    return _state(*row)


def _whole() -> Select[Approval, str, str]:
    people = select(Approval, ASKED.name, DECIDED.name)
    joined = people.outerjoin(ASKED, ASKED.id == Approval.asked_by)
    return joined.outerjoin(DECIDED, DECIDED.id == Approval.decided_by)


def _state(approval: Approval, asked_by: str | None, decided_by: str | None) -> dict[str, Any]:
    return {
        "id": str(approval.id),
        "work": str(approval.work_id),
        "kind": approval.kind,
        "params": approval.params,
        "state": approval.state,
        "asked_by": asked_by,
        "asked_at": approval.asked_at.isoformat(),
        "decided_by": decided_by,
        "decided_at": approval.decided_at and approval.decided_at.isoformat(),
        "note": approval.note,
    }
