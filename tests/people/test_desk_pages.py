"""People at the desk: new ones, their roles, their PINs and their hours."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from floor.people.hours import days_of
from models import Claim, PackSession, Person, SignIn, now
from tests import build


def found(floor, badge):
    with floor.database.reading() as session:
        return session.scalars(select(Person).where(Person.badge == badge)).one_or_none()


def pin_in(answer):
    return re.search(r'class="pin">(\d+)<', answer.get_data(as_text=True))[1]


def test_somebody_new_gets_a_pin_that_is_shown_once_and_opens(desk, floor, app):
    answer = desk.send(
        "/desk/people", badge="BADGE-7001", name="李梅", roles=["picker", "packer"], language="zh-Hans"
    )
    someone = found(floor, "7001")
    assert (someone.name, someone.roles, someone.language) == ("李梅", ["picker", "packer"], "zh-Hans")
    signed = app.test_client().post("/api/v1/login", json={"badge": "7001", "pin": pin_in(answer)})
    assert signed.status_code == 201
    assert "李梅" in desk.see("/desk/people?role=packer")
    again = desk.send("/desk/people", badge="7001", name="Another", roles=["picker"], language="en")
    assert again.status_code == 409


@pytest.mark.parametrize(("who", "status"), [("supervisor", 403), ("admin", 200)])
def test_those_who_decide_are_made_by_admins_alone(sits, floor, who, status):
    answer = sits(who).send(
        "/desk/people", badge="7002", name="Sue", roles=["supervisor"], language="en", pin="112233"
    )
    assert answer.status_code == status
    assert (found(floor, "7002") is not None) == (status == 200)


def test_roles_are_set_by_others_and_who_is_to_decide_gets_a_longer_pin(desk, sits, floor, warehouse, app):
    picker = warehouse.people["picker"]
    desk.send(f"/desk/people/{picker.id}/roles", roles=["dispatcher", "picker"])
    assert found(floor, picker.badge).roles == ["picker", "dispatcher"]
    assert desk.send(f"/desk/people/{picker.id}/roles", roles=["supervisor"]).status_code == 403
    own = warehouse.people["supervisor"]
    assert desk.send(f"/desk/people/{own.id}/roles", roles=["picker"]).status_code == 403
    admin = sits("admin")
    assert (
        admin.send(f"/desk/people/{warehouse.people['admin'].id}/roles", roles=["admin"]).status_code == 409
    )
    assert admin.send(f"/desk/people/{picker.id}/roles", roles=["supervisor"]).status_code == 409
    assert admin.send(f"/desk/people/{picker.id}/roles", roles=["supervisor"], pin="12").status_code == 409
    admin.send(f"/desk/people/{picker.id}/roles", roles=["supervisor"], pin="123456")
    assert found(floor, picker.badge).roles == ["supervisor"]
    signed = app.test_client().post("/api/v1/login", json={"badge": picker.badge, "pin": "123456"})
    assert signed.status_code == 201


def test_a_new_pin_opens_and_the_old_one_does_not(desk, app, warehouse):
    packer = warehouse.people["packer"]
    first = pin_in(desk.send(f"/desk/people/{packer.id}/pin"))
    second = pin_in(desk.send(f"/desk/people/{packer.id}/pin", pin="778899"))
    assert second == "778899"
    login = app.test_client().post
    assert login("/api/v1/login", json={"badge": packer.badge, "pin": first}).status_code == 401
    assert login("/api/v1/login", json={"badge": packer.badge, "pin": second}).status_code == 201


def test_a_person_has_hours_by_day_and_overlaps_count_once(desk, floor, warehouse):
    at = now().replace(hour=15, minute=0)
    picker = warehouse.people["picker"].id
    with floor.database.writing() as session:
        order = build.order(session, warehouse, {"MUG": 1})
        work = PackSession(order=order)
        session.add(work)
        session.flush()
        person = session.get_one(Person, picker)
        for began, ended in ((4, 2), (3, 1), (28, 26)):
            session.add(SignIn(token_hash=str(began), person=person, started_at=at - timedelta(hours=began),
                               ended_at=at - timedelta(hours=ended)))  # fmt: skip
        session.add(Claim(work_id=work.id, person_id=picker, started_at=at - timedelta(hours=2),
                          ended_at=at - timedelta(hours=1.5)))  # fmt: skip
        session.commit()
    with floor.database.reading() as session:
        days = days_of(session, picker, at)
    assert [(day.signed_in, day.in_hand) for day in days] == [(3.0, 0.5), (2.0, 0.0)]
    assert "Hours" in desk.see(f"/desk/people/{picker}")
    desk.see("/desk/people/999999", 404)
