"""What is asked once more before it is done to many, with what follows from it."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.planning.queries import begun_waves
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import form
from floor.web.redirects import local
from floor.web.together import Ticked, ticked
from models import Device, Order, Person, Refused, Wave, Work
from models.order_states import ORDER_TRANSITIONS

Consequence = tuple[str, int]  # a code, and of how many it is true
IN_HAND = ("picking", "picked", "packing", "packed", "staged")


def _orders_cancelled(session: Session, ids: Sequence[int]) -> list[Consequence]:
    def count(*where: Any) -> int:
        return session.scalar(select(func.count()).where(Order.id.in_(ids), *where)) or 0

    still_here = [status for status, action in ORDER_TRANSITIONS if action == "cancel"]
    return [
        ("list.sure_in_hand", count(Order.status.in_(IN_HAND))),
        ("list.sure_ended", count(Order.status.not_in(still_here))),
    ]


def _waves_cancelled(session: Session, ids: Sequence[int]) -> list[Consequence]:
    orders = select(func.count()).where(Order.wave_id.in_(ids), Order.status != "cancelled")
    return [
        ("list.sure_ready_again", session.scalar(orders) or 0),
        ("list.sure_begun", len(begun_waves(session, ids))),
    ]


def _people_off(session: Session, ids: Sequence[int]) -> list[Consequence]:
    held = select(func.count()).where(Work.person_id.in_(ids), Work.state == "open")
    return [("list.sure_signed_out", len(ids)), ("list.sure_to_queue", session.scalar(held) or 0)]


def _devices_gone(session: Session, ids: Sequence[int]) -> list[Consequence]:
    unsent = select(func.count()).where(Device.id.in_(ids), Device.queue > 0)
    return [("list.sure_pair_again", len(ids)), ("list.sure_unsent", session.scalar(unsent) or 0)]


ASKED: dict[tuple[str, str], Callable[[Session, Sequence[int]], list[Consequence]]] = {
    ("orders", "cancel"): _orders_cancelled,
    ("waves", "cancel"): _waves_cancelled,
    ("people", "switch-off"): _people_off,
    ("devices", "revoke"): _devices_gone,
}
RECORDS: dict[str, Any] = {"orders": Order, "waves": Wave, "people": Person, "devices": Device}


def _asked(question: dict[str, Any]) -> str:
    return drawn("web/sure.html", **question)


@page(pages, "POST", "/desk/orders/sure", roles=SUPERVISORS, name="sure_orders", of="orders")
@page(pages, "POST", "/desk/waves/sure", roles=SUPERVISORS, name="sure_waves", of="waves")
@page(pages, "POST", "/desk/people/sure", roles=SUPERVISORS, name="sure_people", of="people")
@page(pages, "POST", "/desk/devices/sure", roles=SUPERVISORS, name="sure_devices", of="devices")
@form(_asked, Ticked)
def ask(of: str, body: Ticked) -> dict[str, Any]:
    """Nothing is done yet. Raises `Refused`: list.nothing_ticked, list.unknown."""
    if (of, body.decision) not in ASKED:
        raise Refused("list.unknown")
    ids = ticked(of)
    with current_services().database.reading() as session:
        record = RECORDS[of]
        found = session.scalars(select(record).where(record.id.in_(ids)).order_by(record.id))
        names = {each.id: each.name if of in ("people", "devices") else each.number for each in found}
        consequences = ASKED[of, body.decision](session, ids)
    back = local(request.form.get("back", "") or f"/desk/{of}")
    return {"of": of, "decision": body.decision, "reason": body.reason, "names": names,
            "consequences": consequences, "back": back}  # fmt: skip
