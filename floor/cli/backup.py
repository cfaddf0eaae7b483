"""`floor backup` and `floor restore`: the database as it is at one moment, with all files of the installation, in one
file; while the server is at work."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import click
from sqlalchemy import URL, make_url, text
from sqlalchemy.orm import Session
from sqlean import dbapi2 as sqlite

from floor import invariants
from floor.cli.installation import looking, tell_findings, told
from floor.core.database import is_sqlite_url, only_looking
from floor.core.settings import Settings

SAYS, SQLITE, POSTGRES = "floor-backup.json", "database.sqlite", "database.pgdump"
SIDE_FILES = ("-wal", "-shm", "-journal")
SLOWER = 10  # of `nice`: scans go first


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Keep the database and all files of this installation in FILE, beside a server at work.

    The secrets are in it: keep FILE as you keep the keys of the house.
    """
    os.nice(SLOWER)
    settings = Settings.from_environment()
    if file.exists():
        raise click.ClickException(f"{file} is there already: a backup overwrites nothing")
    with told(), tempfile.TemporaryDirectory(dir=_folder_of(file), prefix=".floor-backup-") as folder:
        copy, found = _copied(settings, Path(folder))
        whole = Path(folder) / "whole"
        _pack(whole, settings, copy)
        whole.rename(file)
        _sync(file.parent)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    tell_findings(found, ": the copy is as the database is")


def _folder_of(file: Path) -> Path:
    """The copy grows beside FILE, so that it can take its name at once when it is whole."""
    if not file.parent.is_dir():
        raise click.ClickException(f"{file.parent} is no folder: make it first, or name another FILE")
    return file.parent


def _copied(settings: Settings, folder: Path) -> tuple[Path, list[str]]:
    """The database as it is at one moment, and what `floor check` finds in that."""
    if is_sqlite_url(settings.database_url):
        copy = folder / SQLITE
        with looking():
            pass  # the one that is copied is one that this program knows
        _copy_sqlite(Path(make_url(settings.database_url).database or ""), copy)
        with only_looking(f"sqlite:///{copy}") as session:
            found = invariants.findings(session)
        return copy, found
    copy = folder / POSTGRES
    with looking() as session:
        moment = session.scalar(text("SELECT pg_export_snapshot()"))
        _run_postgres(
            "pg_dump", settings.database_url, "--format=custom", f"--snapshot={moment}", f"--file={copy}"
        )
        return copy, invariants.findings(session)


def _copy_sqlite(source: Path, target: Path) -> None:
    """All pages in one step: it reads one state, and lets everybody write meanwhile. The copy has no log beside it."""
    target.touch(0o600)
    with (
        closing(sqlite.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite.connect(str(target))) as there,
    ):
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")


def _run_postgres(program: str, url: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise click.ClickException(
            f"{program} is missing on this machine. It comes with PostgreSQL's client, of the server's version or a"
            " newer one; on Debian: apt install postgresql-client"
        )
    address = make_url(url).set(drivername="postgresql")
    environment = os.environ | ({"PGPASSWORD": address.password} if address.password else {})
    named = f"--dbname={_without_password(address)}"
    done = subprocess.run(  # noqa: S603
        [program, named, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"{program}: {done.stderr.strip()}")


def _without_password(address: URL) -> str:
    """Others see the arguments of a program that runs."""
    return URL.create(
        address.drivername,
        address.username,
        None,
        address.host,
        address.port,
        address.database,
        address.query,
    ).render_as_string()


def _pack(whole: Path, settings: Settings, copy: Path) -> None:
    says = json.dumps({"floor": version("floor"), "database": copy.name}).encode()
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
            entry = tarfile.TarInfo(SAYS)
            entry.size, entry.mode = len(says), 0o600
            archive.addfile(entry, io.BytesIO(says))
            archive.add(copy, copy.name)
            for path in _files(settings):
                archive.add(path, f"home/{path.relative_to(settings.home)}", recursive=False)
        file.flush()
        os.fsync(file.fileno())


def _files(settings: Settings) -> Iterator[Path]:
    """All that lies in the installation's home, but the database itself: after its copy, so that no picture is missing
    that it names."""
    own = _database_files(settings)
    for path in sorted(settings.home.rglob("*")):
        if (path.is_file() or path.is_dir()) and not path.is_symlink() and path.resolve() not in own:
            yield path


def _database_files(settings: Settings) -> set[Path]:
    if not is_sqlite_url(settings.database_url):
        return set()
    file = Path(make_url(settings.database_url).database or "").resolve()
    return {file, *(file.with_name(file.name + end) for end in SIDE_FILES)}


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Bring FILE, a backup, back into an empty FLOOR_HOME and, for PostgreSQL, an empty database."""
    settings = Settings.from_environment()
    with told(), _opened(file) as archive:
        database = _database_in(archive, file)
        _check_empty(settings, database)
        settings.home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.home.parent, prefix=".floor-restore-") as folder:
            archive.extractall(folder, _own_files(archive, file))  # noqa: S202
            _put_database(settings, Path(folder) / database)
            _put_files(settings, Path(folder) / "home")
    click.echo(f"restored into {settings.home}")
    with looking() as session:
        tell_findings(invariants.findings(session), ": the copy is as the database is")


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError) as error:
        raise click.ClickException(f"{file} is no whole backup of Floor: {error}") from error


def _database_in(archive: tarfile.TarFile, file: Path) -> str:
    """The name of the database's copy."""
    first = archive.next()
    said = archive.extractfile(first) if first is not None and first.name == SAYS else None
    if said is None:
        raise click.ClickException(f"{file} is no backup of Floor")
    return str(json.load(said)["database"])


def _own_files(archive: tarfile.TarFile, file: Path) -> list[tarfile.TarInfo]:
    """What a backup holds: plain files and folders below its own. Debian 12's Python has no filter for that yet."""
    entries = archive.getmembers()
    for entry in entries:
        path = PurePosixPath(entry.name)
        if not (entry.isfile() or entry.isdir()) or path.is_absolute() or ".." in path.parts:
            raise click.ClickException(f"{file} is no backup of Floor: it holds {entry.name}")
    return entries


def _check_empty(settings: Settings, database: str) -> None:
    sqlite_wanted = is_sqlite_url(settings.database_url)
    if sqlite_wanted != (database == SQLITE):
        there, wanted = ("SQLite", "PostgreSQL")[:: 1 if database == SQLITE else -1]
        raise click.ClickException(f"the backup is of {there}, and FLOOR_DATABASE_URL names {wanted}")
    if settings.home.exists() and any(settings.home.iterdir()):
        raise click.ClickException(f"{settings.home} is not empty: a restore overwrites nothing")
    if sqlite_wanted and any(path.exists() for path in _database_files(settings)):
        raise click.ClickException("there is a database already: a restore overwrites nothing")
    if not sqlite_wanted:
        with only_looking(settings.database_url) as session:
            _check_no_tables(session)


def _check_no_tables(session: Session) -> None:
    if session.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")):
        raise click.ClickException("the database has tables already: a restore needs an empty one")


def _put_database(settings: Settings, copy: Path) -> None:
    if copy.name == POSTGRES:
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run_postgres("pg_restore", settings.database_url, *options, str(copy))
        return
    target = Path(make_url(settings.database_url).database or "")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy.chmod(0o600)
    shutil.move(copy, target)


def _put_files(settings: Settings, home: Path) -> None:
    settings.home.mkdir(mode=0o700, exist_ok=True)
    settings.home.chmod(0o700)
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        shutil.move(path, settings.home / path.name)
