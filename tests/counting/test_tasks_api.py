"""Bins counted over HTTP: asked for, counted blind by two people, decided."""

import json
import re

import pytest

from models import Place
from tests import build

MUG = build.GTIN["MUG"]


@pytest.fixture
def counter(sign_in):
    """counter("picker"): somebody who takes the next count, scans, and keeps every answer that they got."""

    class Counter:
        def __init__(self, name):
            self.caller, self.heard = sign_in(name), []
            self.work = None

        def take(self):
            answer = self.caller.send("POST", "/work/next", {"kinds": ["count"]})
            self.work = answer.json if answer.status_code == 200 else None
            self.heard.append(answer.json)
            return self.work

        def scan(self, text):
            scan = {"id": f"{self.work['id']}-{len(self.heard)}-{text}", "scan": text}
            judged = self.caller.post(f"/work/{self.work['id']}/scans", scan)
            self.heard += [judged, self.caller.get(f"/work/{self.work['id']}")]
            return judged["code"]

    return Counter


def numbers_in(heard):
    """Every number in what somebody was answered, as a number or in a text, but for those that name things."""
    if isinstance(heard, dict):
        named = ("id", "person_id", "version", "number", "step", "codes")
        return set().union(*(numbers_in(each) for name, each in heard.items() if name not in named))
    if isinstance(heard, list):
        return set().union(*map(numbers_in, heard))
    return set(map(int, re.findall(r"\d+", str(heard).replace("BIN-1", ""))))


def test_nothing_that_a_counter_hears_says_what_the_book_expects(supervisor, counter):
    """100 mugs are on the book, and nobody who counts 96 or 95 is told so, or how many are off."""
    [asked] = supervisor.post("/counts/tasks", {"place": "bin-1"})["counts"]
    assert (asked["place"], asked["why"], asked["state"]) == ("BIN-1", "asked", "first")
    for name, units, last in (("picker", 96, "count.second_wanted"), ("admin", 95, "count.decided_later")):
        hand = counter(name)
        hand.take()
        codes = [hand.scan(text) for text in ("LOC-BIN-1", MUG, f"CMD-QTY-{units}", "CMD-CLOSE")]
        assert codes == ["count.begun", "count.ok", "count.ok", last]
        assert numbers_in(hand.heard) == {0, 1, units, units - 1}  # in all, and what CMD-QTY added
        assert not re.search("expect(ed|s)|on_hand|book|differ", json.dumps(hand.heard))
        page = hand.caller.client.get("/count", headers={"Authorization": f"Bearer {hand.caller.token}"})
        assert page.status_code == 200
        assert not re.search("BIN-1|on_hand|MUG", page.get_data(as_text=True))
    [waiting] = supervisor.get("/counts/differences")["differences"]
    assert (waiting["first"], waiting["second"]) == ("Picker", "Admin")
    [line] = waiting["lines"]
    assert (line["on_hand"], line["first"]["difference"], line["second"]["difference"]) == (100, -4, -5)
    assert line["second"] == {"units": 95, "difference": -5, "value": None}
    decided = supervisor.post(f"/counts/differences/{waiting['id']}", {"take": "second", "note": "seen"})
    assert (decided["state"], decided["took"], decided["lines"][0]["on_hand"]) == ("decided", "second", 95)
    again = supervisor.refused("POST", f"/counts/differences/{waiting['id']}", {"take": "book"})
    assert again == (409, "count.not_allowed")


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"aisle": "1"}, ["BIN-1", "BIN-2", "BIN-3", "BIN-4"]),
        ({"sku": "sku-mug"}, ["BIN-1"]),
        ({"zone": "A", "sku": "MILK"}, ["BIN-4"]),
        ({"place": "LOC-bin-2", "aisle": "1"}, ["BIN-2"]),
    ],
)
def test_a_supervisor_asks_for_a_bin_an_aisle_or_a_sku_and_twice_is_once(supervisor, picker, asked, places):
    first = supervisor.post("/counts/tasks", asked)["counts"]
    assert [each["place"] for each in first] == places
    assert supervisor.post("/counts/tasks", asked)["counts"] == first
    assert supervisor.get("/counts/tasks")["counts"] == first
    assert picker.post("/work/next", {"kinds": ["count"]})["number"] == first[0]["number"]


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({}, (422, "count.say_what")),
        ({"place": "BIN-99"}, (422, "count.unknown_place")),
        ({"place": "PACK-1"}, (422, "count.unknown_place")),
        ({"sku": "货品"}, (422, "count.unknown_sku")),
        ({"sku": "PHONE"}, (422, "count.no_bins")),
        ({"aisle": "１"}, (422, "count.no_bins")),
        ({"aisle": 1}, (422, "request.invalid")),
    ],
)
def test_what_names_no_bin_is_refused_and_asks_for_nothing(supervisor, asked, refused):
    assert supervisor.refused("POST", "/counts/tasks", asked) == refused
    assert supervisor.get("/counts/tasks")["counts"] == []


def test_only_supervisors_ask_and_decide(picker, supervisor):
    assert picker.refused("POST", "/counts/tasks", {"place": "BIN-1"})[0] == 403
    assert picker.refused("GET", "/counts/differences")[0] == 403
    assert supervisor.refused("POST", "/counts/differences/99", {"take": "book"}) == (404, "count.not_found")
    assert supervisor.refused("POST", "/counts/differences/99", {"take": "half"})[0] == 422


def test_signing_out_voids_half_a_count_and_the_bin_stays_left_out(supervisor, counter, app, warehouse):
    supervisor.post("/counts/tasks", {"place": "BIN-1"})
    hand = counter("picker")
    hand.take()
    assert [hand.scan(text) for text in ("LOC-BIN-1", MUG)] == ["count.begun", "count.ok"]
    assert hand.caller.send("POST", "/logout").status_code == 204
    [going] = supervisor.get("/counts/tasks")["counts"]
    assert (going["state"], going["person"]) == ("first", None)
    with app.extensions["floor"].database.reading() as session:
        assert session.get_one(Place, warehouse.places["BIN-1"].id).counting
    other = counter("admin")
    assert other.take()["expect"]["kind"] == "location"
