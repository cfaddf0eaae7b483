"""The outbox is drained: nothing skipped, nothing twice, numbered without gaps, also after a crash."""

import threading
import time

import pytest
from sqlalchemy import func, select

from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.integration import hints
from floor.integration.events import events_after
from floor.integration.outbox import Publisher
from models import Event, Hint, Outbox
from tests.screens import Screens
from tests.stopwatch import eventually


@pytest.fixture
def listener():
    return Screens()


@pytest.fixture
def writer(database):
    return Writer(database)


@pytest.fixture
def publisher(writer, listener):
    publisher = Publisher(writer, listener)
    writer.committed = publisher.wake
    yield publisher
    publisher.stop()


def happen(writer, *topics, events=(), assigned=()):
    def usecase(tx):
        tx.changed(topics)
        for number in events:
            tx.tell("test.happened", number=number)
        for person, work in assigned:
            tx.assign(person, work)

    writer.perform(SYSTEM, usecase)


def numbered(writer):
    with writer.database.reading() as session:
        return [(e.id, e.data["number"]) for e in session.scalars(select(Event).order_by(Event.id))]


def left(writer):
    with writer.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Outbox))


def test_hints_of_one_drain_are_merged_and_the_next_ones_bear_a_higher_version(writer, publisher, listener):
    happen(writer, "board", "work:7")
    happen(writer, "board", assigned=[(3, 7)])
    assert publisher.drain() == 2
    first = listener.heard[0][1]["version"]
    assert listener.heard == [
        ("changed", {"topic": "board", "version": first}, "board"),
        ("changed", {"topic": "work:7", "version": first}, "work:7"),
        ("assigned", {"work": "7"}, "person:3"),
    ]
    assert left(writer) == 0
    assert publisher.drain() == 0
    happen(writer, "board")
    publisher.drain()
    assert listener.heard[3:] == [("changed", {"topic": "board", "version": first + 1}, "board")]


def test_a_commit_is_heard_soon_and_a_burst_is_few_hints(writer, publisher, listener):
    publisher.start()
    for _ in range(30):
        happen(writer, "board")
    eventually(lambda: left(writer) == 0)
    eventually(lambda: listener.heard)
    assert len(listener.heard) < 30


def test_events_are_numbered_without_gaps_under_many_writers(writer, publisher):
    publisher.start()

    def write(thread):
        for n in range(20):
            happen(writer, "board", events=[thread * 100 + n])

    writers = [threading.Thread(target=write, args=[w]) for w in range(8)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    eventually(lambda: left(writer) == 0)
    numbers = numbered(writer)
    assert [id for id, _ in numbers] == list(range(1, 161))
    assert sorted(n for _, n in numbers) == sorted(w * 100 + n for w in range(8) for n in range(20))


def test_two_publishers_number_each_event_once(writer, publisher):
    other = Publisher(writer, Screens())
    publisher.start()
    other.start()
    try:
        for n in range(40):
            happen(writer, "board", events=[n])
        eventually(lambda: left(writer) == 0)
    finally:
        other.stop()
    assert numbered(writer) == [(n + 1, n) for n in range(40)]


def test_what_a_crash_left_is_found_at_the_start(writer, listener):
    happen(writer, "board", events=[1, 2])  # committed, and the process died before it could publish
    publisher = Publisher(writer, listener)
    publisher.start()
    eventually(lambda: left(writer) == 0)
    publisher.stop()
    assert numbered(writer) == [(1, 1), (2, 2)]
    assert [room for _, _, room in listener.heard] == ["board"]


def test_the_sweep_finds_what_nobody_woke_it_for(writer, listener):
    publisher = Publisher(writer, listener)
    publisher.start()
    time.sleep(0.3)  # it is at rest by now
    happen(writer, "board")  # another process, which cannot wake this one
    eventually(lambda: listener.heard, seconds=5)
    publisher.stop()


def test_a_failing_socket_loses_nothing(writer, publisher, listener):
    happen(writer, "board", events=[1])
    listener.broken = True
    with pytest.raises(OSError, match="no network"):
        publisher.drain()
    listener.broken = False
    publisher.drain()
    assert [room for _, _, room in listener.heard] == ["board"]
    assert numbered(writer) == [(1, 1)]


def test_what_another_process_published_is_sent_here_too_and_once(writer, publisher, listener):
    beside, there = Screens(), Screens()
    other, third = Publisher(writer, beside), Publisher(writer, there)
    for each in (publisher, other, third):
        each.drain()  # so that each has begun
    happen(writer, "board", "work:7", assigned=[(3, 7)])
    publisher.drain()
    other.drain()
    happen(writer, "orders")
    other.drain()
    for each in (publisher, other, third):
        each.drain()
    assert len(listener.heard) == 4
    assert listener.heard == beside.heard == there.heard
    assert listener.done == beside.done == there.done == []


def test_who_begins_later_is_told_nothing_old(writer, publisher):
    happen(writer, "board")
    publisher.drain()
    late = Screens()
    Publisher(writer, late).drain()
    assert late.heard == []


def test_whoever_slept_for_longer_than_hints_are_kept_has_its_screens_ask_anew(
    writer, publisher, monkeypatch
):
    monkeypatch.setattr(hints, "KEPT", 5)
    asleep = Screens()
    other = Publisher(writer, asleep)
    happen(writer, "board")
    for each in (publisher, other):
        each.drain()
    for _ in range(5):
        happen(writer, "board")
        publisher.drain()
    other.drain()
    assert asleep.done == ["closed"]
    assert len(asleep.heard) == 5  # those that are there yet
    with writer.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Hint)) == 5


def test_a_process_that_cannot_look_says_so_and_makes_it_up(writer, publisher, listener, monkeypatch):
    def away(*_):
        raise OSError("no database")

    publisher.drain()
    with monkeypatch.context() as broken:
        broken.setattr(writer.database, "look_up", away)
        with pytest.raises(OSError, match="no database"):
            publisher.round()
        happen(writer, "board")
    assert listener.done == ["cut off"]
    publisher.round()
    assert listener.done == ["cut off", "swept"]
    assert [room for _, _, room in listener.heard] == ["board"]


def test_events_are_paged_by_a_cursor(writer, publisher):
    happen(writer, events=range(5))
    publisher.drain()
    with writer.database.reading() as session:
        page, next_cursor = events_after(session, 0, 2)
        assert [e["data"]["number"] for e in page] == [0, 1]
        rest, end = events_after(session, int(next_cursor), 10)
    assert [e["data"]["number"] for e in rest] == [2, 3, 4]
    assert end is None
    assert rest[0]["id"] == "3"
    assert rest[0]["type"] == "test.happened"
