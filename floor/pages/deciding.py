"""What a supervisor decides, on the board and at the desk: each form is one use case, and then the page again."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from floor.auth import SUPERVISORS, current_actor, current_floor, current_language
from floor.endpoint import page
from floor.messages import text
from floor.pages.blueprint import blueprint
from floor.pages.moments import local_moment
from floor.pages.sign_in import local
from floor.problems import status_of
from floor.usecases import alerts, approvals, cancelling, claiming, counts, deciding, people, waves
from models import Refused

MOST_ORDERS = 5000


def done(usecase: Callable[..., Any], *args: Any, back: str, **kwargs: Any) -> AnyResponse:
    """Performs it and goes back to where the form was, or says why not, with the way back."""
    back = local(request.form.get("back") or back)
    try:
        current_floor().door.perform(current_actor(), usecase, *args, **kwargs)
    except Refused as refused:
        words = text(refused.code, current_language(), refused.params)
        return Response(render_template("desk/refused.html", text=words, back=back), status_of(refused.code))
    return redirect(back, 303)


def given(name: str, longest: int = 200) -> str:
    return request.form.get(name, "").strip()[:longest]


def whole(name: str, most: int) -> int:
    """A number that was typed. Raises `Refused("count.bad_quantity")`."""
    typed = given(name)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10 and int(typed) <= most):
        raise Refused("count.bad_quantity", quantity=typed)
    return int(typed)


@page(blueprint, "POST", "/desk/approvals/<id:approval_id>", roles=SUPERVISORS)
def decide_approval(approval_id: int) -> AnyResponse:
    return done(approvals.decide, approval_id, given("decision"), given("note"), back="/desk")


@page(blueprint, "POST", "/desk/lines/<id:line_id>/approve-short", roles=SUPERVISORS)
def approve_short(line_id: int) -> AnyResponse:
    return done(approvals.approve_short, line_id, back="/desk/orders")


@page(blueprint, "POST", "/desk/alerts/<id:alert_id>", roles=SUPERVISORS)
def solve_alert(alert_id: int) -> AnyResponse:
    return done(alerts.solve_alert, alert_id, back="/desk")


@page(blueprint, "POST", "/desk/foreign/<id:foreign_id>", roles=SUPERVISORS)
def take_away_foreign(foreign_id: int) -> AnyResponse:
    return done(alerts.take_away_foreign, foreign_id, back="/desk")


@page(blueprint, "POST", "/desk/count", roles=SUPERVISORS)
def enter_count() -> AnyResponse:
    lot = given("lot") or None
    return done(
        counts.enter_count, given("place"), given("sku"), lot, whole("units", 1_000_000), back="/desk"
    )


@page(blueprint, "POST", "/desk/people/unlock", roles=SUPERVISORS)
def unlock_person() -> AnyResponse:
    return done(people.unlock, given("badge"), back="/desk/people")


@page(blueprint, "POST", "/desk/work/<id:work_id>/reassign", roles=SUPERVISORS)
def reassign_work(work_id: int) -> AnyResponse:
    person = whole("person", 2**31 - 1) if given("person") else None
    return done(claiming.reassign, work_id, person, back=f"/desk/work/{work_id}")


@page(blueprint, "POST", "/desk/orders/<id:order_id>/release", roles=SUPERVISORS, name="desk_release_order")
def release_order(order_id: int) -> AnyResponse:
    return done(
        deciding.release_order,
        order_id,
        without_bad_lines="without_bad_lines" in request.form,
        use_proposal="use_proposal" in request.form,
        back=f"/desk/orders/{order_id}",
    )


@page(blueprint, "POST", "/desk/orders/<id:order_id>/hold", roles=SUPERVISORS, name="desk_hold_order")
def hold_order(order_id: int) -> AnyResponse:
    return done(deciding.hold_order, order_id, given("reason"), back=f"/desk/orders/{order_id}")


@page(blueprint, "POST", "/desk/orders/<id:order_id>/cancel", roles=SUPERVISORS, name="desk_cancel_order")
def cancel_order(order_id: int) -> AnyResponse:
    return done(cancelling.cancel_order, order_id, given("reason"), back=f"/desk/orders/{order_id}")


@page(blueprint, "POST", "/desk/orders/<id:order_id>/priority", roles=SUPERVISORS, name="desk_set_priority")
def set_priority(order_id: int) -> AnyResponse:
    return done(deciding.set_priority, order_id, given("priority"), back=f"/desk/orders/{order_id}")


@page(blueprint, "POST", "/desk/waves", roles=SUPERVISORS, name="desk_make_wave")
def make_wave() -> AnyResponse:
    due = given("due_before")
    return done(
        waves.plan_wave,
        None,
        max_orders=max(1, whole("max_orders", MOST_ORDERS)),
        mode=given("mode"),
        release="release" in request.form,
        due_before=local_moment(current_floor().database, due) if due else None,
        service=given("service") or None,
        back="/desk/waves",
    )


@page(blueprint, "POST", "/desk/waves/<id:wave_id>/release", roles=SUPERVISORS, name="desk_release_wave")
def release_wave(wave_id: int) -> AnyResponse:
    return done(waves.release_wave, wave_id, back=f"/desk/waves/{wave_id}")


@page(blueprint, "POST", "/desk/waves/<id:wave_id>/cancel", roles=SUPERVISORS, name="desk_cancel_wave")
def cancel_wave(wave_id: int) -> AnyResponse:
    return done(waves.cancel_wave, wave_id, back=f"/desk/waves/{wave_id}")
