"""The migrations make the tables that the models describe, and take them away again."""

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from floor.core import migrate
from floor.core.database import Database
from models import Base, Hold, Order, now


@pytest.fixture
def empty(empty_database_url):
    database = Database(empty_database_url)
    yield database
    database.close()


def tables(database):
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again(empty):
    migrate.upgrade(empty.engine)
    assert tables(empty) == set(Base.metadata.tables)
    migrate.check(empty.engine)  # raises where they are not up to date
    command.downgrade(migrate.config(empty.engine), "base")
    assert tables(empty) == set()
    with pytest.raises(CommandError, match="not up to date"):
        migrate.check(empty.engine)
    migrate.upgrade(empty.engine)
    assert tables(empty) == set(Base.metadata.tables)


def test_the_migrations_make_what_the_models_say(empty):
    migrate.upgrade(empty.engine)
    migrate.check(empty.engine)  # raises where they differ


def test_indexes_on_expressions_are_made_too(empty):
    migrate.upgrade(empty.engine)
    with empty.engine.connect() as connection:
        catalogue = "sqlite_master" if empty.is_sqlite else "pg_indexes"
        column = "name" if empty.is_sqlite else "indexname"
        names = {row[0] for row in connection.exec_driver_sql(f"SELECT {column} FROM {catalogue}")}
    assert {"ix_skus_code_folded", "uq_quants_key"} <= names


def test_upgrading_twice_keeps_what_is_there(empty):
    migrate.upgrade(empty.engine)
    with empty.writing() as session:
        order = Order(channel="webshop", number="1")
        session.add_all([order, Hold(order=order, code="order.unpaid")])
        session.commit()
    migrate.upgrade(empty.engine)
    with empty.reading() as session:
        assert [hold.code for hold in session.scalars(select(Hold))] == ["order.unpaid"]


def test_foreign_keys_are_on_again_after_a_migration(empty):
    migrate.upgrade(empty.engine)
    orphan = insert(Hold).values(order_id=1, code="order.unpaid", field="", params={}, at=now())
    with empty.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(orphan)


WAITED = """
INSERT INTO skus (id, code, name, weight_g, length_mm, width_mm, height_mm, handling, track)
VALUES (1, 'MUG', 'The mug', 0, 0, 0, 0, '[]', 'none');
INSERT INTO orders (id, channel, number, status, priority, paid, service, ship_to, note, content, lacking, carrier,
version, received_at) VALUES (1, 'shop', '1', 'ready', 'normal', TRUE, 'standard', '{}', '', '',
'[{"sku": "MUG", "missing": 3}]', '', 1, '2026-01-05 00:00:00+00:00');
INSERT INTO order_lines (id, order_id, position, sku_id, sku_text, quantity, quantity_text, unit_price, picked, packed,
short, short_approved)
VALUES (1, 1, 1, 1, 'MUG', 2, '2', '', 0, 0, 0, 0), (2, 1, 2, 1, 'MUG', 2, '2', '', 0, 0, 0, 0)"""


def test_what_an_order_lacked_stands_on_its_lines(empty):
    """The last lines lack it, as the first are served first."""
    migrate.upgrade(empty.engine, "0020")
    with empty.writing() as session:
        for statement in WAITED.split(";"):
            session.execute(text(statement.replace(":", "\\:")))
        session.commit()
    migrate.upgrade(empty.engine)
    with empty.reading() as session:
        order = session.get_one(Order, 1)
        assert ([line.lacking for line in order.lines], order.shortage) == (
            [1, 2],
            [{"sku": "MUG", "missing": 3}],
        )
        assert order.waits_since == order.received_at
