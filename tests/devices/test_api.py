"""Devices of the warehouse: named, paired by a code, handed over by a badge, watched, and let go."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import Alert, Device, Limit, PickTask, SignIn, Work, now
from models.base import fingerprint
from models.devices import CODE_LASTS
from tests.callers import PIN, Caller


@pytest.fixture
def database(app):
    return app.extensions["floor"].database


@pytest.fixture
def pair(anyone, supervisor):
    """pair("Handheld 7"): the new device's id and token."""

    def pair(name):
        invited = supervisor.post("/devices", {"name": name}, 201)
        paired = anyone.post("/devices/pair", {"code": invited["code"]}, 201)
        assert (paired["id"], paired["name"]) == (invited["id"], name)
        return paired["id"], paired["token"]

    return pair


@pytest.fixture
def enter(app, warehouse):
    """enter("picker", token): a caller who signed in on the paired device."""

    def enter(name, device_token, **more):
        caller = Caller(app.test_client())
        body = {"badge": warehouse.people[name].badge, "pin": PIN, "device_token": device_token, **more}
        signed = caller.post("/login", body, 201)
        caller.token, caller.resume = signed["token"], signed["resume"]
        return caller

    return enter


def the(database, column, **where):
    with database.reading() as session:
        return session.scalars(select(column).filter_by(**where)).all()


def counted(database):
    with database.reading() as session:
        return session.scalars(select(Limit.subject).where(Limit.tries > 0)).all()


def test_a_code_pairs_one_device_once(anyone, supervisor, database):
    invited = supervisor.post("/devices", {"name": "  Handheld   7 "}, 201)
    assert invited["name"] == "Handheld 7"
    assert invited["address"].endswith(f"/pair#{invited['code']}")
    typed = f" {invited['code'][:4].lower()}-{invited['code'][4:]} "
    token = anyone.post("/devices/pair", {"code": typed}, 201)["token"]
    assert anyone.refused("POST", "/devices/pair", {"code": invited["code"]}) == (422, "device.wrong_code")
    assert anyone.refused("POST", "/devices/pair", {"code": "AAAAAAAA"}) == (422, "device.wrong_code")
    (kept,) = the(database, Device.token_hash)
    assert kept == fingerprint(token)
    assert the(database, Device.code_hash) == [None]


def test_a_code_that_is_too_old_pairs_nothing(anyone, supervisor, database):
    invited = supervisor.post("/devices", {"name": "Handheld 7"}, 201)
    with database.writing() as session:
        session.execute(update(Device).values(code_until=now() - timedelta(seconds=1)))
        session.commit()
    assert anyone.refused("POST", "/devices/pair", {"code": invited["code"]}) == (410, "device.code_over")
    again = supervisor.post(f"/devices/{invited['id']}/invite")
    assert again["id"] == invited["id"]
    anyone.post("/devices/pair", {"code": again["code"]}, 201)


def test_a_code_lasts_ten_minutes(supervisor, database):
    before = now()
    supervisor.post("/devices", {"name": "Handheld 7"}, 201)
    (until,) = the(database, Device.code_until)
    assert before + CODE_LASTS <= until <= now() + CODE_LASTS


def test_no_two_devices_in_use_have_one_name(supervisor, pair):
    device, _token = pair("Handheld 7")
    for same in ("HANDHELD 7", "Ｈandheld　7"):
        assert supervisor.refused("POST", "/devices", {"name": same}) == (409, "device.name_taken")
    assert supervisor.refused("POST", "/devices", {"name": " "}) == (422, "device.name_missing")
    assert supervisor.refused("POST", "/devices", {"name": "x" * 41}) == (422, "device.name_long")
    supervisor.post(f"/devices/{device}/revoke", status=204)
    supervisor.post("/devices", {"name": "Handheld 7"}, 201)


def test_a_paired_device_is_called_as_the_supervisor_said(enter, pair, database):
    _id, token = pair("Handheld 7")
    enter("picker", token, device="as it likes")
    assert the(database, SignIn.device, revoked=False)[-1] == "Handheld 7"


def test_a_wrong_pin_is_counted_for_the_device_that_holds_the_token(anyone, pair, database):
    device, token = pair("Handheld 7")
    body = {"badge": "1001", "pin": "0", "device": "another", "device_token": token}
    assert anyone.refused("POST", "/login", body) == (401, "login.wrong_pin")
    assert sorted(counted(database)) == [f"device {device}", f"device {device} badge 1001"]


@pytest.mark.parametrize("name", ["Handheld 7", " handheld  7 ", "Ｈａｎｄｈｅｌｄ　７", "hand\u200bheld 7"])
def test_the_name_of_a_paired_device_serves_nobody_else(anyone, pair, database, name):
    _id, _token = pair("Handheld 7")
    for _try in range(6):
        body = {"badge": "1001", "pin": "0", "device": name}
        assert anyone.refused("POST", "/login", body) == (409, "device.name_paired")
    assert [subject for subject in counted(database) if "1001" in subject] == []
    right = {"badge": "1001", "pin": PIN, "device": name}
    assert anyone.refused("POST", "/login", right) == (409, "device.name_paired")


def test_nobody_elsewhere_lets_a_paired_device_wait(enter, anyone, pair):
    _id, token = pair("Handheld 7")
    for number in range(60):
        anyone.refused("POST", "/login", {"badge": "1001", "pin": "0", "device": f"name {number}"})
    enter("picker", token)


def test_a_paired_device_lets_nobody_guess_either(anyone, pair):
    _id, token = pair("Handheld 7")
    body = {"badge": "1001", "pin": "0", "device_token": token}
    codes = [anyone.refused("POST", "/login", body)[1] for _try in range(8)]
    assert codes == ["login.wrong_pin"] * 4 + ["login.locked"] * 4
    others = [anyone.refused("POST", "/login", {**body, "badge": f"x{n}"})[1] for n in range(40)]
    assert (
        others.count("login.wrong_pin") == 14
    )  # twenty in all, then the device waits for a quarter of a minute


def test_pairing_codes_are_not_guessed(anyone, supervisor, database):
    invited = supervisor.post("/devices", {"name": "Handheld 7"}, 201)
    codes = [anyone.refused("POST", "/devices/pair", {"code": f"AAAA{n:04}"}) for n in range(40)]
    assert codes == [(422, "device.wrong_code")] * 20 + [(429, "device.codes_wait")] * 20
    assert the(database, Alert.code) == ["alert.guessing"]
    with database.writing() as session:
        session.execute(update(Limit).values(until=now() - timedelta(seconds=1)))
        session.commit()
    anyone.post("/devices/pair", {"code": invited["code"]}, 201)


def test_who_called_a_device_by_the_name_that_is_paired_now_is_signed_out(sign_in, pair):
    before, other = sign_in("picker", "handheld ７"), sign_in("packer", "Handheld 8")
    pair("Handheld 7")
    assert before.refused("POST", "/profile", {"prefix": "x"}) == (401, "auth.needed")
    other.post("/profile", {"prefix": "x"})


def test_the_next_badge_ends_the_sign_in_before_it(enter, pair, picker):
    _id, token = pair("Handheld 7")
    first = enter("picker", token)
    second = enter("packer", token)
    assert first.refused("POST", "/work/next", {"kinds": ["pick"]}) == (401, "auth.needed")
    second.post("/devices/me", {}, 204)
    # the same person on a device that is not paired is left alone
    assert picker.refused("POST", "/devices/me", {}) == (409, "device.not_paired")


def put_task(database, warehouse):
    with database.writing() as session:
        task = PickTask(
            person=session.merge(warehouse.people["picker"]), device="Handheld 7", claimed_at=now()
        )
        session.add(task)
        session.commit()
        return task.id


def holder(database, work_id):
    (found,) = the(database, Work.person_id, id=work_id)
    return found


def test_a_badge_and_a_pin_hand_the_job_over(enter, pair, warehouse, database):
    _id, token = pair("Handheld 7")
    enter("picker", token)
    task = put_task(database, warehouse)
    taker = enter("supervisor", token, work=str(task))
    assert taker.resume == {"work": str(task)}
    assert holder(database, task) == warehouse.people["supervisor"].id


def test_a_job_passes_only_on_its_own_device_and_to_its_own_role(enter, pair, anyone, warehouse, database):
    _id, token = pair("Handheld 7")
    _id, other = pair("Handheld 8")
    task = put_task(database, warehouse)
    assert enter("packer", token, work=str(task)).resume is None
    assert enter("supervisor", other, work=str(task)).resume is None
    badge = warehouse.people["supervisor"].badge
    named = {"badge": badge, "pin": PIN, "device": "Handheld 7", "work": str(task)}
    assert anyone.refused("POST", "/login", named) == (409, "device.name_paired")
    assert enter("supervisor", token, work="999999").resume is None
    assert holder(database, task) == warehouse.people["picker"].id


def test_a_device_says_how_it_is_and_the_supervisor_sees_it(enter, pair, supervisor):
    pair("Handheld 8")
    device, token = pair("Handheld 7")
    supervisor.post("/devices", {"name": "Tablet"}, 201)
    enter("picker", token).post("/devices/me", {"battery": 41, "charging": False, "queue": 3}, 204)
    rows = supervisor.get("/devices")["devices"]
    assert [(row["name"], row["state"], row["person"]) for row in rows] == [
        ("Handheld 7", "paired", "Picker"), ("Handheld 8", "paired", None), ("Tablet", "invited", None),
    ]  # fmt: skip
    assert (rows[0]["id"], rows[0]["battery"], rows[0]["charging"], rows[0]["queue"]) == (
        device,
        41,
        False,
        3,
    )
    assert (rows[1]["battery"], rows[1]["queue"]) == (None, None)


@pytest.mark.parametrize(
    "said", [{"battery": 101}, {"battery": -1}, {"battery": 0.5}, {"queue": -1}, {"charging": 1}]
)
def test_nonsense_of_a_device_is_refused(enter, pair, said):
    _id, token = pair("Handheld 7")
    assert enter("picker", token).refused("POST", "/devices/me", said) == (422, "request.invalid")


def test_what_is_let_go_is_out_at_once_and_told_to_pair_again(enter, pair, supervisor, anyone, database):
    device, token = pair("Handheld 7")
    earlier, later = enter("picker", token), enter("packer", token)
    supervisor.post(f"/devices/{device}/revoke", status=204)
    assert later.refused("POST", "/work/next", {"kinds": ["pack"]}) == (401, "device.revoked")
    assert earlier.refused("POST", "/work/next", {"kinds": ["pick"]}) == (401, "device.revoked")
    body = {"badge": "1001", "pin": PIN, "device_token": token}
    assert anyone.refused("POST", "/login", body) == (401, "device.revoked")
    assert supervisor.get("/devices")["devices"] == []
    assert supervisor.refused("POST", f"/devices/{device}/revoke") == (409, "device.not_allowed")
    assert supervisor.refused("POST", "/devices/999999/revoke") == (404, "device.not_found")


def test_another_code_for_the_same_name_sends_the_old_device_away(enter, pair, supervisor, anyone):
    device, token = pair("Handheld 7")
    picker = enter("picker", token)
    again = supervisor.post(f"/devices/{device}/invite")
    assert picker.refused("POST", "/logout") == (401, "device.revoked")
    anyone.post("/devices/pair", {"code": again["code"]}, 201)
    body = {"badge": "1001", "pin": PIN, "device_token": token}
    anyone.post("/login", body, 201)  # forgotten: it signs in as any device that is not paired
