"""The files of an installation are for its owner alone."""

import os
import stat

from sqlalchemy import func, select

from floor.cli.installation import installation
from models import Person


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
