"""A small hall, a door to its database, and hands that scan in it; on both databases."""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from floor.core.database import Database
from floor.core.transaction import Act, Actor
from floor.core.writer import Door
from floor.work import assignment
from floor.work import scans as judging
from floor.work.kinds import View, view
from models import Order, Work
from tests import build

NUMBERS = itertools.count(1)


@dataclass
class Hands:
    """Somebody with a handheld. `work` is what they have open; `scan` judges as the server does."""

    door: Door
    actor: Actor
    work: View | None = None

    def do(self, usecase: Any, *args: Any, **kwargs: Any) -> Any:
        return self.door.perform(self.actor, usecase, *args, **kwargs)

    def take(self, *kinds: str) -> View | None:
        """The next work, as the work document shows it."""
        self.work = self.door.perform(self.actor, _next, list(kinds))
        return self.work

    def open(self, kind: str, **named: str) -> View:
        self.work = self.door.perform(self.actor, _open, kind, **named)
        assert self.work is not None
        return self.work

    def scan(self, text: str, quantity: int = 1, *, id: str = "", source: str = "wedge") -> judging.Judged:
        assert self.work is not None
        sent = judging.ScanIn(id or f"scan-{next(NUMBERS)}", text, quantity=quantity, source=source)
        judged = judging.judge_scan(self.door, self.actor, self.work.id, sent)
        self.work = judged.work
        return judged

    def scans(self, *texts: str) -> list[str]:
        """The codes of the verdicts, one by one."""
        return [self.scan(text).code for text in texts]

    @property
    def expects(self) -> tuple[str, str] | None:
        assert self.work is not None
        return (self.work.steps[0].kind, self.work.steps[0].name) if self.work.steps else None


def _next(act: Act, kinds: list[str]) -> View | None:
    work = assignment.next_work(act, kinds)
    return _view(act, work) if work else None


def _open(act: Act, kind: str, **named: str) -> View:
    return _view(act, assignment.open_work(act, kind, **named))


def _view(act: Act, work: Work) -> View:
    act.db.flush()
    return view(act.db, work)


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


@pytest.fixture
def there(database: Database) -> build.Hall:
    with database.writing() as session:
        hall = build.hall(session)
        session.commit()
    return hall


@pytest.fixture
def hands(door: Door, there: build.Hall) -> Any:
    """`hands("picker")`: a person of the hall with a handheld of their own, or with the named device."""

    def of(name: str, device: str = "") -> Hands:
        return Hands(door, there.actor(name, device))

    return of


@pytest.fixture
def ready(database: Database, there: build.Hall) -> Any:
    """`ready({"MUG": 3}, priority="urgent")`: a ready order's id."""

    def make(lines: dict[str, int], **fields: Any) -> int:
        with database.writing() as session:
            order: Order = build.order(session, there, lines, **fields)
            session.commit()
            return order.id

    return make
