"""Scans that waited on a device for the network: theirs who made them, also after the sign-out; and nothing else is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from floor.web.access import SCANS_COME_LATE, SIGN_IN_LASTS
from models import Alert, Place, Receipt, SignIn, now
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


@pytest.mark.parametrize("late", [timedelta(0), SCANS_COME_LATE + timedelta(days=9)])
def test_what_somebody_scanned_who_was_switched_off_is_kept_and_told_and_does_not_count(
    picker, work, database, warehouse, supervisor, late
):
    person = warehouse.people["picker"]
    supervisor.post(f"/people/{person.id}/switch-off", status=204)
    change(database, ended_at=now() - late)
    sent = [tote(), {"id": str(uuid4()), "scan": "LOC-BIN-1"}]
    for at in (0, 1, 1):  # the device drops what was refused and sends the rest; the last was sent twice
        answers = picker.post(f"/work/{work}/scans", sent[at:])
        assert [answer["code"] for answer in answers] == ["work.maker_gone", "scan.not_judged"][: 2 - at]
    assert picker.refused("GET", f"/work/{work}") == (401, "auth.needed")
    with database.reading() as session:
        kept = session.execute(select(Receipt.person_id, Receipt.scan, Receipt.accepted)).all()
        assert kept == [(person.id, each["scan"], False) for each in sent]
        [told] = session.scalars(select(Alert).where(Alert.code == "alert.scans_of_gone")).all()
        assert (told.params["person"], told.params["scans"], str(told.work_id)) == ("Picker", 2, work)
        assert session.scalar(select(Place.id).where(Place.code == "TOTE-0007")) is None


def test_what_lay_on_a_revoked_device_is_not_taken_either(picker, work, database, supervisor, warehouse):
    supervisor.post(f"/people/{warehouse.people['picker'].id}/switch-off", status=204)
    change(database, revoked=True)
    assert picker.refused("POST", f"/work/{work}/scans", tote())[0] == 401


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
