"""The warehouse of tests.build, a writer for its database, and hands that scan in it; on both databases."""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from floor.core.database import Database
from floor.core.transaction import Actor, Transaction
from floor.core.writer import Writer
from floor.work import assignment
from floor.work.document import View, view
from floor.work.scans import Judged, ScanIn, judge_scan
from models import Order, Work
from tests import build

NUMBERS = itertools.count(1)


@dataclass
class Hands:
    """Somebody with a handheld. `work` is what they have open; `scan` judges as the server does."""

    writer: Writer
    actor: Actor
    work: View | None = None

    def do(self, usecase: Any, *args: Any, **kwargs: Any) -> Any:
        return self.writer.perform(self.actor, usecase, *args, **kwargs)

    def take(self, *kinds: str) -> View | None:
        """The next work, as the work document shows it."""
        self.work = self.writer.perform(self.actor, _next, list(kinds))
        return self.work

    def open(self, kind: str, **named: str) -> View:
        self.work = self.writer.perform(self.actor, _open, kind, **named)
        assert self.work is not None
        return self.work

    def scan(self, text: str, quantity: int = 1, *, id: str = "", source: str = "wedge") -> Judged:
        assert self.work is not None
        sent = ScanIn(id or f"scan-{next(NUMBERS)}", text, quantity=quantity, source=source)
        judged = judge_scan(self.writer, self.actor, self.work.id, sent)
        self.work = judged.work
        return judged

    def scans(self, *texts: str) -> list[str]:
        """The codes of the verdicts, one by one."""
        return [self.scan(text).code for text in texts]

    @property
    def expects(self) -> tuple[str, str] | None:
        assert self.work is not None
        return (self.work.steps[0].kind, self.work.steps[0].name) if self.work.steps else None


def _next(tx: Transaction, kinds: list[str]) -> View | None:
    work = assignment.next_work(tx, kinds)
    return _view(tx, work) if work else None


def _open(tx: Transaction, kind: str, **named: str) -> View:
    return _view(tx, assignment.open_work(tx, kind, **named))


def _view(tx: Transaction, work: Work) -> View:
    tx.db.flush()
    return view(tx.db, work)


@pytest.fixture
def writer(database: Database) -> Writer:
    return Writer(database)


@pytest.fixture
def there(database: Database) -> build.SmallWarehouse:
    with database.writing() as session:
        warehouse = build.small_warehouse(session)
        session.commit()
    return warehouse


@pytest.fixture
def hands(writer: Writer, there: build.SmallWarehouse) -> Any:
    """`hands("picker")`: a person of the warehouse with a handheld of their own, or with the named device."""

    def of(name: str, device: str = "") -> Hands:
        return Hands(writer, there.actor(name, device))

    return of


@pytest.fixture
def ready(database: Database, there: build.SmallWarehouse) -> Any:
    """`ready({"MUG": 3}, priority="urgent")`: a ready order's id."""

    def make(lines: dict[str, int], **fields: Any) -> int:
        with database.writing() as session:
            order: Order = build.order(session, there, lines, **fields)
            session.commit()
            return order.id

    return make
