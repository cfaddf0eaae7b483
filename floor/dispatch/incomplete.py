"""A load that leaves without some of its parcels, and why."""

from floor.core.transaction import Transaction, work_topics
from floor.dispatch.loading import find_load
from floor.dispatch.waiting import ready
from models import Load, Refused


def confirm_incomplete(tx: Transaction, load_id: int, reason: str) -> Load:
    """Records why the parcels that are missing now stay for the next load, and who says so; then CMD-CLOSE is accepted.

    Parcels that get ready after this are asked for again. Raises `Refused`: load.reason_missing, load.not_found,
    load.nothing_missing, work.closed.
    """
    work = find_load(tx, load_id)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= 500:
        raise Refused("load.reason_missing", most=500)
    missing = ready(tx.db, work)
    if not missing:
        raise Refused("load.nothing_missing", work=work.number)
    work.left_behind = {"parcels": missing, "reason": reason, "person": tx.actor.person_id}
    work.touch()
    tx.tell("load.incomplete", load=str(work.id), number=work.number, parcels=missing, reason=reason)
    tx.changed(work_topics(work.id))
    return work
