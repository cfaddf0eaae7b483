"""Somebody with a handheld in the demo warehouse, who does what it says."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from floor.core.transaction import Actor, Transaction
from floor.core.writer import Writer
from floor.work import assignment
from floor.work.document import View, view
from floor.work.scans import ScanIn, judge_scan
from models import Step, Work


@dataclass
class Clock:
    """What time it is in the demo: it goes on by what each act takes."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def goes_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Worker:
    """Somebody with a handheld, who does what it says. `errs`: after how many scans one is wrong."""

    writer: Writer
    clock: Clock
    actor: Actor
    seconds: float
    errs: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def take(self, kind: str) -> View | None:
        return self.writer.perform(self.actor, _next, kind)

    def open(self, kind: str, **named: str) -> View:
        return self.writer.perform(self.actor, _opened, kind, **named)

    def scan(self, work: View, text: str, quantity: int = 1) -> View:
        number = next(self.numbers)
        self.clock.goes_on(self.seconds * (0.7 + number % 5 * 0.15))
        sent = ScanIn(f"demo-{self.actor.device}-{work.id}-{number}", text, quantity=quantity)
        judged = judge_scan(self.writer, self.actor, work.id, sent)
        return judged.work or work

    def work_through(self, work: View, most: int = 1000) -> View:
        """Does as it is told, for so many scans at most."""
        for count in range(1, most + 1):
            if not work.steps:
                break
            if self.errs and count % self.errs == 0 and work.steps[0].kind == "sku":
                work = self.scan(work, "SKU-22423")
            work = self.scan(work, *_answer(work.steps[0], f"TOTE-{100 + work.id:04d}"))
        return work


def _next(tx: Transaction, kind: str) -> View | None:
    work = assignment.next_work(tx, [kind])
    return _seen(tx, work) if work else None


def _opened(tx: Transaction, /, kind: str, **named: str) -> View:
    return _seen(tx, assignment.open_work(tx, kind, **named))


def _seen(tx: Transaction, work: Work) -> View:
    tx.db.flush()
    return view(tx.db, work)


def _answer(step: Step, tote: str) -> tuple[str, int]:
    """What to scan for a step, and how often: cases before units, as far as they fit."""
    if step.kind == "weight":
        return f"WGT-{step.quantity}", 1
    if step.kind == "close":
        return "CMD-CLOSE", 1
    if step.kind == "sku":
        left = step.quantity or 1
        units = step.units or {}
        code = max(
            (code for code in step.codes if units.get(code, 1) <= left), key=lambda code: units.get(code, 1)
        )
        return code, left // units.get(code, 1)
    return (step.codes[0] if step.codes else tote), 1
