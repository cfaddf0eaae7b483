"""The pages of the desk's lists: orders, waves and loads; what is decided about many waves; views that are kept."""

from functools import partial
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.planning import rounds, waves
from floor.supervision import desk, saved_views
from floor.supervision.lists import LOADS, ORDERS, WAVES
from floor.web.access import DISPATCH, SUPERVISORS, current_actor, current_services
from floor.web.blueprints import pages
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.list_pages import list_page
from floor.web.shapes import Body, Line, Name
from floor.web.together import decided_page, each_by_itself, ticked, whys
from models import Wave


def _services(session: Session) -> dict[str, Any]:
    return {"services": desk.services_ready(session)}


list_page("/desk/orders", ORDERS, "supervision/orders.html", roles=SUPERVISORS)
list_page("/desk/waves", WAVES, "supervision/waves.html", roles=SUPERVISORS, facts=_services)
list_page("/desk/loads", LOADS, "supervision/loads.html", roles=DISPATCH)


class WaveDecision(Body):
    decision: Literal["release", "cancel"]


def _decided(answer: tuple[str, dict[int, str], dict[int, str]]) -> str:
    return decided_page("waves", *answer)


def _release(wave_id: int) -> Wave:
    return rounds.release_wave(current_services(), current_actor(), wave_id)


@page(pages, "POST", "/desk/waves/decide", roles=SUPERVISORS)
@form(_decided, WaveDecision)
def decide_waves(body: WaveDecision) -> tuple[str, dict[int, str], dict[int, str]]:
    act = _release if body.decision == "release" else partial(perform, waves.cancel_wave)
    decided = each_by_itself(act, ticked("waves"))
    with current_services().database.reading() as session:
        named = session.scalars(select(Wave).where(Wave.id.in_([each.id for each in decided])))
        return body.decision, whys(decided), {wave.id: wave.number for wave in named}


class View(Body):
    list: Name
    name: Name
    query: Line = ""


@page(pages, "POST", "/desk/views", roles=DISPATCH)
@form("/desk", View)
def save_view(body: View) -> None:
    perform(saved_views.save, body.list, body.name, body.query)


@page(pages, "POST", "/desk/views/<id:view_id>/remove", roles=DISPATCH)
@form("/desk")
def remove_view(view_id: int) -> None:
    perform(saved_views.remove, view_id)
