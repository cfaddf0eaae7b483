"""Scans that waited on a device for the network: theirs who made them, also after the sign-out; and nothing else is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from floor.web.access import SCANS_COME_LATE, SIGN_IN_LASTS
from models import Person, Receipt, SignIn, now
from tests import build


@pytest.fixture
def database(app):
    return app.extensions["floor"].database


def change(database, **values):
    with database.writing() as session:
        session.execute(update(SignIn).values(**values))
        session.commit()


@pytest.fixture
def work(database, warehouse, supervisor, picker):
    """A pick in the picker's hands."""
    with database.writing() as session:
        order = build.order(session, warehouse, {"MUG": 2})
        session.commit()
    supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    return picker.post("/work/next", {"kinds": ["pick"]})["id"]


def tote():
    return {"id": str(uuid4()), "scan": "TOTE-0007"}


def page_key(database, caller):
    """What the pages of this sign-in send along with their forms, and keep with each scan."""
    with database.reading() as session:
        return session.scalar(select(SignIn.csrf).where(SignIn.device == "device-picker"))


@pytest.mark.parametrize("by", ["token", "page"])
def test_scans_count_after_the_sign_out_as_those_of_their_maker_and_nothing_else_does(
    picker, work, database, warehouse, by
):
    if by == "page":
        token, picker.token = picker.token, page_key(database, picker)
        assert picker.refused("GET", f"/work/{work}") == (
            401,
            "auth.needed",
        )  # alone it serves for no other endpoint
        picker.token, key = token, picker.token
    picker.post("/logout", status=204)
    if by == "page":
        picker.token = key
    answer = picker.post(f"/work/{work}/scans", tote())
    assert answer["accepted"]
    with database.reading() as session:
        assert session.scalar(select(Receipt.person_id)) == warehouse.people["picker"].id
    assert picker.refused("GET", f"/work/{work}") == (401, "auth.needed")
    assert picker.refused("POST", "/work/next", {"kinds": ["pick"]}) == (401, "auth.needed")
    assert picker.refused("POST", f"/work/{work}/reassign", {}) == (401, "auth.needed")


def test_scans_count_until_a_day_after_the_end_of_the_sign_in(picker, work, database):
    change(
        database, started_at=now() - SIGN_IN_LASTS - timedelta(minutes=1)
    )  # never signed out: ended by itself
    assert picker.post(f"/work/{work}/scans", tote())["accepted"]
    for values in (
        {"ended_at": now() - SCANS_COME_LATE - timedelta(minutes=1)},
        {"ended_at": None, "started_at": now() - SIGN_IN_LASTS - SCANS_COME_LATE - timedelta(minutes=1)},
    ):
        change(database, **values)
        assert picker.refused("POST", f"/work/{work}/scans", tote()) == (401, "auth.needed")


def test_a_revoked_device_delivers_nothing_more(picker, work, database):
    keys = (picker.token, page_key(database, picker))
    change(database, ended_at=now(), revoked=True)
    for picker.token in keys:
        assert picker.refused("POST", f"/work/{work}/scans", tote())[0] == 401


def test_whoever_left_the_company_delivers_nothing_more(picker, work, database):
    picker.post("/logout", status=204)
    with database.writing() as session:
        session.execute(update(Person).where(Person.badge == "1001").values(active=False))
        session.commit()
    assert picker.refused("POST", f"/work/{work}/scans", tote()) == (401, "auth.needed")


def test_work_that_was_given_to_somebody_else_is_not_scanned_on(picker, work, supervisor):
    picker.post("/logout", status=204)
    supervisor.post(f"/work/{work}/reassign", {"person": None})
    answer = picker.post(f"/work/{work}/scans", tote())
    assert (answer["accepted"], answer["code"]) == (False, "work.reassigned")


def test_an_ended_session_s_cookie_delivers_nothing(app, picker, work):
    """A cookie goes along by itself: only who holds the key may send late."""
    picker.post("/logout", status=204)
    client = app.test_client()
    client.set_cookie("floor_session", picker.token)
    answer = client.post(f"/api/v1/work/{work}/scans", json=tote())
    assert (answer.status_code, answer.json["code"]) == (401, "auth.needed")
