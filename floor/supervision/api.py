"""What workers asked, and what a supervisor says; alerts that were seen to; counts of bins."""

from typing import Annotated, Any, Literal

from pydantic import Field

from floor.supervision import decisions
from floor.supervision.approval_queries import approval_state, approvals_after
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Cursor, Decision, GivenId, Limit, Timestamp
from floor.work import alerts

State = Literal["open", "approved", "refused", "used", "told", "withdrawn"]


class Approval(Answer):
    id: GivenId
    work: GivenId
    kind: Annotated[str, Field(examples=["missing", "weight"])]
    params: dict[str, Any]
    state: State
    asked_by: str | None
    asked_at: Timestamp
    decided_by: str | None
    decided_at: Timestamp | None
    note: str


class Approvals(Answer):
    approvals: list[Approval]
    next: str | None


class ApprovalQuery(Body):
    state: State | None = None
    after: Cursor | None = None
    limit: Limit = 50


@endpoint(api, "GET", "/approvals", roles=SUPERVISORS, query=ApprovalQuery, answers={200: Approvals})
def list_approvals(query: ApprovalQuery) -> dict[str, Any]:
    """What was asked, in the order in which it was asked"""
    with current_services().database.reading() as session:
        found, after = approvals_after(session, query.state, query.after or 0, query.limit)
    return {"approvals": found, "next": after}


@endpoint(
    api, "POST", "/approvals/<id:approval_id>", roles=SUPERVISORS, body=Decision, answers={200: Approval},
    form="/desk/approvals/<id:approval_id>", then="/desk",
)  # fmt: skip
def decide_approval(approval_id: int, body: Decision) -> dict[str, Any]:
    """Approve or refuse, never one's own question

    The worker hears it at the next scan. A missing unit that is refused becomes a new pick task.
    """
    floor = current_services()
    floor.writer.perform(current_actor(), decisions.decide, approval_id, body.decision, body.note)
    with floor.database.reading() as session:
        return approval_state(session, approval_id)


@endpoint(
    api, "POST", "/alerts/<id:alert_id>/solve", roles=SUPERVISORS, answers={204: None},
    form="/desk/alerts/<id:alert_id>", then="/desk",
)  # fmt: skip
def solve_alert(alert_id: int) -> None:
    """Take an alert off the board"""
    current_services().writer.perform(current_actor(), alerts.solve_alert, alert_id)


@endpoint(
    api, "POST", "/foreign/<id:goods_id>/solve", roles=SUPERVISORS, answers={204: None},
    form="/desk/foreign/<id:goods_id>", then="/desk",
)  # fmt: skip
def solve_foreign(goods_id: int) -> None:
    """Misplaced goods have left the problem shelf"""
    current_services().writer.perform(current_actor(), alerts.take_away_misplaced, goods_id)
