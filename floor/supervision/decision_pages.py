"""What a supervisor decides, on the board and at the desk: each form is one use case, and then the page again."""

from floor.supervision import decisions
from floor.web.forms import decision, given, perform
from floor.work import alerts


@decision("/desk/approvals/<id:approval_id>", "decide_approval")
def decide_approval(approval_id: int) -> str:
    perform(decisions.decide, approval_id, given("decision"), given("note"))
    return "/desk"


@decision("/desk/lines/<id:line_id>/approve-short", "approve_short")
def approve_short(line_id: int) -> str:
    perform(decisions.approve_short, line_id)
    return "/desk/orders"


@decision("/desk/alerts/<id:alert_id>", "solve_alert")
def solve_alert(alert_id: int) -> str:
    perform(alerts.solve_alert, alert_id)
    return "/desk"


@decision("/desk/foreign/<id:foreign_id>", "take_away_foreign")
def take_away_foreign(foreign_id: int) -> str:
    perform(alerts.take_away_foreign, foreign_id)
    return "/desk"
