"""What a supervisor decides, on the board and at the desk: each form is one use case, and then the page again."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from floor.core.messages import text
from floor.counting import counts
from floor.order_changes import cancelling, short_picks
from floor.orders import release
from floor.packing import parcels
from floor.people import sign_in
from floor.people.pages import local
from floor.planning import waves
from floor.radio import tag_counts
from floor.supervision import decisions
from floor.web.access import SUPERVISORS, current_actor, current_floor, current_language
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.problems import status_of
from floor.web.times import local_moment
from floor.work import alerts, assignment
from models import Refused

MOST_ORDERS = 5000


def decision(path: str, name: str) -> Callable[[Callable[..., str]], Callable[..., AnyResponse]]:
    """A door for one form. The view performs its use case and answers where to go then, unless the form says `back`;
    what is refused is said in words, with the way back."""

    def decorate(view: Callable[..., str]) -> Callable[..., AnyResponse]:
        def run(**values: Any) -> AnyResponse:
            back = request.form.get("back", "")
            try:
                after = view(**values)
            except Refused as refused:
                return refusal(refused, back or "/desk")
            return redirect(local(back or after), 303)

        return page(pages, "POST", path, roles=SUPERVISORS, name=name)(run)

    return decorate


def refusal(refused: Refused, back: str) -> Response:
    """In words, with the way back."""
    words = text(refused.code, current_language(), refused.params)
    drawn = render_template("desk/refused.html", text=words, back=local(back))
    return Response(drawn, status_of(refused.code))


def perform(usecase: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return current_floor().door.perform(current_actor(), usecase, *args, **kwargs)


def given(name: str, longest: int = 200) -> str:
    return typed(request.form, name, longest)


def typed(sent: Mapping[str, str], name: str, longest: int) -> str:
    """Without NUL: nobody types it, and PostgreSQL takes it in no text."""
    return sent.get(name, "").replace("\0", "").strip()[:longest]


def whole(name: str, most: int) -> int:
    """A number that was typed. Raises `Refused("count.bad_quantity")`."""
    typed = given(name)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10 and int(typed) <= most):
        raise Refused("count.bad_quantity", quantity=typed)
    return int(typed)


@decision("/desk/approvals/<id:approval_id>", "decide_approval")
def decide_approval(approval_id: int) -> str:
    perform(decisions.decide, approval_id, given("decision"), given("note"))
    return "/desk"


@decision("/desk/proposals/<id:proposal_id>", "decide_count_proposal")
def decide_count_proposal(proposal_id: int) -> str:
    perform(tag_counts.decide_proposal, proposal_id, given("decision"))
    return "/desk"


@decision("/desk/lines/<id:line_id>/approve-short", "approve_short")
def approve_short(line_id: int) -> str:
    perform(decisions.approve_short, line_id)
    return "/desk/orders"


@decision("/desk/parcels/<sscc:sscc>/reopen", "desk_reopen_parcel")
def reopen_parcel(sscc: str) -> str:
    perform(parcels.reopen_parcel, sscc)
    return "/desk/orders"


@decision("/desk/pick-lines/<id:line_id>/let-go", "let_go_missing")
def let_go_missing(line_id: int) -> str:
    perform(short_picks.let_go, line_id)
    return "/board"


@decision("/desk/pick-lines/<id:line_id>/substitute", "substitute_goods")
def substitute_goods(line_id: int) -> str:
    perform(short_picks.substitute, line_id, given("other", 100))
    return "/board"


@decision("/desk/alerts/<id:alert_id>", "solve_alert")
def solve_alert(alert_id: int) -> str:
    perform(alerts.solve_alert, alert_id)
    return "/desk"


@decision("/desk/foreign/<id:foreign_id>", "take_away_foreign")
def take_away_foreign(foreign_id: int) -> str:
    perform(alerts.take_away_foreign, foreign_id)
    return "/desk"


@decision("/desk/count", "enter_count")
def enter_count() -> str:
    lot, units = given("lot") or None, whole("units", 1_000_000)
    perform(counts.enter_count, given("place"), given("sku"), lot, units)
    return "/desk"


@decision("/desk/people/unlock", "unlock_person")
def unlock_person() -> str:
    perform(sign_in.unlock, given("badge"))
    return "/desk/people"


@decision("/desk/work/<id:work_id>/reassign", "reassign_work")
def reassign_work(work_id: int) -> str:
    person = whole("person", 2**31 - 1) if given("person") else None
    perform(assignment.reassign, work_id, person)
    return f"/desk/work/{work_id}"


@decision("/desk/orders/<id:order_id>/release", "desk_release_order")
def release_order(order_id: int) -> str:
    perform(
        release.release_order,
        order_id,
        without_bad_lines="without_bad_lines" in request.form,
        use_proposal="use_proposal" in request.form,
    )
    return f"/desk/orders/{order_id}"


@decision("/desk/orders/<id:order_id>/hold", "desk_hold_order")
def hold_order(order_id: int) -> str:
    perform(release.hold_order, order_id, given("reason"))
    return f"/desk/orders/{order_id}"


@decision("/desk/orders/<id:order_id>/cancel", "desk_cancel_order")
def cancel_order(order_id: int) -> str:
    perform(cancelling.cancel_order, order_id, given("reason"))
    return f"/desk/orders/{order_id}"


@decision("/desk/orders/<id:order_id>/priority", "desk_set_priority")
def set_priority(order_id: int) -> str:
    perform(release.set_priority, order_id, given("priority"))
    return f"/desk/orders/{order_id}"


@decision("/desk/waves", "desk_make_wave")
def make_wave() -> str:
    due = given("due_before")
    perform(
        waves.plan_wave,
        None,
        max_orders=max(1, whole("max_orders", MOST_ORDERS)),
        mode=given("mode"),
        release="release" in request.form,
        due_before=local_moment(current_floor().database, due) if due else None,
        service=given("service") or None,
    )
    return "/desk/waves"


@decision("/desk/waves/<id:wave_id>/release", "desk_release_wave")
def release_wave(wave_id: int) -> str:
    perform(waves.release_wave, wave_id)
    return f"/desk/waves/{wave_id}"


@decision("/desk/waves/<id:wave_id>/cancel", "desk_cancel_wave")
def cancel_wave(wave_id: int) -> str:
    perform(waves.cancel_wave, wave_id)
    return f"/desk/waves/{wave_id}"
