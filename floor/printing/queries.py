"""Printers and print jobs, as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Person, Printer, PrintJob


@dataclass(frozen=True, slots=True)
class PrinterState:
    """`trouble` is a code, "" when it is well; `waiting` and `unclear` count its jobs."""

    id: int
    name: str
    way: str
    address: str
    form: str
    dpi: int
    station: str
    trouble: str
    seen_at: datetime | None
    waiting: int
    unclear: int


@dataclass(frozen=True, slots=True)
class Job:
    """One job as a person reads it; `codes` are its labels', `trouble` a code."""

    id: int
    at: datetime
    printer: str
    person: str
    kind: str
    codes: list[str]
    reason: str
    state: str
    trouble: str


def printers(session: Session) -> list[PrinterState]:
    """Every printer, by name."""
    counts: dict[tuple[int, str], int] = {
        (printer_id, state): count
        for printer_id, state, count in session.execute(
            select(PrintJob.printer_id, PrintJob.state, func.count())
            .where(PrintJob.state.in_(("waiting", "sending", "unclear")))
            .group_by(PrintJob.printer_id, PrintJob.state)
        )
    }
    query = select(Printer).options(joinedload(Printer.station)).order_by(Printer.name)
    return [
        PrinterState(
            each.id, each.name, each.way, each.address, each.form, each.dpi,
            each.station.code if each.station else "", each.trouble, each.seen_at,
            counts.get((each.id, "waiting"), 0) + counts.get((each.id, "sending"), 0),
            counts.get((each.id, "unclear"), 0),
        )
        for each in session.scalars(query)
    ]  # fmt: skip


def unclear_jobs(session: Session, limit: int) -> list[Job]:
    """Lists the jobs of which a person must say what became of them, the oldest first."""
    return _jobs(session, PrintJob.state == "unclear", PrintJob.id, limit)


def last_jobs(session: Session, limit: int) -> list[Job]:
    return _jobs(session, PrintJob.state != "unclear", PrintJob.id.desc(), limit)


def _jobs(session: Session, which, order, limit: int) -> list[Job]:  # type: ignore[no-untyped-def]
    query = (
        select(PrintJob, Printer.name, Person.name)
        .join(Printer)
        .outerjoin(Person, Person.id == PrintJob.person_id)
        .where(which)
        .order_by(order)
        .limit(limit)
    )
    return [
        Job(j.id, j.at, printer, person or "", j.kind, j.codes, j.reason, j.state, j.trouble)
        for j, printer, person in session.execute(query)
    ]
