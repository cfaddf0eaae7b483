"""What all tests share: databases and servers that are new for each run, and no way to skip a test."""

import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect

import floor.app  # noqa: F401  # registers the kinds of work
from floor.core import database as database_module
from floor.core import migrate
from floor.core.database import Database
from floor.core.settings import ROOT
from floor.people import pins
from models import Base
from tests import services
from tests.once import made_once

pytest_plugins = ["tests.callers", "tests.visitors", "tests.hands"]

# no deadline, as the machine may be busy; in CI the same examples each time, so that only a change breaks it
settings.register_profile("here", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# nothing here outlives the tests, so nothing waits for the disk: the databases of SQLite lie in memory too
if services.IN_MEMORY and "PYTEST_DEBUG_TEMPROOT" not in os.environ:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(prefix="floor-test-", dir=services.IN_MEMORY)
    OUR_TEMPROOT = os.environ["PYTEST_DEBUG_TEMPROOT"]  # the workers of pytest-xdist find it set
else:
    OUR_TEMPROOT = ""


def pytest_unconfigure() -> None:
    if OUR_TEMPROOT:
        shutil.rmtree(OUR_TEMPROOT, ignore_errors=True)


def compile_once() -> None:
    """Every statement is compiled once for each kind of database and not for each test, whose engines are its own:
    a quarter of the time of a use case's test. What SQLAlchemy keeps, it keeps by statement and dialect."""
    make_engine, compiled = database_module.make_engine, dict[str, Any]()

    def remembering(url: str, **more: Any) -> Engine:
        engine = make_engine(url, **more)
        engine._compiled_cache = compiled.setdefault(engine.dialect.name, engine._compiled_cache)
        return engine

    database_module.make_engine = remembering
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[assignment,method-assign]


compile_once()
# of the same kind, but as quick as it can be: a sign-in of a test need not cost what guessing a PIN must
pins._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files in an order that mixes them: those of browsers wait most of the time, those of rules never do, and
    workers that have some of both leave no core idle."""
    items.sort(key=lambda item: zlib.crc32(str(item.path.relative_to(ROOT)).encode()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return failed_if_skipped((yield))


def failed_if_skipped(report):
    """A test that cannot run here is a failure: green must mean that everything was tried."""
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipping is not allowed here: {reason}"
    return report


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server where this run may do what it likes."""
    if given := os.environ.get("FLOOR_TEST_DATABASE_URL"):
        yield given
    else:
        with services.postgres() as url:
            yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a Redis server for this run, shared by its tests."""
    if given := os.environ.get("FLOOR_TEST_REDIS_URL"):
        yield given
    else:
        with services.redis_server() as url:
            yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables and no rows, to be copied."""
    made = made_once(
        tmp_path_factory, "template", lambda folder: create_tables(f"sqlite:///{folder / 'floor.db'}")
    )
    return made / "floor.db"


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str, worker_id: str) -> Iterator[str]:
    """URL of a PostgreSQL database with all tables, to be emptied for each test."""
    with services.postgres_database(postgres_server, f"floor_{worker_id}_{os.getpid()}") as url:
        create_tables(url)
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a new SQLite database with all tables and no rows."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'floor.db')}"


@pytest.fixture(scope="session")
def postgres_emptier(postgres_tables: str) -> Iterator[services.Emptier]:
    with closing(services.Emptier(postgres_tables, list(Base.metadata.tables))) as emptier:
        yield emptier


@pytest.fixture
def postgres_url(postgres_tables: str, postgres_emptier: services.Emptier) -> str:
    """URL of a PostgreSQL database with all tables and no rows."""
    postgres_emptier.empty()
    return postgres_tables


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """URL of a SQLite database that is yet to be made."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgres_url(postgres_server: str, worker_id: str) -> Iterator[str]:
    """URL of a new PostgreSQL database without any table."""
    with services.postgres_database(postgres_server, f"floor_empty_{worker_id}_{os.getpid()}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a new database with all tables and no rows; the test runs on both kinds."""
    return url_of(request, {"sqlite": "sqlite_url", "postgresql": "postgres_url"})


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """URL of a new database without any table; the test runs on both kinds."""
    return url_of(request, {"sqlite": "empty_sqlite_url", "postgresql": "empty_postgres_url"})


def url_of(request: pytest.FixtureRequest, fixtures: dict[str, str]) -> str:
    url: str = request.getfixturevalue(fixtures[request.param])
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A new database with all tables and no rows, opened as the server opens it; on both kinds."""
    database = Database(database_url)
    yield database
    database.close()


def create_tables(url: str) -> None:
    """As the models say, and marked as migrated; tests/core/test_migrate.py holds the two to be the same."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    command.stamp(migrate.config(database.engine), "head")
    database.close()
