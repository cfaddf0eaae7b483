"""The outbox is drained: nothing skipped, nothing twice, numbered without gaps, also after a crash."""

import threading
import time

import pytest
from sqlalchemy import func, select

from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.integration.events import events_after
from floor.integration.outbox import Publisher
from models import Event, Outbox


class Listener:
    """Stands in for the sockets: notes what it was sent."""

    def __init__(self):
        self.heard = []

    def __call__(self, event, payload, room):
        self.heard.append((event, payload, room))


@pytest.fixture
def listener():
    return Listener()


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


def eventually(holds, seconds=10):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


def numbered(writer):
    with writer.database.reading() as session:
        return [(e.id, e.data["number"]) for e in session.scalars(select(Event).order_by(Event.id))]


def left(writer):
    with writer.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Outbox))


def test_hints_of_one_drain_are_merged_and_bear_the_last_version(writer, publisher, listener):
    happen(writer, "board", "work:7")
    happen(writer, "board", assigned=[(3, 7)])
    with writer.database.reading() as session:
        first, last = session.scalars(select(Outbox.id).order_by(Outbox.id))
    assert publisher.drain() == 2
    assert listener.heard == [
        ("changed", {"topic": "board", "version": last}, "board"),
        ("changed", {"topic": "work:7", "version": first}, "work:7"),
        ("assigned", {"work": "7"}, "person:3"),
    ]
    assert left(writer) == 0
    assert publisher.drain() == 0


def test_a_commit_is_heard_soon_and_a_burst_is_few_hints(writer, publisher, listener):
    publisher.start()
    for _ in range(30):
        happen(writer, "board")
    eventually(lambda: left(writer) == 0)
    assert 1 <= len(listener.heard) < 30


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
    other = Publisher(writer, Listener())
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
    broken = Publisher(writer, lambda *_: (_ for _ in ()).throw(OSError("no network")))
    with pytest.raises(OSError, match="no network"):
        broken.drain()
    assert left(writer) == 1
    publisher.drain()
    assert numbered(writer) == [(1, 1)]


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
