"""A backup beside a server at work, brought back elsewhere; on both databases."""

import tarfile
from threading import Event as Signal
from threading import Thread

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from floor.cli import backup
from floor.cli.main import main
from floor.core.database import Database
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from models import Alert, Base
from tests import services


@pytest.fixture
def home(tmp_path, monkeypatch, empty_database_url):
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOOR_DATABASE_URL", empty_database_url)
    monkeypatch.setattr(backup.os, "nice", lambda _more: 0)
    return tmp_path / "home"


def floor(*arguments):
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    return done.exit_code, done.output


@pytest.fixture
def another_postgres_url(postgres_server, worker_id):
    with services.postgres_database(postgres_server, f"floor_restored_{worker_id}") as url:
        yield url


@pytest.fixture
def elsewhere(request, tmp_path, monkeypatch, empty_database_url):
    """Once it is called, the environment names another empty home and another empty database, whose URL it answers."""

    def go():
        monkeypatch.setenv("FLOOR_HOME", str(tmp_path / "other"))
        url = f"sqlite:///{tmp_path / 'other' / 'floor.db'}"
        if not empty_database_url.startswith("sqlite"):
            url = request.getfixturevalue("another_postgres_url")
        monkeypatch.setenv("FLOOR_DATABASE_URL", url)
        return url

    return go


def test_what_was_kept_comes_back_whole(home, tmp_path, elsewhere, empty_database_url):
    floor("demo")
    (home / "pictures").mkdir(exist_ok=True)
    (home / "pictures" / "one.webp").write_bytes(b"a picture")
    file = tmp_path / "kept.tar.gz"
    status, said = floor("backup", file)
    assert (status, said.splitlines()[-1]) == (0, "everything adds up"), said
    assert file.stat().st_mode & 0o777 == 0o600
    before = rows(empty_database_url)
    url = elsewhere()
    status, said = floor("restore", file)
    assert (status, said.splitlines()[-1]) == (0, "everything adds up"), said
    assert rows(url) == before
    other = tmp_path / "other"
    assert other.stat().st_mode & 0o777 == 0o700
    for name in ("secrets/pin-pepper", "secrets/seal", "pictures/one.webp", "demo-people.txt"):
        assert (other / name).read_bytes() == (home / name).read_bytes()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".floor-")] == []
    assert floor("check") == (0, "everything adds up\n")
    status, said = floor("restore", file)
    assert (status, "overwrites nothing" in said) == (1, True)


def rows(url):
    """How many rows each table has."""
    database = Database(url)
    with database.reading() as session:
        tables = Base.metadata.sorted_tables
        counts = {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}
    database.close()
    return counts


def two_alerts(tx):
    tx.db.add_all([Alert(code="alert.help"), Alert(code="alert.help")])


def test_a_backup_is_of_one_moment_while_others_write(home, tmp_path, elsewhere, empty_database_url):
    floor("init")
    database, stop = Database(empty_database_url), Signal()
    writer = Writer(database)

    def write():
        while not stop.is_set():
            writer.perform(SYSTEM, two_alerts)

    thread = Thread(target=write)
    thread.start()
    try:
        said = floor("backup", tmp_path / "kept.tar.gz")[1]
    finally:
        stop.set()
        thread.join()
        database.close()
    assert said.endswith("everything adds up\n")
    url = elsewhere()
    floor("restore", tmp_path / "kept.tar.gz")
    assert rows(url)["alerts"] % 2 == 0  # both of a transaction, or none


def test_what_is_no_backup_is_told_in_words(home, tmp_path, monkeypatch, empty_database_url):
    floor("init")
    kept, torn, other = (tmp_path / name for name in ("kept.tar.gz", "torn.tar.gz", "other.tar.gz"))
    assert "no folder" in floor("backup", tmp_path / "nowhere" / "x")[1]
    assert floor("backup", kept)[0] == 0
    assert "overwrites nothing" in floor("backup", kept)[1]
    torn.write_bytes(kept.read_bytes()[:-2000])
    with tarfile.open(other, "w:gz") as archive:
        archive.add(__file__, "x")
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path / "other"))
    assert "no backup of Floor" in floor("restore", other)[1]
    assert "no such file" in floor("restore", tmp_path / "missing")[1].lower()
    if empty_database_url.startswith("sqlite"):
        monkeypatch.setenv("FLOOR_DATABASE_URL", f"sqlite:///{tmp_path / 'other' / 'floor.db'}")
        assert "no whole backup" in floor("restore", torn)[1]
        monkeypatch.setenv("FLOOR_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        assert "the backup is of SQLite, and FLOOR_DATABASE_URL names PostgreSQL" in floor("restore", kept)[1]
    else:
        assert "has tables already" in floor("restore", kept)[1]
        monkeypatch.setattr(backup.shutil, "which", lambda _program: None)
        assert "apt install postgresql-client" in floor("backup", tmp_path / "again")[1]
    assert not (tmp_path / "other").exists() or not any((tmp_path / "other").iterdir())
