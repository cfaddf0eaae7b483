"""Sends what waits for the printers. A job is written down as being sent before its first byte leaves; it is sent again
by itself only where no byte can have arrived."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import or_, select

from floor.core.background import Background
from floor.core.transaction import SYSTEM
from floor.printing import jobs
from floor.printing.label_facts import Wanted, printed_facts
from floor.printing.labels import make
from floor.printing.transport import Trouble, look, send
from models import Printer, PrintJob, Refused, now

LOOKED_AT_EVERY = timedelta(seconds=60)
BATCH = 50


class PrintSender(Background):
    """Goes round the printers, a few at a time, so that one without paper holds up no other."""

    name = "printing"
    every_seconds = 1.0
    rest_seconds = 0.2
    lock = 0x464C4F4F50

    def round(self) -> None:
        """Each printer that is due gets what waits for it, in order; one that had nothing to do is looked at."""
        with self.alone() as mine:
            if not mine:
                return
            if self._left_behind():
                self.writer.perform(SYSTEM, jobs.left_behind)
            due = self._due()
            if due:
                with ThreadPoolExecutor(4, thread_name_prefix="printer") as pool:
                    list(pool.map(self._serve, due))

    def _left_behind(self) -> bool:
        """Whether something is being sent, though nobody else may send: whoever began it is gone."""
        with self.writer.database.reading() as session:
            return session.scalar(select(PrintJob.id).where(PrintJob.state == "sending").limit(1)) is not None

    def _due(self) -> list[Printer]:
        """Printers with jobs that wait, and those at a port, silent for a minute; CUPS watches over its own."""
        at = now()
        rested = or_(Printer.next_try_at.is_(None), Printer.next_try_at <= at)
        waiting = select(PrintJob.printer_id).where(PrintJob.state == "waiting")
        silent = or_(Printer.seen_at.is_(None), Printer.seen_at < at - LOOKED_AT_EVERY)
        silent &= Printer.way == "tcp"
        with self.writer.database.reading() as session:
            query = select(Printer).where(rested, or_(Printer.id.in_(waiting), silent)).order_by(Printer.id)
            return list(session.scalars(query))

    def _serve(self, printer: Printer) -> None:
        waiting = self._waiting(printer)
        if not waiting:
            trouble = look(printer.address, printer.form)
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
        except Refused as refused:  # a label that was voided meanwhile
            self.writer.perform(SYSTEM, jobs.end, job.id, "cancel", refused.code)
            return True
        try:
            send(printer.way, printer.address, printer.form, made, f"{job.kind} {job.id}")
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
