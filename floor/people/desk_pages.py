"""People at the desk: the list, one person with their hours, and what is decided about many."""

from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.people import employment
from floor.people.hours import days_of
from floor.people.lists import PEOPLE
from floor.people.sign_in import unlock
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.list_pages import list_page
from floor.web.shapes import Body
from floor.web.together import decided_page, each_by_itself, ticked, whys
from models import Person, Refused, now
from models.people import ROLES

UNDONE_BY = {"switch-off": "switch-on", "switch-on": "switch-off"}


def _choices(_session: Session) -> dict[str, Any]:
    """Only an admin makes others who decide."""
    admin = "admin" in current_actor().roles
    return {"roles": [role for role in ROLES if admin or role not in employment.DECIDE]}


list_page("/desk/people", PEOPLE, "people/people.html", roles=SUPERVISORS, facts=_choices)


@page(pages, "GET", "/desk/people/<id:person_id>", roles=SUPERVISORS)
def person(person_id: int) -> str:
    """Raises `Refused`: person.not_found."""
    with current_services().database.reading() as session:
        someone = session.get(Person, person_id)
        if someone is None:
            raise Refused("person.not_found", person=person_id)
        mine = someone.id == current_actor().person_id
        may = "admin" in current_actor().roles or not employment.DECIDE & set(someone.roles)
        return drawn("people/person.html", someone=someone, days=days_of(session, person_id, now()), mine=mine,
                     may=may, robot=not someone.pin_hash, **_choices(session))  # fmt: skip


class PeopleDecision(Body):
    decision: Literal["switch-off", "switch-on", "unlock"]


def _decided(answer: tuple[str, dict[int, str], dict[int, str]]) -> str:
    return decided_page("people", *answer, undo=UNDONE_BY.get(answer[0], ""))


@page(pages, "POST", "/desk/people/decide", roles=SUPERVISORS)
@form(_decided, PeopleDecision)
def decide_people(body: PeopleDecision) -> tuple[str, dict[int, str], dict[int, str]]:
    with current_services().database.reading() as session:
        ids = ticked("people")
        known = {each.id: each for each in session.scalars(select(Person).where(Person.id.in_(ids)))}

    def act(person_id: int) -> None:
        if body.decision == "switch-off":
            for sign_in_id in perform(employment.switch_off, person_id):
                current_services().live.close_sockets(sign_in_id)
        elif body.decision == "switch-on":
            perform(employment.switch_on, person_id)
        elif person_id in known:
            perform(unlock, known[person_id].badge)
        else:
            raise Refused("person.not_found", person=person_id)

    decided = each_by_itself(act, ids)
    return body.decision, whys(decided), {each.id: each.name for each in known.values()}
