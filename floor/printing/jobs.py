"""Printers are set up, and jobs wait for them until they are printed, or until a person says what became of them."""

import re

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from floor.core import columns
from floor.core.hosts import host_and_port
from floor.core.networks import ANYWHERE, Networks
from floor.core.transaction import BOARD, Transaction
from floor.printing.transport import PORT
from models import PackSession, Place, Printer, PrintJob, Refused
from models.printing import DPIS, FORMS, WAYS

_QUEUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,126}")


def set_printer(
    tx: Transaction, name: str, way: str, address: str, form: str = "zpl", dpi: int = 203, station: str = "",
    networks: Networks = ANYWHERE,
) -> Printer:  # fmt: skip
    """Adds a printer, or changes the one of this name. `station`: the code of the station whose parcels it labels;
    `networks`: where it may be.

    Raises `Refused`: file.missing_value and others of cells, printer.bad_address, printer.forbidden,
    printer.unknown_station, printer.station_taken.
    """
    row = {"name": name, "way": way, "form": form, "dpi": str(dpi)}
    name = columns.needed(row, "name", 40)
    printer = tx.db.scalar(select(Printer).where(Printer.name == name))
    if printer is None:
        printer = Printer(name=name, way=WAYS[0], address="")
        tx.db.add(printer)
    printer.way, printer.form = columns.choice(row, "way", WAYS), columns.choice(row, "form", FORMS)
    printer.dpi = int(columns.choice(row, "dpi", [str(each) for each in DPIS]))
    printer.address = _address(printer.way, address.strip(), networks)
    printer.station = _station(tx, printer, station.strip())
    printer.trouble, printer.failures, printer.next_try_at = "", 0, None
    tx.db.flush()
    tx.changed(BOARD)
    return printer


def _address(way: str, address: str, networks: Networks) -> str:
    at = host_and_port(address, PORT) if way == "tcp" else None
    if not (at if way == "tcp" else _QUEUE.fullmatch(address)):
        raise Refused("printer.bad_address", sent=address, way=f"printer.way_{way}")
    if at and not networks.may_hold(at[0]):
        raise Refused("printer.forbidden", sent=address, setting="FLOOR_PRINTER_NETWORKS")
    return address


def _station(tx: Transaction, printer: Printer, code: str) -> Place | None:
    if not code:
        return None
    place = tx.db.scalar(select(Place).where(Place.code == code, Place.kind == "station"))
    if place is None:
        raise Refused("printer.unknown_station", sent=code)
    other = tx.db.scalar(select(Printer).where(Printer.station_id == place.id))
    if other is not None and other is not printer:
        raise Refused("printer.station_taken", station=code, printer=other.name)
    return place


def remove_printer(tx: Transaction, printer_id: int) -> None:
    """Takes a printer away, with all jobs that still wait for it.

    Raises `Refused`: printer.not_found, printer.busy (a person must still say what became of one of its jobs).
    """
    printer = printer_of(tx, printer_id)
    jobs = delete(PrintJob).where(PrintJob.printer_id == printer_id).returning(PrintJob.state)
    if {"sending", "unclear"}.intersection(tx.db.scalars(jobs)):
        raise Refused("printer.busy", printer=printer.name)
    tx.db.delete(printer)
    tx.changed(BOARD)


def print_labels(tx: Transaction, printer_id: int, kind: str, codes: list[str]) -> PrintJob:
    """Queues labels of these codes for the printer. Raises `Refused`: printer.not_found."""
    return ask_for(tx, printer_of(tx, printer_id), kind, codes)


def print_parcel(tx: Transaction, session: PackSession, sscc: str) -> None:
    """Queues the label of a closed parcel for the printer at its station, if there is one."""
    printer = printer_at(tx.db, session.station_id)
    if printer is not None:
        ask_for(tx, printer, "parcel", [sscc])


def printer_at(session: Session, station_id: int | None) -> Printer | None:
    """The printer of a station, if it has one."""
    if station_id is None:
        return None
    return session.scalars(select(Printer).where(Printer.station_id == station_id)).first()


def ask_for(tx: Transaction, printer: Printer, kind: str, codes: list[str], reason: str = "") -> PrintJob:
    """A job for this printer, which the sender takes up; the board shows it."""
    job = PrintJob(
        printer=printer, kind=kind, codes=codes, language=tx.actor.language, reason=reason,
        person_id=tx.actor.person_id, at=tx.now,
    )  # fmt: skip
    tx.db.add(job)
    tx.db.flush()
    tx.changed(BOARD)
    return job


def printer_of(tx: Transaction, printer_id: int) -> Printer:
    """The printer with this id. Raises `Refused`: printer.not_found."""
    printer = tx.db.get(Printer, printer_id)
    if printer is None:
        raise Refused("printer.not_found", printer=printer_id)
    return printer


def tell_outcome(tx: Transaction, job_id: int, action: str) -> PrintJob:
    """Takes a person's word on a job: confirm (the label is there), send_again (it is not), or cancel one that waits.

    Raises `Refused`: printer.job_not_found, printer.not_allowed.
    """
    job = tx.db.get(PrintJob, job_id, with_for_update=True)
    if job is None:
        raise Refused("printer.job_not_found", job=job_id)
    if action not in ("confirm", "send_again", "cancel") or job.state == "sending":
        raise Refused("printer.not_allowed", state=job.state, action=action, allowed="")
    job.do(action, tx.now)
    tx.changed(BOARD)
    return job


# --- what the sender writes down


def left_behind(tx: Transaction, printer_id: int) -> None:
    """Marks jobs that were being sent when a server stopped as unclear: only a person can know what came out."""
    sending = select(PrintJob).where(PrintJob.printer_id == printer_id, PrintJob.state == "sending")
    for job in tx.db.scalars(sending.with_for_update()):
        job.do("doubt", tx.now, "printer.stopped_midway")
        tx.changed(BOARD)


def begin(tx: Transaction, job_id: int) -> bool:
    """Marks a job as being sent, before its first byte leaves. False where somebody meanwhile cancelled it, or took its
    printer away."""
    job = tx.db.get(PrintJob, job_id, with_for_update=True)
    if job is None or job.state != "waiting":
        return False
    job.do("send", tx.now)
    return True


def end(tx: Transaction, job_id: int, action: str, trouble: str = "") -> None:
    """Ends an attempt to print a job: print, wait, doubt or cancel, and notes how the printer is therefore."""
    job = tx.db.get_one(PrintJob, job_id, with_for_update=True)
    job.do(action, tx.now, trouble)
    if action == "print":
        job.printer.answered(tx.now)
    elif action != "cancel":
        job.printer.failed(trouble, tx.now)
    tx.changed(BOARD)


def looked_at(tx: Transaction, printer_id: int, trouble: str) -> None:
    """Notes how an idle printer is; a change is shown on the board."""
    printer = tx.db.get(Printer, printer_id, with_for_update=True)
    if printer is None:
        return
    if printer.trouble != trouble:
        tx.changed(BOARD)
    if trouble:
        printer.failed(trouble, tx.now)
    else:
        printer.answered(tx.now)
