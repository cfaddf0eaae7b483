"""The folder of an installation: for its owner alone, wherever it lies, and whole after whatever broke off."""

import os
import resource
import stat
import subprocess
import time

import click
import pytest
from sqlalchemy import func, select

from floor.cli.installation import installation
from models import Person
from tests.served import FLOOR


def test_nobody_else_may_read_the_database_whatever_the_umask(tmp_path, monkeypatch):
    home = tmp_path / "open"
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    monkeypatch.setenv("FLOOR_HOME", str(home))
    monkeypatch.delenv("FLOOR_DATABASE_URL", raising=False)
    before = os.umask(0)
    try:
        with installation() as there:
            with there.writer.database.reading() as session:
                session.scalar(select(func.count()).select_from(Person))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.glob("floor.db*")}
            assert modes == dict.fromkeys(("floor.db", "floor.db-wal", "floor.db-shm"), 0o600)
            assert stat.S_IMODE(home.stat().st_mode) == 0o700
        (home / "floor.db").chmod(0o644)  # as one of an older Floor
        with installation():
            assert stat.S_IMODE((home / "floor.db").stat().st_mode) == 0o600
    finally:
        os.umask(before)


def run(home, *words, limit=None):
    """The status of `floor WORDS` and what it says, where no file may grow beyond `limit` bytes."""
    done = subprocess.run(
        [FLOOR, *words],
        env={**os.environ, "FLOOR_HOME": str(home), "FLOOR_DATABASE_URL": ""},
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.mark.parametrize("folder", ["/dev/null/here", "/proc/here"])
def test_a_folder_that_nothing_can_be_kept_in_is_refused_in_a_line(monkeypatch, folder):
    monkeypatch.setenv("FLOOR_HOME", folder)
    with (
        pytest.raises(click.ClickException, match=f"nothing can be kept in {folder}: .*FLOOR_HOME"),
        installation(),
    ):
        pass


@pytest.mark.parametrize("name", ["仓库 one", "a?b%20c#d", "O'Brien & 100 %"])
def test_a_folder_may_have_any_name(tmp_path, monkeypatch, name):
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path / name))
    monkeypatch.delenv("FLOOR_DATABASE_URL", raising=False)
    with installation() as there, there.writer.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
    assert (tmp_path / name / "floor.db").stat().st_size > 100_000
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_disk_that_is_full_during_the_set_up_is_said_and_nothing_is_half_done(tmp_path):
    status, said = run(tmp_path, "init", limit=200_000)
    assert status == 1
    assert said.startswith("Error: ")
    assert len(said.splitlines()) == 1
    assert run(tmp_path, "init")[0] == 0
    status, said = run(tmp_path, "check")
    assert (status, "everything adds up" in said) == (0, True)


@pytest.mark.parametrize("after", [0.7, 2.0])
def test_a_demo_that_was_broken_off_is_made_by_the_next_run(tmp_path, after):
    environment = {**os.environ, "FLOOR_HOME": str(tmp_path), "FLOOR_DATABASE_URL": ""}
    first = subprocess.Popen([FLOOR, "demo"], env=environment, stdout=subprocess.DEVNULL)
    time.sleep(after)
    first.kill()
    first.wait()
    status, said = run(tmp_path, "demo")
    assert (status, "Badges and PINs" in said) == (0, True)
    assert run(tmp_path, "check")[0] == 0
