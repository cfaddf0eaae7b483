"""What the people of the demo warehouse did before anybody looks: received, put away, picked, packed and loaded by the
same use cases as ever, at the times of a morning; some of it is still in their hands, and one calls for help."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import floor.app  # noqa: F401  # registers the kinds of work
from floor.core.database import Database
from floor.core.transaction import Actor, Transaction
from floor.core.writer import Writer
from floor.demo import goods_in
from floor.demo.worker import Clock, Worker
from floor.dispatch import handover
from floor.orders.release import hold_order, set_priority
from floor.people.sign_in import Attempt, sign_in
from floor.planning import waves
from models import Order, Parcel, Person, Place, Refused, TaskTote, now
from models.spelling import fold

HOURS = 5
PICKED, BEGUN = 12, 3  # orders
SIGNATURE = "M 10 40 C 20 10 40 10 50 40 Q 60 80 80 20 L 95 30"


def work_the_morning(database: Database) -> None:
    """All that happened in the last hours, up to now."""
    clock = Clock(now() - timedelta(hours=HOURS))
    writer = Writer(database, clock=clock)

    def worker(badge: str, seconds: float, errs: int = 0) -> Worker:
        return Worker(writer, clock, writer.perform(Actor(), _signed_in, badge), seconds, errs)

    supervisor = worker("9002", 0)
    pickers, packer = [worker("1002", 28), worker("1003", 35, errs=9)], worker("2002", 22)
    dispatcher, receiver = worker("3001", 15), worker("1501", 20)
    with database.reading() as session:
        orders = _orders(session)
        dock = (
            session.scalars(select(Place.code).where(Place.kind == "dock").order_by(Place.code)).first() or ""
        )
    goods_in.receive(receiver, pickers[0])
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
    goods_in.send_straight(supervisor, receiver)
    goods_in.begin(receiver)
    goods_in.ask_counts(supervisor)
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
