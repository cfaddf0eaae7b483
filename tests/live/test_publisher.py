"""The outbox is drained: nothing skipped, nothing twice, numbered without gaps, also after a crash."""

import threading
import time

import pytest
from sqlalchemy import func, select

from floor.core.transaction import SYSTEM
from floor.core.writer import Door
from floor.integration.events import events_after
from floor.integration.outbox import Publisher
from models import Event, Outbox


class Ears:
    """Stands in for the sockets: notes what it was sent."""

    def __init__(self):
        self.heard = []

    def __call__(self, event, payload, room):
        self.heard.append((event, payload, room))


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def door(database):
    return Door(database)


@pytest.fixture
def publisher(door, ears):
    publisher = Publisher(door, ears)
    door.committed = publisher.wake
    yield publisher
    publisher.stop()


def happen(door, *topics, events=(), assigned=()):
    def usecase(act):
        act.changed(*topics)
        for number in events:
            act.tell("test.happened", number=number)
        for person, work in assigned:
            act.assign(person, work)

    door.perform(SYSTEM, usecase)


def eventually(holds, seconds=10):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


def story(door):
    with door.database.reading() as session:
        return [(e.id, e.data["number"]) for e in session.scalars(select(Event).order_by(Event.id))]


def left(door):
    with door.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Outbox))


def test_hints_of_one_drain_are_merged_and_bear_the_last_version(door, publisher, ears):
    happen(door, "board", "work:7")
    happen(door, "board", assigned=[(3, 7)])
    with door.database.reading() as session:
        first, last = session.scalars(select(Outbox.id).order_by(Outbox.id))
    assert publisher.drain() == 2
    assert ears.heard == [
        ("changed", {"topic": "board", "version": last}, "board"),
        ("changed", {"topic": "work:7", "version": first}, "work:7"),
        ("assigned", {"work": "7"}, "person:3"),
    ]
    assert left(door) == 0
    assert publisher.drain() == 0


def test_a_commit_is_heard_soon_and_a_burst_is_few_hints(door, publisher, ears):
    publisher.start()
    for _ in range(30):
        happen(door, "board")
    eventually(lambda: left(door) == 0)
    assert 1 <= len(ears.heard) < 30


def test_events_are_numbered_without_gaps_under_many_writers(door, publisher):
    publisher.start()

    def write(writer):
        for n in range(20):
            happen(door, "board", events=[writer * 100 + n])

    writers = [threading.Thread(target=write, args=[w]) for w in range(8)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    eventually(lambda: left(door) == 0)
    numbers = story(door)
    assert [id for id, _ in numbers] == list(range(1, 161))
    assert sorted(n for _, n in numbers) == sorted(w * 100 + n for w in range(8) for n in range(20))


def test_two_publishers_number_each_event_once(door, publisher):
    other = Publisher(door, Ears())
    publisher.start()
    other.start()
    try:
        for n in range(40):
            happen(door, "board", events=[n])
        eventually(lambda: left(door) == 0)
    finally:
        other.stop()
    assert story(door) == [(n + 1, n) for n in range(40)]


def test_what_a_crash_left_is_found_at_the_start(door, ears):
    happen(door, "board", events=[1, 2])  # committed, and the process died before it could publish
    publisher = Publisher(door, ears)
    publisher.start()
    eventually(lambda: left(door) == 0)
    publisher.stop()
    assert story(door) == [(1, 1), (2, 2)]
    assert [room for _, _, room in ears.heard] == ["board"]


def test_the_sweep_finds_what_nobody_woke_it_for(door, ears):
    publisher = Publisher(door, ears)
    publisher.start()
    time.sleep(0.3)  # it is at rest by now
    happen(door, "board")  # another process, which cannot wake this one
    eventually(lambda: ears.heard, seconds=5)
    publisher.stop()


def test_a_failing_socket_loses_nothing(door, publisher, ears):
    happen(door, "board", events=[1])
    broken = Publisher(door, lambda *_: (_ for _ in ()).throw(OSError("no network")))
    with pytest.raises(OSError, match="no network"):
        broken.drain()
    assert left(door) == 1
    publisher.drain()
    assert story(door) == [(1, 1)]


def test_events_are_paged_by_a_cursor(door, publisher):
    happen(door, events=range(5))
    publisher.drain()
    with door.database.reading() as session:
        page, next_cursor = events_after(session, 0, 2)
        assert [e["data"]["number"] for e in page] == [0, 1]
        rest, end = events_after(session, int(next_cursor), 10)
    assert [e["data"]["number"] for e in rest] == [2, 3, 4]
    assert end is None
    assert rest[0]["id"] == "3"
    assert rest[0]["type"] == "test.happened"
