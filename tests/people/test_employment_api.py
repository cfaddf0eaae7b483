"""People who are switched off, and robots that work; through the API, on both databases."""

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.invariants import findings
from floor.people import setup
from models import Person, Receipt, SignIn, Work
from tests import build
from tests.callers import PIN, Caller


@pytest.fixture
def database(app):
    return app.extensions["floor"].database


@pytest.fixture
def task(app, database, warehouse, supervisor):
    """A pick task that waits for somebody."""
    with database.writing() as session:
        made = build.order(session, warehouse, {"LAMP": 3})
        session.commit()
        order_id = made.id
    return supervisor.post("/waves", {"orders": [str(order_id)]}, 201)["tasks"][0]["work"]


@pytest.fixture
def robot(app, warehouse):
    """A caller by a token with the scope `work`."""
    token = app.extensions["floor"].writer.perform(SYSTEM, setup.add_token, "AMR 7", ["work"])
    caller = Caller(app.test_client(use_cookies=False))
    caller.token = token
    return caller


def one(database, table, **where):
    with database.reading() as session:
        return session.scalars(select(table).filter_by(**where)).one()


def test_who_is_switched_off_is_out_at_once_and_their_work_goes_on(
    app, task, picker, supervisor, sign_in, warehouse, database, monkeypatch
):
    closed = []
    monkeypatch.setattr(
        type(app.extensions["floor"].live), "close_sockets", lambda _live, mark: closed.append(mark)
    )
    assert picker.post("/work/next", {"kinds": ["pick"]})["id"] == task
    picker.post(f"/work/{task}/scans", {"id": "one", "scan": "TOTE-1"})
    person = warehouse.people["picker"].id
    supervisor.post(f"/people/{person}/switch-off", status=204)
    late = picker.post(f"/work/{task}/scans", {"id": "two", "scan": "LOC-BIN-2"})
    assert (late["accepted"], late["code"]) == (False, "work.maker_gone")
    assert picker.refused("POST", "/work/next", {"kinds": ["pick"]}) == (401, "auth.needed")
    with database.reading() as session:
        assert closed == list(session.scalars(select(SignIn.id).where(SignIn.person_id == person)))
        assert session.scalars(select(SignIn.ended_at).where(SignIn.person_id == person)).one() is not None
        assert findings(session) == []
    assert one(database, Work, id=int(task)).person_id is None
    assert one(database, Receipt, id="one").person_id == person
    wrong = {"badge": "1001", "pin": PIN}
    assert supervisor.refused("POST", "/login", wrong) == (401, "login.wrong_pin")
    assert [p["active"] for p in supervisor.get("/people")["people"] if p["id"] == str(person)] == [False]
    other = sign_in("supervisor")
    assert other.post("/work/next", {"kinds": ["pick"]})["id"] == task
    supervisor.post(f"/people/{person}/switch-on", status=204)
    sign_in("picker")


def test_nobody_switches_off_themselves_or_the_last_admin(supervisor, sign_in, picker, warehouse, database):
    people = {name: person.id for name, person in warehouse.people.items()}
    admin = sign_in("admin")
    off = "/people/{}/switch-off".format
    assert supervisor.refused("POST", off(people["admin"])) == (403, "person.admins_only")
    assert supervisor.refused("POST", off(people["supervisor"]))[1] == "person.admins_only"
    assert admin.refused("POST", off(people["admin"])) == (409, "person.not_oneself")
    assert picker.refused("POST", off(people["packer"])) == (403, "auth.role")
    assert admin.refused("POST", off(999_999)) == (404, "person.not_found")
    admin.post(off(people["supervisor"]), status=204)
    assert supervisor.refused("GET", "/people") == (401, "auth.needed")
    with database.writing() as session:
        session.add(Person(badge="2001", name="Second", pin_hash="", roles=["admin"]))
        session.commit()
    second = one(database, Person, badge="2001").id
    admin.post(off(second), status=204)


def test_a_robot_takes_and_does_work_under_its_tokens_name(robot, task, supervisor, database):
    work = robot.post("/work/next", {"kinds": ["pick"]})
    assert (work["id"], work["person"]) == (task, "AMR 7")
    path = f"/work/{task}/scans"
    judged = [
        robot.post(path, {"id": f"r{n}", "scan": text}) for n, text in enumerate(("TOTE-1", "LOC-BIN-2"))
    ]
    assert [each["accepted"] for each in judged] == [True, True]
    assert one(database, Receipt, id="r1").person_id == one(database, Person, name="AMR 7").id
    assert supervisor.get(f"/work/{task}")["person"] == "AMR 7"
    with database.reading() as session:
        assert findings(session) == []


def test_a_robot_approves_nothing_and_has_no_pin(robot, task, supervisor, warehouse, anyone, database):
    for method, path, body in (
        ("POST", "/approvals/1", {"decision": "approve"}),
        ("POST", f"/work/{task}/reassign", {"person": None}),
        ("POST", "/waves", {"max_orders": 1}),
        ("GET", "/people", None),
        ("POST", f"/work/{task}/handover", {"driver": "Jo", "plate": "A", "signature": "M1 1"}),
    ):
        assert robot.refused(method, path, body)[0] == 403, path
    for pin in ("", "0", PIN):
        assert anyone.send("POST", "/login", {"badge": "robot AMR 7", "pin": pin or "x"}).status_code == 401
    supervisor.post(f"/people/{one(database, Person, name='AMR 7').id}/switch-off", status=204)
    assert robot.refused("POST", "/work/next", {"kinds": ["pick"]}) == (401, "auth.needed")
