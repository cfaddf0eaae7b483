"""Signing in and out: badge and PIN, tries and lockouts, tokens and their end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from floor.web.access import SIGN_IN_LASTS
from models import Alert, ApiToken, Limit, Outbox, Person, SignIn, now
from models.limits import OF_BADGE
from tests import build
from tests.callers import PIN

TRIES = OF_BADGE.free


@pytest.fixture
def database(app):
    return app.extensions["floor"].database


def change(database, statement):
    with database.writing() as session:
        session.execute(statement)
        session.commit()


@pytest.mark.parametrize("badge", ["1001", "BADGE-1001", "badge-1001", " 1001 "])
def test_a_badge_is_read_as_printed_or_as_typed(anyone, badge):
    answer = anyone.post("/login", {"badge": badge, "pin": PIN, "device": "a"}, 201)
    assert answer["person"]["roles"] == ["picker"]
    assert answer["resume"] is None


def test_only_a_fingerprint_of_the_token_is_kept(anyone, database):
    token = anyone.post("/login", {"badge": "1001", "pin": PIN, "device": "a"}, 201)["token"]
    with database.reading() as session:
        (kept,) = session.scalars(select(SignIn.token_hash))
    assert token not in kept
    assert len(token) >= 43  # 256 bits


def test_an_unknown_badge_and_a_wrong_pin_are_told_apart_by_nobody(anyone):
    wrong = anyone.send("POST", "/login", {"badge": "1001", "pin": "0", "device": "a"})
    unknown = anyone.send("POST", "/login", {"badge": "nobody", "pin": "0", "device": "a"})
    assert (wrong.status_code, wrong.json) == (unknown.status_code, unknown.json)
    assert wrong.json["code"] == "login.wrong_pin"


def test_somebody_who_left_is_not_let_in(anyone, database):
    change(database, update(Person).where(Person.badge == "1001").values(active=False))
    assert anyone.refused("POST", "/login", {"badge": "1001", "pin": PIN}) == (401, "login.wrong_pin")


def lock(caller, badge="1001", device="a"):
    for _ in range(TRIES - 1):
        assert (
            caller.refused("POST", "/login", {"badge": badge, "pin": "0", "device": device})[1]
            == "login.wrong_pin"
        )
    return caller.send("POST", "/login", {"badge": badge.upper(), "pin": "0", "device": device})


@pytest.mark.parametrize("badge", ["1001", "nobody"])
def test_the_fifth_wrong_pin_locks_the_badge_and_alerts_from_where(anyone, database, badge):
    locked = lock(anyone, badge)
    assert (locked.status_code, locked.json["code"]) == (429, "login.locked")
    assert locked.headers["Retry-After"] == "60"
    with database.reading() as session:
        (alert,) = session.scalars(select(Alert))
        topics = {topic for row in session.scalars(select(Outbox)) for topic in row.topics}
    assert (alert.code, alert.params) == (
        "alert.locked_out", {"badge": badge, "device": "a", "address": "127.0.0.1"},
    )  # fmt: skip
    assert {"board", "alerts"} <= topics


def test_a_locked_badge_is_refused_with_the_right_pin_too_whatever_the_device_calls_itself(anyone):
    lock(anyone)
    for name in ("a", "b", ""):
        assert (
            anyone.refused("POST", "/login", {"badge": "1001", "pin": PIN, "device": name})[1]
            == "login.locked"
        )
    anyone.post("/login", {"badge": "1002", "pin": PIN, "device": "a"}, 201)


def test_a_lock_ends_by_itself_and_grows_with_each_further_try(anyone, database):
    lock(anyone)
    for minutes in ("120", "240", "480", "900", "900"):
        change(database, update(Limit).values(until=now() - timedelta(seconds=1)))
        again = anyone.send("POST", "/login", {"badge": "1001", "pin": "0", "device": "a"})
        assert (again.json["code"], again.headers["Retry-After"]) == ("login.locked", minutes)
    change(database, update(Limit).values(until=now() - timedelta(seconds=1)))
    anyone.post("/login", {"badge": "1001", "pin": PIN, "device": "a"}, 201)
    with database.reading() as session:
        assert len(list(session.scalars(select(Alert)))) == 1


def test_who_has_to_wait_costs_no_hashing(anyone, monkeypatch):
    lock(anyone)
    monkeypatch.setattr("floor.people.sign_in.verify_pin", None)
    assert anyone.refused("POST", "/login", {"badge": "1001", "pin": PIN})[1] == "login.locked"


def test_a_supervisor_unlocks(anyone, supervisor, picker):
    lock(anyone)
    assert picker.refused("POST", "/people/unlock", {"badge": "1001"}) == (403, "auth.role")
    assert [p["locked"] for p in supervisor.get("/people")["people"] if p["badge"] == "1001"] == [True]
    assert supervisor.post("/people/unlock", {"badge": "BADGE-1001"}) == {"unlocked": 1}
    anyone.post("/login", {"badge": "1001", "pin": PIN, "device": "a"}, 201)


def test_the_alert_of_a_badge_goes_with_its_lock(anyone, supervisor, database):
    lock(anyone)
    supervisor.post("/people/unlock", {"badge": "1001"})
    with database.reading() as session:
        assert all(alert.solved_at for alert in session.scalars(select(Alert)))


def test_a_right_pin_forgets_the_wrong_ones_before_it(anyone):
    for _ in range(2):
        for _ in range(TRIES - 1):
            anyone.refused("POST", "/login", {"badge": "1001", "pin": "0", "device": "a"})
        anyone.post("/login", {"badge": "1001", "pin": PIN, "device": "a"}, 201)


def test_a_sign_in_ends_with_sign_out_and_closes_its_sockets(app, picker, monkeypatch):
    closed = []
    monkeypatch.setattr(
        type(app.extensions["floor"].live), "close_sockets", lambda _live, mark: closed.append(mark)
    )
    picker.post("/logout", status=204)
    assert picker.refused("POST", "/work/next", {"kinds": ["pick"]}) == (401, "auth.needed")
    with app.extensions["floor"].database.reading() as session:
        assert closed == list(session.scalars(select(SignIn.id).where(SignIn.ended_at.is_not(None))))


def test_a_sign_in_does_not_last_for_ever(picker, database):
    change(database, update(SignIn).values(started_at=now() - SIGN_IN_LASTS - timedelta(seconds=1)))
    assert picker.refused("POST", "/logout") == (401, "auth.needed")


def test_whoever_leaves_is_out_at_once(picker, database):
    change(database, update(Person).where(Person.badge == "1001").values(active=False))
    assert picker.refused("POST", "/logout") == (401, "auth.needed")


def test_a_program_has_its_scopes_and_nothing_else(program, database):
    shop = program("orders")
    assert shop.get("/orders") == {"orders": [], "next": None}
    assert shop.refused("GET", "/events") == (403, "auth.role")
    assert shop.refused("POST", "/logout") == (403, "auth.role")
    change(database, update(ApiToken).values(active=False))
    assert shop.refused("GET", "/orders") == (401, "auth.needed")


def test_unfinished_work_comes_along_to_another_device(app, sign_in, supervisor, anyone, warehouse):
    with app.extensions["floor"].database.writing() as session:
        order = build.order(session, warehouse, {"MUG": 1})
        session.commit()
    supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    work = sign_in("picker", "one").post("/work/next", {"kinds": ["pick"]})["id"]
    answer = anyone.post("/login", {"badge": "1001", "pin": PIN, "device": "two"}, 201)
    assert answer["resume"] == {"work": work}


def test_a_problem_speaks_the_language_of_whoever_asks(anyone, picker, database):
    def detail(caller):
        return caller.send("GET", "/people").json["detail"]

    anyone.language = "zh-TW,en;q=0.5"
    assert detail(anyone) == "請先登入。"
    change(database, update(Person).where(Person.badge == "1001").values(language="zh-Hans"))
    assert "权限" in detail(picker)


def test_tries_at_the_same_moment_are_counted_one_by_one(app, warehouse, database):
    def try_once(_number):
        body = {"badge": "1001", "pin": "0", "device": "a"}
        return app.test_client().post("/api/v1/login", json=body).json["code"]

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(try_once, range(12)))
    assert sorted(codes) == ["login.locked"] * 8 + ["login.wrong_pin"] * 4
    with database.reading() as session:
        tries = {row.subject: round(row.tries) for row in session.scalars(select(Limit))}
    assert tries == {"badge 1001": TRIES, "address 127.0.0.1": TRIES, "server": TRIES}
    with database.reading() as session:
        assert len(list(session.scalars(select(Alert)))) == 1
