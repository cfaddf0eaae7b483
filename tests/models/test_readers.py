"""One pass, one read: how single reads are put together."""

from datetime import UTC, datetime, timedelta

from models import Reader
from models.radio import PASS_ENDS, Sighting, sightings

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def read(tag, seconds, antenna=1, rssi=-60.0):
    at = START + timedelta(seconds=seconds)
    return Sighting(tag, at, at, antenna, rssi)


def test_reads_of_one_tag_at_several_antennas_are_one_sighting_where_it_was_strongest():
    found = sightings([read("a", 2, 2, -45.0), read("a", 0, 1, -60.0), read("a", 4, 3, -70.0)])
    assert found == [Sighting("a", START, START + timedelta(seconds=4), 2, -45.0, 3)]


def test_a_tag_that_went_and_came_again_is_seen_twice():
    gap = PASS_ENDS.total_seconds() + 1
    found = sightings([read("a", 0), read("b", 1), read("a", gap), read("a", gap + 5)])
    assert [(each.tag, each.reads) for each in found] == [("a", 1), ("a", 2), ("b", 1)]


def test_a_read_without_a_strength_outdoes_none_that_has_one():
    (found,) = sightings([read("a", 0, 1, -60.0), read("a", 1, 2, None)])
    assert (found.antenna, found.rssi) == (1, -60.0)


def test_what_is_too_weak_is_from_somewhere_else():
    reader = Reader(name="door-1", kind="door", secret="", weakest_dbm=-65)
    assert [reader.hears(rssi) for rssi in (-65.0, -66.0, None)] == [True, False, True]
