"""A full disk and a database that went away: said as long as it lasts, and over with its cause, without a restart."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from models import Base, Receipt
from tests import build, services
from tests.callers import Caller
from tests.conftest import create_tables
from tests.faults import answers, crash, end_backends, plain, small_disk
from tests.stopwatch import eventually

HEALS_WITHIN = 2.0  # seconds


@pytest.fixture
def disk_of_4_mb():
    user = "postgres" if os.geteuid() == 0 else None
    with services.own_folder(user) as folder, small_disk(folder / "small", "4m") as disk:
        yield disk


@pytest.fixture(scope="module")
def own_postgres():
    """A server of these tests' own, which they take away; what it commits outlives its crash."""
    with services.postgres(durable=True) as server, services.postgres_database(server, "floor_faults") as url:
        create_tables(url)
        yield url


@pytest.fixture
def postgres_url(own_postgres):
    with contextlib.closing(services.Emptier(own_postgres, list(Base.metadata.tables))) as emptier:
        emptier.empty()
    return own_postgres


@pytest.fixture
def sqlite_url(disk_of_4_mb, sqlite_template):
    return f"sqlite:///{shutil.copy(sqlite_template, disk_of_4_mb.filler.parent / 'floor.db')}"


class Handheld:
    """A picker's, which sends again what was not answered."""

    def __init__(self, picker: Caller, work: str) -> None:
        self.picker, self.work, self.sent = picker, work, 0

    def scan(self, text="SKU-LAMP", *, again=False):
        """A scan of goods that were not asked for, or of something else: refused or not, that is recorded."""
        self.sent += not again
        body = {"id": f"scan-{self.sent}", "scan": text}
        headers = {"Authorization": f"Bearer {self.picker.token}"}
        return self.picker.client.post(f"/api/v1/work/{self.work}/scans", json=body, headers=headers)

    def scan_until_it_fails(self):
        for _each in range(500):
            answer = self.scan()
            if answer.status_code != 200:
                return answer
        raise AssertionError("what was to fail did not")

    def scan_until_judged(self):
        """Sends the same scan again until it is judged, and no longer than that may take; then scans on."""
        eventually(lambda: self.scan(again=True).status_code == 200, HEALS_WITHIN)
        assert self.scan().status_code == 200


@pytest.fixture
def handheld(app, warehouse, supervisor, picker):
    with app.extensions["floor"].database.writing() as session:
        order = build.order(session, warehouse, {"MUG": 90})
        session.commit()
    supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    return Handheld(picker, picker.post("/work/next", {"kinds": ["pick"]})["id"])


def out_of_order(answer, code):
    assert (answer.status_code, answer.json["code"]) == (503, code), answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "2"
    return True


def receipts(app):
    with app.extensions["floor"].database.reading() as session:
        return session.scalar(select(func.count()).select_from(Receipt))


@pytest.fixture
def disk(database_url, app, disk_of_4_mb):
    """fill(), make_room(): the disk where receipts lie."""
    database = app.extensions["floor"].database
    if not disk_of_4_mb.mounted:
        assert database.is_sqlite, (
            "PostgreSQL's full disk can be tried only where a file system can be mounted"
        )
        yield PageLimit(database)
    elif database.is_sqlite:
        yield disk_of_4_mb
    else:
        with receipts_on(disk_of_4_mb, database_url):
            yield disk_of_4_mb


class PageLimit:
    """The same within SQLite, where no file system can be mounted."""

    def __init__(self, database) -> None:
        self.database = database

    def fill(self) -> None:
        self._hold(1)

    def make_room(self) -> None:
        self._hold(1_000_000)

    def _hold(self, pages) -> None:
        with self.database.writing() as session:
            session.execute(text(f"PRAGMA max_page_count={pages}"))


@contextlib.contextmanager
def receipts_on(disk, url):
    """Of PostgreSQL only the receipts lie on the small disk: it ends itself where its log does not fit."""
    folder = disk.filler.parent / "receipts"
    folder.mkdir()
    shutil.chown(folder, "postgres", "postgres")
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        connection.execute("ALTER TABLE receipts SET TABLESPACE small")
        yield
        connection.execute("ALTER TABLE receipts SET TABLESPACE pg_default")
        connection.execute("DROP TABLESPACE small")


def test_a_full_disk_is_said_and_over_when_there_is_room(app, disk, handheld, desk, redraw):
    assert handheld.scan().status_code == 200
    disk.fill()
    assert out_of_order(handheld.scan_until_it_fails(), "server.disk_full")
    for _again in range(3):
        assert out_of_order(handheld.scan(again=True), "server.disk_full")
    redraw()
    assert "disk is full" in desk.panels()["waiting"]["html"]
    disk.make_room()
    handheld.scan_until_judged()
    assert receipts(app) == handheld.sent
    redraw()
    assert "disk is full" not in desk.panels()["waiting"]["html"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_says_what_is_wrong(app, disk, handheld, desk):
    disk.fill()
    handheld.scan_until_it_fails()
    answer = desk.send(f"/desk/work/{handheld.work}/reassign", person="")
    assert answer.status_code == 503
    assert "disk is full" in answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "2"
    disk.make_room()


def test_the_board_sees_the_end_when_nobody_scans(app, disk, handheld):
    floor = app.extensions["floor"]
    disk.fill()
    handheld.scan_until_it_fails()
    assert floor.writer.fault == "server.disk_full"
    disk.make_room()
    floor.publisher.round()
    assert floor.writer.fault is None


# --- PostgreSQL goes away

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextlib.contextmanager
def gone(url):
    """Nobody finds the server any more."""
    door = Path(make_url(url).query["host"]) / ".s.PGSQL.5432"
    end_backends(url)
    away = door.rename(door.with_name("away"))
    yield
    away.rename(door)


@on_postgresql
def test_nobody_notices_that_all_connections_were_ended(app, handheld, database_url):
    for _each in range(3):
        assert handheld.scan().status_code == 200
        end_backends(database_url)
    assert handheld.scan().status_code == 200
    assert receipts(app) == handheld.sent


@on_postgresql
def test_a_database_that_is_gone_is_said_and_over_when_it_is_back(app, handheld, desk, database_url):
    assert handheld.scan().status_code == 200
    with gone(database_url):
        assert out_of_order(handheld.scan(), "server.database_gone")
        assert out_of_order(handheld.scan(again=True), "server.database_gone")
        assert "cannot reach its database" in desk.see("/desk", status=503)
    handheld.scan_until_judged()
    assert receipts(app) == handheld.sent


@on_postgresql
def test_a_crash_of_the_database_is_over_when_it_has_recovered(app, handheld, database_url):
    crash(database_url)
    codes = {handheld.scan().status_code}
    give_up = time.monotonic() + services.START_SECONDS
    while not answers(database_url):
        codes.add(handheld.scan(again=True).status_code)
        assert time.monotonic() < give_up
    assert codes <= {200, 503}
    handheld.scan_until_judged()
    assert receipts(app) == handheld.sent


@on_postgresql
@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize(("scanned", "accepted"), [("TOTE-0001", True), ("SKU-LAMP", False)])
def test_a_connection_lost_during_the_commit_is_asked_once_more_about_a_scan(
    app, handheld, supervisor, database_url, monkeypatch, scanned, accepted, counted
):
    """Also about one that is refused. It may have counted: its receipt knows. What has none is not tried again."""
    commit, lost = Session.commit, []

    def commit_and_lose(session):
        if not lost and session.in_transaction():
            lost.append(True)
            if not counted:
                end_backends(database_url)
                return commit(session)
            commit(session)
            end_backends(database_url)
            with session.bind.connect() as connection:
                connection.scalar(text("SELECT 1"))
        return commit(session)

    assert handheld.scan().json["accepted"] is False
    monkeypatch.setattr(Session, "commit", commit_and_lose)
    answer = handheld.scan(scanned)
    assert (answer.status_code, answer.json["accepted"], answer.json["replayed"]) == (200, accepted, counted)
    assert receipts(app) == handheld.sent
    lost.clear()
    answer = supervisor.client.post(
        f"/api/v1/work/{handheld.work}/reassign",
        json={"person": None},
        headers={"Authorization": f"Bearer {supervisor.token}"},
    )
    assert out_of_order(answer, "server.database_gone")
