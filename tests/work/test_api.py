"""The endpoint of scans: judged is a 200, right or wrong; 4xx is what cannot be judged."""

import gzip
import json
from uuid import uuid4

import pytest

from tests import build
from tests.build import GTIN


@pytest.fixture
def order(app, warehouse):
    with app.extensions["floor"].database.writing() as session:
        made = build.order(session, warehouse, {"LAMP": 3})
        session.commit()
    return made


@pytest.fixture
def work(order, supervisor, picker):
    """A picker's work with a tote and three lamps to pick."""
    wave = supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    assert len(wave["tasks"]) == 1
    found = picker.post("/work/next", {"kinds": ["pick"], "zone": None})
    assert found["id"] == wave["tasks"][0]["work"]
    return found


def pull(text, **more):
    return {"id": str(uuid4()), "scan": text, **more}


def test_a_right_and_a_wrong_scan_are_both_a_200(picker, work):
    path = f"/work/{work['id']}/scans"
    right = picker.post(path, pull("TOTE-0001", at="2026-03-01T09:00:00.123Z", quantity=1, source="wedge"))
    assert (right["accepted"], right["code"], right["tone"]) == (True, "pick.tote_ok", "good")
    assert right["work"]["expect"]["kind"] == "location"
    assert right["work"]["version"] > work["version"]
    wrong = picker.post(path, pull("LOC-BIN-1"))
    assert (wrong["accepted"], wrong["code"], wrong["tone"]) == (False, "pick.wrong_location", "bad")
    assert wrong["text"]
    assert picker.get(f"/work/{work['id']}")["expect"] == wrong["work"]["expect"]


def test_the_same_id_is_answered_as_before_and_other_content_is_a_422(picker, work):
    path, scan = f"/work/{work['id']}/scans", pull("TOTE-0001")
    first, again = picker.post(path, scan), picker.post(path, scan)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert {**first, "replayed": True} == again
    assert picker.refused("POST", path, {**scan, "quantity": 2}) == (422, "scan.id_reused")
    assert picker.refused("POST", path, {**scan, "scan": "TOTE-0002"}) == (422, "scan.id_reused")


def test_a_verdict_speaks_the_persons_language(app, picker, work, warehouse):
    english = picker.post(f"/work/{work['id']}/scans", pull("what is this"))
    with app.extensions["floor"].database.writing() as session:
        person = session.get(type(warehouse.people["picker"]), warehouse.people["picker"].id)
        person.language = "zh-Hant"
        session.commit()
    chinese = picker.post(f"/work/{work['id']}/scans", pull("what is this"))
    assert english["code"] == chinese["code"] == "scan.unknown"
    assert english["text"] != chinese["text"]


def test_a_list_stops_at_the_first_that_is_not_accepted(picker, work):
    scans = [pull("TOTE-0001"), pull("LOC-BIN-1"), pull("LOC-BIN-2")]
    answers = picker.post(f"/work/{work['id']}/scans", scans)
    assert [answer["code"] for answer in answers] == [
        "pick.tote_ok",
        "pick.wrong_location",
        "scan.not_judged",
    ]
    assert [answer["id"] for answer in answers] == [scan["id"] for scan in scans]
    assert answers[0]["work"] == answers[1]["work"]
    answers = picker.post(f"/work/{work['id']}/scans", scans[2:])
    assert [answer["code"] for answer in answers] == ["pick.location_ok"]


@pytest.mark.parametrize(("bad", "code"), [
    (pull("x" * 257), "scan.too_long"), (pull("a\x07b"), "scan.unreadable"),
    (pull("1", quantity=0), "scan.bad_quantity"), (pull("1", quantity="1"), "request.invalid"),
    ({"scan": "1"}, "request.invalid"), (7, "request.invalid"),
    (pull("1", at="yesterday"), "request.invalid"), ({"id": "", "scan": "1"}, "scan.bad_id"),
])  # fmt: skip
def test_in_a_list_what_is_ill_formed_is_refused_in_its_place(picker, work, bad, code):
    after = pull("LOC-BIN-2")
    answers = picker.post(f"/work/{work['id']}/scans", [pull("TOTE-0001"), bad, after])
    assert [answer["code"] for answer in answers] == ["pick.tote_ok", code, "scan.not_judged"]
    assert not answers[1]["accepted"]
    assert picker.post(f"/work/{work['id']}/scans", [after])[0]["replayed"] is False


@pytest.mark.parametrize("bad", [
    pull("x" * 257), pull("x" * 10_000), pull("a\x07b"), pull("a\x00b"), pull("1", quantity=0), pull("1", quantity="1"),
    pull("1", quantity=10**12), pull("1", source="telepathy"), {"scan": "1"}, pull(5), {"id": "x" * 65, "scan": "1"},
    {"id": "a\x00b", "scan": "1"}, {"id": 7, "scan": "1"},
])  # fmt: skip
def test_sent_singly_what_is_ill_formed_is_a_422(picker, work, bad):
    answer = picker.send("POST", f"/work/{work['id']}/scans", bad)
    assert answer.status_code == 422
    assert answer.json["code"].startswith(("scan.", "request."))


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "\x1d", "", " ", "日本", "010501234567890010", "A" * 256, "\u202e1"]
)
def test_any_readable_text_is_judged(picker, work, text):
    answer = picker.post(f"/work/{work['id']}/scans", pull(text))
    assert answer["accepted"] is False
    assert answer["text"]


@pytest.mark.parametrize(
    "at", ["1970-01-01T00:00:00Z", "2099-12-31T23:59:59+14:00", "2026-03-01 09:00:00.5-05:00"]
)
def test_a_clock_that_is_years_off_is_only_a_note(picker, work, at):
    assert picker.post(f"/work/{work['id']}/scans", pull("TOTE-0001", at=at))["accepted"]


@pytest.mark.parametrize("at", ["2026-03-01", "1772355600", "2026-03-01T09:00:00", "0001-01-01T00:00:00+01:00",
                                "9999-12-31T23:59:59-01:00", "2026-13-01T00:00:00Z", 7])  # fmt: skip
def test_what_is_no_time_is_a_422(picker, work, at):
    assert picker.refused("POST", f"/work/{work['id']}/scans", pull("1", at=at)) == (422, "request.invalid")


def test_five_hundred_scans_are_the_most(picker, work):
    answer = picker.send("POST", f"/work/{work['id']}/scans", [pull("1")] * 501)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "request.too_many")
    assert picker.post(f"/work/{work['id']}/scans", []) == []


def test_work_that_is_done_or_elsewhere_says_so(picker, sign_in, supervisor, work, warehouse):
    path = f"/work/{work['id']}/scans"
    person = supervisor.get("/people")["people"]
    somebody = next(p["id"] for p in person if p["name"] == "Supervisor")
    assert supervisor.post(f"/work/{work['id']}/reassign", {"person": somebody})["person"] == "Supervisor"
    assert picker.post(path, pull("TOTE-0001"))["code"] == "work.reassigned"
    supervisor.post(f"/work/{work['id']}/reassign", {"person": None})
    assert picker.post("/work/next", {"kinds": ["pick"]})["id"] == work["id"]
    scans = [pull("TOTE-0001"), pull("LOC-BIN-2"), pull(GTIN["LAMP"], quantity=3), pull("LOC-PACK-1")]
    answers = picker.post(path, scans)
    assert answers[-1]["code"] == "pick.task_done"
    assert answers[-1]["work"]["state"] == "done"
    assert answers[-1]["work"]["expect"] is None
    assert picker.post(path, pull("TOTE-0001"))["code"] == "work.closed"


def test_nothing_to_do_is_a_204(picker, supervisor):
    picker.post("/work/next", {"kinds": ["pick"]}, 204)
    assert picker.refused("POST", "/work/next", {"kinds": ["pack"]}) == (403, "work.role")
    assert picker.refused("POST", "/work/next", {"kinds": ["sing"]}) == (422, "work.unknown_kind")
    assert picker.refused("POST", "/work", {"kind": "pick", "scan": "a\x00b"}) == (422, "request.invalid")


def test_batch_mode_is_not_built(supervisor):
    assert supervisor.refused("POST", "/waves", {"mode": "batch"}) == (422, "wave.mode_not_built")


def test_a_wave_is_watched_to_its_end(supervisor, picker, order):
    made = supervisor.post(
        "/waves", {"orders": None, "max_orders": 5, "mode": "single", "release": False}, 201
    )
    assert (made["orders"], made["tasks"], made["short"]) == ([str(order.id)], [], [])
    assert supervisor.get(f"/waves/{made['id']}")["status"] == "planned"
    released = supervisor.post(f"/waves/{made['id']}/release")
    assert (released["status"], released["units"], released["units_done"]) == ("released", 3, 0)
    (task,) = released["tasks"]
    work = picker.post("/work/next", {"kinds": ["pick"]})
    assert work["id"] == task["work"]
    assert supervisor.refused("POST", f"/waves/{made['id']}/cancel") == (409, "wave.begun")
    scans = ["TOTE-0001", "LOC-BIN-2", *[GTIN["LAMP"]] * 3, "LOC-PACK-1"]
    for answer in picker.post(f"/work/{work['id']}/scans", [pull(text) for text in scans]):
        assert answer["accepted"], answer
    state = supervisor.get(f"/waves/{made['id']}")
    assert (state["status"], state["units_done"], state["lines_done"]) == ("done", 3, 1)
    assert supervisor.get(f"/orders/{order.id}")["status"] == "picked"


def test_the_answer_to_a_list_is_sent_small_and_that_to_one_scan_as_it_is(picker, work):
    def sent(body):
        asked = {"Authorization": f"Bearer {picker.token}", "Accept-Encoding": "gzip"}
        return picker.client.post(f"/api/v1/work/{work['id']}/scans", json=body, headers=asked)

    one, many = sent(pull("CMD-HELP")), sent([pull("CMD-HELP") for _scan in range(30)])
    assert "Content-Encoding" not in one.headers
    answers = json.loads(gzip.decompress(many.data))
    assert [answer["accepted"] for answer in answers] == [True] * 30
    assert len(many.data) < len(one.data) * 3


def test_the_whole_round_is_listed_and_news_are_heard(picker, supervisor, order, work):
    """What is done stays in the list; an order's hold is read at the screen, and no scan is refused to say it."""
    path = f"/work/{work['id']}"
    picker.post(f"{path}/scans", [pull(text) for text in ("TOTE-0001", "LOC-BIN-2", GTIN["LAMP"])])
    [line] = picker.get(f"{path}/lines")["lines"]
    assert {name: line[name] for name in ("place", "sku", "quantity", "counted", "state")} == {
        "place": "BIN-2", "sku": "LAMP", "quantity": 3, "counted": 1, "state": "open",
    }  # fmt: skip
    supervisor.post(f"/orders/{order.id}/hold", {"reason": "the customer calls back"})
    [news] = picker.get(path)["news"]
    assert (news["code"], news["title"]) == ("work.order_held", "On hold")
    assert picker.post(f"{path}/heard", {})["news"] == []
    assert picker.post(f"{path}/scans", pull(GTIN["LAMP"]))["code"] == "pick.sku_ok"
    assert picker.refused("GET", "/work/999999/lines") == (404, "work.not_found")
