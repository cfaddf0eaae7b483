"""Secrets of webhooks and readers: sealed in the database, also those of earlier versions; on both databases."""

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, select, text

from floor.cli.main import main
from floor.core import migrate
from floor.core.database import Database
from floor.core.seals import Seal, seal_of
from floor.core.settings import Settings
from models import Reader, Refused, Webhook

PLAIN = ("whsec_b2YgYSB3ZWJob29r", "whsec_b2YgYSByZWFkZXI=")


@pytest.fixture
def of_before(tmp_path, monkeypatch, empty_database_url):
    """An installation whose database an earlier version has filled."""
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOOR_DATABASE_URL", empty_database_url)
    database = Database(empty_database_url)
    migrate.upgrade(database.engine)
    with database.writing() as session:
        session.add(Webhook(url="https://shop.example/hook", secret=PLAIN[0]))
        session.add(Reader(name="tunnel-1", kind="tunnel", secret=PLAIN[1]))
        session.commit()
    yield database
    database.close()


def kept(database):
    with database.reading() as session:
        return [session.scalars(select(table.secret)).one() for table in (Webhook, Reader)]


def test_what_an_earlier_version_kept_plain_is_sealed_and_goes_on(of_before):
    seal = seal_of(Settings.from_environment())
    assert [seal.open(each) for each in kept(of_before)] == list(PLAIN)
    assert CliRunner().invoke(main, ["init"]).exit_code == 0
    sealed = kept(of_before)
    assert not any(each.startswith("whsec_") for each in sealed)
    assert [seal.open(each) for each in sealed] == list(PLAIN)
    assert CliRunner().invoke(main, ["init"]).exit_code == 0
    assert kept(of_before) == sealed


def test_no_file_of_the_database_holds_a_secret(of_before, empty_database_url):
    CliRunner().invoke(main, ["init"])
    secrets = [each.removeprefix("whsec_").encode() for each in PLAIN]
    if of_before.is_sqlite:
        folder = Settings.from_environment().home.parent
        name = str(make_url(empty_database_url).database)
        files = [path for path in folder.rglob("*") if str(path).startswith(name)]
        assert files
        assert not any(secret in path.read_bytes() for path in files for secret in secrets)
    else:
        with of_before.reading() as session:
            for table in ("webhooks", "readers"):
                found = session.scalar(
                    text("SELECT pg_read_binary_file(pg_relation_filepath(:table))"), {"table": table}
                )
                assert not any(secret in bytes(found) for secret in secrets)


def test_another_key_opens_nothing_and_says_so():
    sealed = Seal(b"of here").close(PLAIN[0])
    assert Seal(b"of here").open(sealed) == PLAIN[0]
    with pytest.raises(Refused, match=r"server\.wrong_seal"):
        Seal(b"of elsewhere").open(sealed)


def test_the_key_is_for_its_owner_alone(of_before):
    CliRunner().invoke(main, ["init"])
    key = Settings.from_environment().home / "secrets" / "seal"
    assert key.stat().st_mode & 0o777 == 0o600
