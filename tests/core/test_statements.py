"""Statements that go to the driver as text give and take the same as SQLAlchemy's own way, on both databases."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import String, bindparam, cast, func, insert, make_url, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from floor.core.database import Database
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from models import Alert, Outbox, Quant
from models.base import Prepared, given, table_of, together

ROWS = table_of(Outbox)
AT = datetime(2026, 11, 23, 6, 30, 15, 250_000, tzinfo=UTC)
ROW = {"topics": ["board", "wave:1"], "events": [{"type": "ünïcode"}], "assigned": [], "at": AT}
INSERT = Prepared(insert(ROWS).values(given(ROWS, "id")).returning(ROWS.c.id))
SELECT = Prepared(select(ROWS).where(ROWS.c.at >= bindparam("since")).order_by(ROWS.c.id))


def test_what_goes_in_comes_out(database):
    with database.writing() as session:
        first, second = (INSERT.one(session.connection(), ROW).id for _time in range(2))
        session.commit()
    assert first < second
    [row, _other] = database.look_up(SELECT, {"since": AT})
    assert {name: getattr(row, name) for name in ROW} == ROW
    with database.reading() as session:
        same = session.get_one(Outbox, first)
        assert (same.topics, same.events, same.assigned, same.at) == (
            row.topics,
            row.events,
            row.assigned,
            AT,
        )
    assert database.look_up(SELECT, {"since": AT.replace(year=2030)}) == []


def test_a_time_is_kept_in_utc_and_never_without_a_zone(database):
    elsewhere = AT.astimezone(timezone(timedelta(hours=8)))
    with database.writing() as session:
        by_hand = INSERT.one(session.connection(), {**ROW, "at": elsewhere}).id
        session.add(by_session := Outbox(**{**ROW, "at": elsewhere}))
        session.commit()
    stored = select(cast(ROWS.c.at, String)).where(ROWS.c.id.in_([by_hand, by_session.id]))
    with database.reading() as session:
        assert len(set(session.scalars(stored))) == 1
        assert session.get_one(Outbox, by_hand).at == AT
    with database.writing() as session, pytest.raises(ValueError, match="without a zone"):
        INSERT.one(session.connection(), {**ROW, "at": AT.replace(tzinfo=None)})


def test_it_tells_how_many_rows_it_changed(database):
    change = Prepared(update(ROWS).where(ROWS.c.id == bindparam("of")).values(at=bindparam("at")))
    with database.writing() as session:
        made = INSERT.one(session.connection(), ROW).id
        changed = [change.do(session.connection(), {"of": number, "at": AT}) for number in (made, made + 1)]
    assert changed == [1, 0]


def test_several_together_each_take_and_tell_their_own(database):
    change = Prepared(update(ROWS).where(ROWS.c.id == bindparam("of")).values(topics=bindparam("topics")))
    later = AT + timedelta(days=1)
    with database.writing() as session:
        made = INSERT.one(session.connection(), ROW).id
        told = together(
            session.connection(),
            (INSERT, {**ROW, "at": later}),
            (change, {"of": made, "topics": ["orders"]}),
            (change, {"of": 0, "topics": []}),
        )
        session.commit()
    first, second = database.look_up(SELECT, {"since": AT})
    assert told == [second.id, 1, 0]
    assert (first.topics, first.at, second.topics, second.at) == (["orders"], AT, ROW["topics"], later)


def test_errors_are_those_of_sqlalchemy(database):
    again = Prepared(insert(ROWS).values(given(ROWS)))
    with database.writing() as session:
        made = INSERT.one(session.connection(), ROW).id
        with pytest.raises(IntegrityError):
            again.do(session.connection(), {**ROW, "id": made})


def test_no_value_is_made_up(database):
    incomplete = Prepared(insert(table_of(Quant)).values(sku_id=bindparam("sku_id")))
    with database.writing() as session, pytest.raises(ValueError, match="on_hand"):
        incomplete.do(session.connection(), {"sku_id": 1})


def test_after_postgresql_came_back_nobody_asks_in_vain(postgres_url):
    database = Database(postgres_url)
    with ExitStack() as held:
        for connection in [held.enter_context(database.engine.connect()) for _each in range(3)]:
            connection.scalar(text("SELECT 1"))
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :of"
    other = Database(postgres_url)
    with other.reading() as session:
        session.execute(text(ended), {"of": make_url(postgres_url).database})
    other.close()
    assert database.look_up(SELECT, {"since": AT}) == []
    database.close()


def test_a_look_up_is_one_round_trip_to_postgresql(postgres_url):
    """Where a transaction was begun before it, that began earlier than the statement."""
    database = Database(postgres_url)
    alone = Prepared(select((func.now() == func.statement_timestamp()).label("alone")))
    assert [row.alone for _time in range(2) for row in database.look_up(alone, {})] == [True, True]
    database.close()


def test_after_a_full_disk_the_next_write_goes_through(sqlite_url):
    database = Database(sqlite_url)

    def write(tx, size):
        tx.db.add(Alert(code="alert.help", params={"text": "x" * size}))

    def hold(tx, pages):
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    writer = Writer(database)
    writer.perform(SYSTEM, hold, 1)  # no more than there are
    with pytest.raises(OperationalError, match="full"):
        writer.perform(SYSTEM, write, 1_000_000)
    writer.perform(SYSTEM, hold, 1_000_000)
    writer.perform(SYSTEM, write, 1_000_000)
    with database.reading() as session:
        assert len(session.scalars(select(Alert)).all()) == 1
    database.close()
