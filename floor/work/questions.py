"""Questions to a supervisor: asked by work, and answered to it."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.transaction import APPROVALS, Transaction, work_topics
from floor.work.kinds import Notice
from models import Approval, Refused, Work
from models.approvals import LIVE, MissingUnits, WeightOff


def live(tx: Transaction, work_id: int, kind: str, key: str = "") -> Approval | None:
    """The question of this kind that was asked and is not yet settled."""
    query = select(Approval).where(Approval.work_id == work_id, Approval.kind == kind, Approval.key == key)
    return tx.db.scalar(query.where(Approval.state.in_(LIVE)))


def ask(tx: Transaction, work_id: int, kind: str, key: str, params: MissingUnits | WeightOff) -> Approval:
    """Asks a supervisor. The same question is the same approval, with the facts of now. One that was approved for other
    facts is withdrawn, and a new one asked."""
    approval = live(tx, work_id, kind, key)
    if approval is not None and approval.state == "approved":
        approval.do("withdraw")
        tx.db.flush()  # only one may be live
        approval = None
    if approval is None:
        approval = Approval(
            work_id=work_id, kind=kind, key=key, params=params, asked_by=tx.actor.person_id, asked_at=tx.now
        )  # fmt: skip
        tx.db.add(approval)
    approval.params = params
    tx.db.flush()
    tx.changed(work_topics(work_id), APPROVALS)
    return approval


def with_question(
    refused: Refused, work_id: int, kind: str, key: str, params: MissingUnits | WeightOff
) -> Refused:
    """The refusal with the question that it asks: both are recorded, and the question's id is in
    `params["approval"]`."""

    def aftermath(tx: Transaction) -> None:
        refused.params["approval"] = str(ask(tx, work_id, kind, key, params).id)

    refused.aftermath = aftermath
    return refused


def answered_no(approval: Approval) -> Refused:
    """The refusal that tells the worker once of a supervisor's no; after that the question may be asked anew.

    Returns `Refused`: approval.refused.
    """
    approval_id = approval.id
    refused = Refused("approval.refused", approval=str(approval_id), kind=approval.kind, note=approval.note)

    def aftermath(tx: Transaction) -> None:
        tx.db.get_one(Approval, approval_id).do("tell")
        tx.changed(APPROVALS)

    refused.aftermath = aftermath
    return refused


def shown(session: Session, work_id: int) -> list[Notice]:
    """The questions of a work that wait for a supervisor, or for the worker who has not used the answer yet."""
    query = select(Approval).where(Approval.work_id == work_id, Approval.state.in_(LIVE))
    return [
        (f"approval.is_{approval.state}", {"note": approval.note})
        for approval in session.scalars(query.order_by(Approval.id))
    ]


def withdraw_all(tx: Transaction, work: Work) -> None:
    """Withdraws the questions of a work that ended: nobody needs an answer any more."""
    query = select(Approval).where(Approval.work_id == work.id, Approval.state.in_(("open", "approved")))
    for approval in tx.db.scalars(query):
        approval.do("withdraw")
        tx.changed(APPROVALS)


def with_record(refused: Refused, record: Callable[[Transaction], None]) -> Refused:
    """The refusal with something that must be recorded although the scan is refused."""
    refused.aftermath = record
    return refused
