"""Carrier rules, cut-offs and the steps of a load, without a database."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from models import CarrierRule, Load, Place, Refused
from models.carriers import next_cutoff

WORKDAYS = {str(day): "17:00" for day in range(5)}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "cutoff"),
    [
        ("2026-01-05T12:00", "Europe/London", "2026-01-05T17:00"),  # a Monday
        ("2026-01-05T17:00", "Europe/London", "2026-01-05T17:00"),
        ("2026-01-05T17:01", "Europe/London", "2026-01-06T17:00"),
        ("2026-01-09T18:00", "Europe/London", "2026-01-12T17:00"),  # over the weekend
        ("2026-07-06T16:30", "Europe/London", "2026-07-07T16:00"),  # summer time
        ("2026-01-05T09:30", "Asia/Taipei", "2026-01-06T09:00"),
        ("2026-03-27T18:00", "Europe/London", "2026-03-30T16:00"),  # the clocks change on the Sunday
        ("2026-01-04T23:30", "Asia/Taipei", "2026-01-05T09:00"),  # Monday there, Sunday in UTC
    ],
)
def test_the_next_cutoff_is_by_the_warehouses_clock(now, zone, cutoff):
    assert next_cutoff(WORKDAYS, at(now), ZoneInfo(zone)) == at(cutoff)


def test_one_cutoff_a_week_and_none():
    assert next_cutoff({"0": "09:00"}, at("2026-01-05T09:01"), ZoneInfo("UTC")) == at("2026-01-12T09:00")
    assert next_cutoff({}, at("2026-01-05T09:01"), ZoneInfo("UTC")) is None


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({}, True),
        ({"service": "express"}, False),
        ({"service": "standard", "country": "GB"}, True),
        ({"country": "FR"}, False),
        ({"max_weight_g": 500}, True),
        ({"max_weight_g": 499}, False),
    ],
)
def test_an_empty_field_of_a_rule_fits_everything(rule, fits):
    assert CarrierRule(position=1, carrier="POST", **rule).fits("standard", "GB", 500) is fits


def load(**fields):
    made = Load(carrier="POST", dock=Place(code="DOCK-1", kind="dock", check="77"), **fields)
    made.id = 1
    return made


def test_a_load_goes_from_door_to_parcels_to_close():
    made = load()
    door, parcel, close = made.steps(["1", "2"], 0)
    assert (door.kind, door.codes) == ("door", ["LOC-DOCK-1", "77"])
    assert (parcel.kind, parcel.codes, parcel.quantity, parcel.counted) == (
        "parcel",
        ["1", "001", "2", "002"],
        2,
        0,
    )
    assert (close.kind, close.codes) == ("close", ["CMD-CLOSE"])
    with pytest.raises(Refused) as refused:
        made.check_loading()
    assert refused.value.code == "load.door_first"
    made.door_ok = True
    assert [step.kind for step in made.steps([], 2)] == ["close"]
    assert [step.kind for step in made.steps([], 0)] == ["parcel", "close"]
    made.load_closed = True
    assert made.steps([], 2) == []


def test_parcels_stay_behind_only_if_each_was_agreed_on():
    made = load()
    assert (made.agreed([]), made.agreed(["1"])) == (True, False)
    made.left_behind = {"parcels": ["1", "2"], "reason": "no room"}
    assert (made.agreed(["2"]), made.agreed(["2", "3"])) == (True, False)
    made.left_behind = {"reason": "no room", "person": None}  # as an old row may say
    assert (made.agreed([]), made.agreed(["1"])) == (True, False)
