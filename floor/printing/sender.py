"""Sends what waits for the printers. A job is written down as being sent before its first byte leaves; it is sent again
by itself only where no byte can have arrived."""

from datetime import timedelta

from sqlalchemy import or_, select

from floor.core.background import Lines
from floor.core.faults import refusal_of
from floor.core.networks import Networks
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.printing import jobs
from floor.printing.label_facts import Wanted, printed_facts
from floor.printing.labels import make
from floor.printing.transport import Trouble, look, send
from models import Printer, PrintJob, Refused, now

LOOKED_AT_EVERY = timedelta(seconds=60)
BATCH = 50


class PrintSender(Lines):
    """Each printer has a line of its own, so that one without paper holds up no other."""

    name = "printing"
    every_seconds = 1.0
    rest_seconds = 0.2
    lock = 0x464C4F4F50

    def __init__(self, writer: Writer, networks: Networks) -> None:
        super().__init__(writer)
        self.networks = networks

    def due(self) -> list[int]:
        """Printers with jobs, and those at a port, silent for a minute; CUPS watches over its own."""
        at = now()
        rested = or_(Printer.next_try_at.is_(None), Printer.next_try_at <= at)
        waiting = select(PrintJob.printer_id).where(PrintJob.state == "waiting")
        left_behind = select(PrintJob.printer_id).where(PrintJob.state == "sending")
        silent = or_(Printer.seen_at.is_(None), Printer.seen_at < at - LOOKED_AT_EVERY)
        silent &= Printer.way == "tcp"
        query = select(Printer.id).where(
            or_(Printer.id.in_(left_behind), rested & or_(Printer.id.in_(waiting), silent))
        )
        with self.writer.database.reading() as session:
            return list(session.scalars(query.order_by(Printer.id)))

    def serve(self, key: int) -> None:
        """The printer gets what waits for it, in order; one that has nothing to do is looked at. Whoever was sending to
        it is gone, as nobody else may."""
        sending = select(PrintJob.id).where(PrintJob.printer_id == key, PrintJob.state == "sending")
        with self.writer.database.reading() as session:
            left_behind = session.scalar(sending.limit(1)) is not None
            printer = session.get(Printer, key)
        if left_behind:
            self.writer.perform(SYSTEM, jobs.left_behind, key)
        if printer is None or (printer.next_try_at is not None and printer.next_try_at > now()):
            return
        waiting = self._waiting(printer)
        if not waiting and printer.way == "tcp":
            trouble = look(self.networks, printer.address, printer.form)
            self.writer.perform(SYSTEM, jobs.looked_at, printer.id, trouble)
        for job in waiting:
            if self.stopping or not self._print(printer, job):
                return

    def _waiting(self, printer: Printer) -> list[PrintJob]:
        query = select(PrintJob).where(PrintJob.printer_id == printer.id, PrintJob.state == "waiting")
        with self.writer.database.reading() as session:
            return list(session.scalars(query.order_by(PrintJob.id).limit(BATCH)))

    def _print(self, printer: Printer, job: PrintJob) -> bool:
        """Whether the printer can take the next one."""
        if not self.writer.perform(SYSTEM, jobs.begin, job.id):
            return True
        try:
            made = self._made(printer, job)
        except (Refused, ValueError) as no:  # a label that was voided meanwhile, or that nothing can draw
            self.writer.perform(SYSTEM, jobs.end, job.id, "cancel", refusal_of(no).code)
            return True
        try:
            send(self.networks, printer, made, f"{job.kind} {job.id}")
        except Trouble as trouble:
            action = "doubt" if trouble.midway else "wait"
            self.writer.perform(SYSTEM, jobs.end, job.id, action, trouble.code)
            return False
        self.writer.perform(SYSTEM, jobs.end, job.id, "print")
        return True

    def _made(self, printer: Printer, job: PrintJob) -> bytes:
        with self.writer.database.reading() as session:
            facts = printed_facts(session, job.kind, Wanted(job.codes))
        return make(facts, printer.form, job.language, dpi=printer.dpi)
