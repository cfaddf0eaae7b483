"""A database from before the packages were laid out anew loses nothing, and the shift in it goes on; on both kinds.

tests/data/before_the_rooms.sql is what that version wrote in the middle of a shift. Whoever renames a column or a table
moves its values along, or these tests fail; whoever renames a table says so in `RENAMED`.
"""

import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import make_url, select

from floor import invariants
from floor.core import migrate
from floor.core.database import Database
from floor.web.access import SESSION_COOKIE
from models import Base
from tests import services
from tests.callers import PIN, Caller
from tests.client import replies

DUMP = Path(__file__).parent / "data" / "before_the_rooms.sql"
REVISION = "0002"
RENAMED: dict[str, str] = {}
GONE = ("lockouts",)  # of a quarter of an hour
MOVED = ("lacking",)  # columns whose values stand in another table now
ADDED = ("ASSEMBLY",)  # places that every warehouse has since then
NOT_OURS = ("alembic_version", "sqlite_sequence")

MUG, NEW = "5012345678900", "5901234123457"
PICK, ROUND, PACK, ASKED, PUT_BACK, LOAD = "10", "9", "5", "12", "8", "3"
HANDHELD = {"device_token": "the-old-handheld"}
HOLDERS = {
    PICK: ("1001", HANDHELD),
    ROUND: ("1012", {"device": "device-picker-3"}),
    PACK: ("1002", {"device": "device-packer"}),
    ASKED: ("1013", {"device": "device-packer-2"}),
    PUT_BACK: ("1011", {"device": "device-picker-2"}),
    LOAD: ("1003", {"device": "device-dispatcher"}),
}

Row = dict[str, Any]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def old_rows() -> dict[str, list[Row]]:
    """What the old version had written, by table."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(DUMP.read_text("utf-8"))
        return rows_on_sqlite(connection)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, old_rows: dict[str, list[Row]]) -> Path:
    """The file that the old version left, brought up to date as the start of the server does; to be copied."""
    path = tmp_path_factory.mktemp("old") / "floor.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMP.read_text("utf-8"))
    migrate_whole(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def migrated_on_postgres(
    postgres_server: str, worker_id: str, old_rows: dict[str, list[Row]]
) -> Iterator[str]:
    """The name of such a database on PostgreSQL."""
    name = f"floor_old_{worker_id}_{os.getpid()}"
    with services.postgres_database(postgres_server, name) as url:
        database = Database(url)
        migrate.upgrade(database.engine, REVISION)
        database.close()
        fill_postgres(url, old_rows)
        migrate_whole(url)
        yield name


def migrate_whole(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database.engine)
    migrate.check(database.engine)  # raises where the tables are not up to date
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """What `settings` and `app` are made of: a copy."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('migrated'), tmp_path / 'floor.db')}"
        return
    template = request.getfixturevalue("migrated_on_postgres")
    server = request.getfixturevalue("postgres_server")
    with services.postgres_database(server, f"{template}_copy", template) as url:
        yield url


@pytest.fixture
def database(app: Flask) -> Database:
    database: Database = app.extensions["floor"].database
    return database


@pytest.fixture(autouse=True)
def adds_up(database: Database) -> Iterator[None]:
    """Nothing is off before the test, nor after it."""
    with database.reading() as session:
        assert invariants.findings(session) == []
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


@pytest.fixture
def enter(app: Flask) -> Callable[..., Caller]:
    """enter("1001", device="gate"): somebody of the old database, signed in with the PIN of old."""

    def enter(badge: str, **where: str) -> Caller:
        caller = Caller(app.test_client())
        caller.token = caller.post("/login", {"badge": badge, "pin": PIN, **where}, 201)["token"]
        return caller

    return enter


@pytest.fixture
def holder(enter: Callable[..., Caller]) -> Callable[[str], Caller]:
    """holder(PICK): who has that work open, on the device where they have it."""
    return lambda work: enter(HOLDERS[work][0], **HOLDERS[work][1])


def rows_on_sqlite(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    connection.row_factory = sqlite3.Row
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tables = [row["name"] for row in names if row["name"] not in NOT_OURS]
    return {table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')] for table in tables}


def rows_on_postgres(url: str) -> dict[str, list[Row]]:
    with open_postgres(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row["tablename"] for row in names if row["tablename"] not in NOT_OURS]
        every = sql.SQL("SELECT * FROM {}")
        return {t: connection.execute(every.format(sql.Identifier(t))).fetchall() for t in tables}


def open_postgres(url: str) -> psycopg.Connection[Row]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, row_factory=dict_row, options="-c timezone=UTC")


def fill_postgres(url: str, rows: dict[str, list[Row]]) -> None:
    """Every value goes as text: PostgreSQL knows best which type its column has."""
    with open_postgres(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # rows go in any order
        for table, written in rows.items():
            for row in written:
                columns = sql.SQL(", ").join(map(sql.Identifier, row))
                places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
                insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})")
                values = [None if value is None else str(value) for value in row.values()]
                connection.execute(insert.format(sql.Identifier(table), columns, places), values)
            for column in written[0] if written else ():
                go_on = "SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({}) FROM {}))"
                if has_numbers(connection, table, column):
                    query = sql.SQL(go_on).format(sql.Identifier(column), sql.Identifier(table))
                    connection.execute(query, (table, column))


def has_numbers(connection: psycopg.Connection[Row], table: str, column: str) -> bool:
    found = connection.execute("SELECT pg_get_serial_sequence(%s, %s) AS it", (table, column)).fetchone()
    return found is not None and found["it"] is not None


def comparable(value: Any) -> str:
    """A value as both kinds of database and the dump have it."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value[:1] in ("{", "["):
        value = json.loads(value)
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)


def values(row: Row) -> Counter[str]:
    """What stands in a row, whatever its columns are called."""
    return Counter(
        comparable(value) for name, value in row.items() if value is not None and name not in MOVED
    )


def by_key(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row.get("id") or row.get("seq") or next(iter(row.values()))))


def scan(caller: Caller, work: str, id: str, text: str, quantity: int = 1) -> Json:
    sent = {"id": id, "scan": text, "quantity": quantity}
    answer: Json = caller.post(f"/work/{work}/scans", sent)
    return answer


def accept(caller: Caller, work: str, id: str, text: str, quantity: int = 1) -> Json:
    """The work after a scan that is accepted."""
    answer = scan(caller, work, id, text, quantity)
    assert answer["accepted"], (text, answer["code"], answer["params"])
    assert not answer["replayed"]
    after: Json = answer["work"]
    return after


def finish(caller: Caller, work: Json) -> Json:
    """Scans what is asked for until nothing is."""
    count = 0
    while work["state"] == "open" and work["expect"]:
        for pull in replies(work["steps"][0], f"TOTE-NEW{count}"):
            count += 1
            work = accept(caller, work["id"], f"new-{work['id']}-{count}", pull.scan, pull.quantity)
    return work


def look(caller: Caller, work: str) -> Json:
    found: Json = caller.get(f"/work/{work}")
    assert found["state"] == "open"
    return found


def test_nothing_that_was_written_is_lost(
    database_url: str, database: Database, old_rows: dict[str, list[Row]]
) -> None:
    if database.is_sqlite:
        with closing(sqlite3.connect(make_url(database_url).database or "")) as connection:
            rows = rows_on_sqlite(connection)
    else:
        rows = rows_on_postgres(database_url)
    for table, written in ((table, rows) for table, rows in old_rows.items() if table not in GONE):
        kept = [row for row in rows[RENAMED.get(table, table)] if row.get("code") not in ADDED]
        for before, after in zip(by_key(written), by_key(kept), strict=True):
            assert values(before) - values(after) == Counter(), (table, before, after)


def test_every_record_of_old_is_read(database: Database, old_rows: dict[str, list[Row]]) -> None:
    read: Counter[str] = Counter()
    with database.reading() as session:
        for mapper in Base.registry.mappers:
            if mapper.inherits is None:
                found = session.scalars(select(mapper.class_)).all()
                read[mapper.local_table.name] = sum(getattr(each, "code", "") not in ADDED for each in found)  # type: ignore[attr-defined]
    old = {RENAMED.get(table, table): len(rows) for table, rows in old_rows.items() if table not in GONE}
    assert {table: read[table] for table in old} == old


def test_a_pick_task_goes_on_where_its_picker_stood(holder: Callable[[str], Caller]) -> None:
    picker = holder(PICK)
    work = picker.post("/work/next", {"kinds": ["pick"], "zone": None})
    assert (work["id"], work["steps"][0]["counted"], work["steps"][0]["quantity"]) == (PICK, 3, 2)
    assert accept(picker, PICK, "new-1", f"]x{MUG}~")["steps"][0]["counted"] == 4  # as its old profile says
    work = accept(picker, PICK, "new-2", MUG)
    assert work["steps"][0]["kind"] == "location"
    assert finish(picker, work)["state"] == "done"


def test_what_a_device_had_yet_to_hear_of_is_answered_as_it_was(holder: Callable[[str], Caller]) -> None:
    picker = holder(PICK)
    for id, text, quantity, accepted, code in (
        ("old-3", MUG, 1, True, "pick.sku_ok"),
        ("old-4", f"]x{NEW}~", 1, False, "scan.unknown"),
        ("old-5", MUG, 2, True, "pick.sku_ok"),
    ):
        answer = scan(picker, PICK, id, text, quantity)
        assert (answer["replayed"], answer["accepted"], answer["code"]) == (True, accepted, code)
        assert answer["work"]["steps"][0]["counted"] == 3
    assert picker.refused("POST", f"/work/{PICK}/scans", {"id": "old-5", "scan": MUG, "quantity": 1}) == (
        422,
        "scan.id_reused",
    )


@pytest.mark.parametrize("work", HOLDERS, ids=["pick", "round", "pack", "asked", "put-back", "load"])
def test_every_scan_of_old_can_be_taken_back_and_the_work_be_done_anew(
    holder: Callable[[str], Caller], old_rows: dict[str, list[Row]], work: str
) -> None:
    receipts = [row for row in by_key(old_rows["receipts"]) if str(row["work_id"]) == work and row["undo"]]
    undoable = [row for row in receipts if not row["undone"]]
    assert not any('"barrier"' in row["undo"] for row in undoable)
    caller = holder(work)
    for count in range(len(undoable)):
        assert scan(caller, work, f"undo-{count}", "CMD-UNDO")["code"] == "scan.undone"
    nothing = scan(caller, work, "undo-more", "CMD-UNDO")
    assert (nothing["accepted"], nothing["code"]) == (False, "scan.nothing_to_undo")
    done = finish(caller, nothing["work"])
    assert done["state"] == ("open" if work == LOAD else "done")


@pytest.mark.parametrize("work", [ROUND, PACK, PUT_BACK, LOAD], ids=["round", "pack", "put-back", "load"])
def test_other_work_goes_on_to_its_end(holder: Callable[[str], Caller], work: str) -> None:
    caller = holder(work)
    before = look(caller, work)
    done = finish(caller, before)
    assert done["version"] > before["version"]
    assert done["state"] == ("open" if work == LOAD else "done")


def test_what_waited_for_a_decision_is_decided(
    enter: Callable[..., Caller], holder: Callable[[str], Caller], app: Flask
) -> None:
    supervisor = enter("1004", device="office")
    [question] = supervisor.get("/approvals")["approvals"]
    supervisor.post(f"/approvals/{question['id']}", {"decision": "approve", "note": ""})
    packer = holder(ASKED)
    assert finish(packer, accept(packer, ASKED, "new-close", "CMD-CLOSE"))["state"] == "done"

    [proposal] = supervisor.get("/barcodes/proposals")["proposals"]
    assert (proposal["code"], proposal["state"]) == (NEW, "proposed")
    supervisor.post(f"/barcodes/proposals/{proposal['id']}", {"decision": "approve", "note": ""})
    assert accept(holder(PICK), PICK, "new-learned", NEW)["steps"][0]["counted"] == 4

    supervisor.post("/counts/proposals/1", {"decision": "approve"})
    supervisor.post("/foreign/1/solve", status=204)
    supervisor.post("/waves/6/release")
    assert app.extensions["floor"].publisher.drain() > 100


def test_boards_and_papers_of_old_are_drawn(enter: Callable[..., Caller], app: Flask) -> None:
    client: FlaskClient = app.test_client()
    client.set_cookie(SESSION_COOKIE, enter("1004", device="office").token)

    def see(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.get_data(as_text=True))
        return answer.get_data(as_text=True)

    assert "P-000010" in see("/board")
    desk = see("/desk")
    assert "OLD-9" in desk
    assert "4006381333931" in desk  # the goods that lie on the problem shelf
    assert NEW in see("/desk/barcodes")
    pages = ["/board/panels", "/desk/orders", "/desk/waves", "/desk/people", "/desk/stock?q=loc-bin-1"]
    pages += [f"/desk/orders/{order}" for order in range(1, 10)] + [
        f"/desk/waves/{wave}" for wave in range(1, 8)
    ]
    pages += [f"/desk/work/{work}" for work in range(1, 13)]
    for path in pages:
        see(path)
