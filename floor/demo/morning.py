"""What the people of the demo warehouse did before anybody looks: picked, packed and loaded by the same use cases as
ever, at the times of a morning; some of it is still in their hands, and one of them calls for help."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import floor.app  # noqa: F401  # registers the kinds of work
from floor.core.database import Database
from floor.core.transaction import Actor, Transaction
from floor.core.writer import Writer
from floor.dispatch import handover
from floor.orders.release import hold_order, set_priority
from floor.people.sign_in import Attempt, sign_in
from floor.planning import waves
from floor.work import assignment
from floor.work.document import View, view
from floor.work.scans import ScanIn, judge_scan
from models import Order, Parcel, Person, Place, Refused, Step, TaskTote, Work, now
from models.spelling import fold

HOURS = 5
PICKED, BEGUN = 12, 3  # orders
SIGNATURE = "M 10 40 C 20 10 40 10 50 40 Q 60 80 80 20 L 95 30"


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


def work_the_morning(database: Database) -> None:
    """All that happened in the last hours, up to now."""
    clock = Clock(now() - timedelta(hours=HOURS))
    writer = Writer(database, clock=clock)

    def worker(badge: str, seconds: float, errs: int = 0) -> Worker:
        return Worker(writer, clock, writer.perform(Actor(), _signed_in, badge), seconds, errs)

    supervisor = worker("9002", 0)
    pickers, packer = [worker("1002", 28), worker("1003", 35, errs=9)], worker("2002", 22)
    dispatcher = worker("3001", 15)
    with database.reading() as session:
        orders = _orders(session)
        dock = (
            session.scalars(select(Place.code).where(Place.kind == "dock").order_by(Place.code)).first() or ""
        )
    begin = clock.at
    for start in range(0, PICKED, 4):
        writer.perform(supervisor.actor, waves.plan_wave, orders[start : start + 4])
        for picker in itertools.cycle(pickers):
            if (task := picker.take("pick")) is None:
                break
            picker.work_through(task)
        clock.at = max(clock.at, begin + timedelta(hours=(start // 4 + 1) * 1.2))
        _pack(packer, orders[start : start + 4], database)
        if start == 4:
            _load(dispatcher, database, dock)
    clock.at = max(clock.at, now() - timedelta(minutes=20))
    _leave_off(supervisor, pickers, orders[PICKED:])


def _signed_in(tx: Transaction, badge: str) -> Actor:
    person = tx.db.scalars(select(Person).where(Person.badge == badge)).one()
    signed = sign_in(tx, Attempt(fold(badge), f"demo-{badge}", person.id))
    if isinstance(signed, Refused):
        raise signed
    return signed.actor


def _orders(session: Session) -> list[int]:
    """Those that can be picked, in the order in which they came, without those that are late: they are left over."""
    ready = select(Order.id).where(Order.status == "ready", Order.due > now()).order_by(Order.id)
    return list(session.scalars(ready))


def _pack(packer: Worker, orders: Sequence[int], database: Database) -> None:
    """Three of four: the last one waits for a packer."""
    for order_id in orders[:3]:
        with database.reading() as session:
            tote = session.scalar(
                select(TaskTote.code).where(TaskTote.order_id == order_id, TaskTote.code != "")
            )
        if tote:
            packer.work_through(packer.open("pack", scan=tote))


def _load(dispatcher: Worker, database: Database, dock: str) -> None:
    """What is packed by now goes with the first truck."""
    with database.reading() as session:
        carrier = session.scalars(select(Parcel.carrier).where(Parcel.state == "labelled")).first()
    if carrier is None:
        return
    load = dispatcher.work_through(dispatcher.open("load", carrier=carrier, dock=dock))
    dispatcher.clock.goes_on(120)
    dispatcher.writer.perform(
        dispatcher.actor, handover.hand_over, load.id, "Dan Driver", "AB12 CDE", SIGNATURE
    )


def _leave_off(supervisor: Worker, pickers: Sequence[Worker], orders: Sequence[int]) -> None:
    """What is in hand now: two rounds that were begun, one of them with a question; one order held, one urgent."""
    perform, clock = supervisor.writer.perform, supervisor.clock
    perform(supervisor.actor, waves.plan_wave, orders[:BEGUN])
    for picker, scans in zip(pickers, (4, 3), strict=True):
        if (task := picker.take("pick")) is not None:
            task = picker.work_through(task, scans)
            caller = picker, task
    perform(supervisor.actor, hold_order, orders[BEGUN], "Customer asked to wait until noon")
    perform(supervisor.actor, set_priority, orders[BEGUN + 1], "urgent")
    clock.at = now() - timedelta(minutes=2)
    caller[0].scan(caller[1], "CMD-HELP")
