"""The desk plans, releases and cancels waves."""

from flask import request

from floor.planning import waves
from floor.web.access import current_services
from floor.web.forms import decision, given, perform, whole
from floor.web.limits import MOST_ORDERS
from floor.web.times import local_moment


@decision("/desk/waves", "desk_make_wave")
def make_wave() -> str:
    due = given("due_before")
    perform(
        waves.plan_wave,
        None,
        max_orders=max(1, whole("max_orders", MOST_ORDERS)),
        mode=given("mode"),
        release="release" in request.form,
        due_before=local_moment(current_services().database, due) if due else None,
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
