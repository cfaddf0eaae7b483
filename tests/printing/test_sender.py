"""What waits for a printer is printed once. Where nobody can know whether it was, a person is asked."""

import contextlib
import socket
import stat
import struct
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from floor.core.networks import Networks
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.printing import jobs as printing
from floor.printing import transport
from floor.printing.sender import PrintSender
from models import Printer, PrintJob, Refused, now
from tests import build
from tests.printing.printers import HEAD_OPEN, PAPER_OUT, PAUSED, READY, RIBBON_OUT, PortPrinter
from tests.stopwatch import eventually, stopwatch

LOOPBACK = Networks.read("loopback")


@pytest.fixture
def writer(database):
    with database.writing() as session:
        build.small_warehouse(session)
        session.commit()
    return Writer(database)


@pytest.fixture
def device():
    device = PortPrinter()
    yield device
    device.off()


class Rounds(PrintSender):
    """A round after whose end every printer has been served."""

    def round(self):
        super().round()
        self.wait(30)


@pytest.fixture
def rounds(writer):
    rounds = Rounds(writer, LOOPBACK)
    yield rounds
    rounds.stop()


def set_up(writer, address, way="tcp", form="zpl"):
    return writer.perform(SYSTEM, printing.set_printer, "PACK-1 labels", way, address, form).id


def ask(writer, printer_id, *codes):
    return writer.perform(SYSTEM, printing.print_labels, printer_id, "tote", list(codes) or ["TOTE-0007"]).id


def job(writer, job_id):
    with writer.database.reading() as session:
        found = session.get(PrintJob, job_id)
        return found.state, found.trouble


def printer_of(writer):
    with writer.database.reading() as session:
        return session.scalars(select(Printer)).one()


def later(writer):
    """As if the wait after a trouble were over."""

    def usecase(tx):
        for each in tx.db.scalars(select(Printer)):
            each.next_try_at = tx.now - timedelta(seconds=1)

    writer.perform(SYSTEM, usecase)


@pytest.mark.parametrize(("form", "start"), [("zpl", b"^XA"), ("pdf", b"%PDF")])
@pytest.mark.parametrize(
    "status", [READY, b"", b"\x02nonsense\x03\x02,,\x03"], ids=["answers", "silent", "babbles"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_job_is_printed_once_and_in_order(writer, rounds, device, form, start, status, monkeypatch):
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.2)
    device.status = status
    printer = set_up(writer, device.address, form=form)
    jobs = [ask(writer, printer, "TOTE-0001"), ask(writer, printer, "TOTE-0002")]
    for _ in range(3):
        rounds.round()
    assert [job(writer, each) for each in jobs] == [("printed", "")] * 2
    assert [label.startswith(start) for label in device.labels] == [True, True]
    if form == "zpl":
        assert [b"TOTE-0001" in device.labels[0], b"TOTE-0002" in device.labels[1]] == [True, True]
    assert printer_of(writer).seen_at > now() - timedelta(minutes=1)


def test_a_printer_that_is_off_gets_its_job_when_it_is_on_again(writer, rounds):
    probe = socket.create_server(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    waits = ask(writer, set_up(writer, f"127.0.0.1:{port}"))
    rounds.round()
    assert job(writer, waits) == ("waiting", "printer.unreachable")
    printer = printer_of(writer)
    assert (printer.trouble, printer.failures) == ("printer.unreachable", 1)
    assert printer.next_try_at > now()
    rounds.round()
    assert printer_of(writer).failures == 1, "not before its time"
    device = PortPrinter()
    set_up(writer, device.address)
    rounds.round()
    assert job(writer, waits) == ("printed", "")
    assert len(device.labels) == 1
    assert printer_of(writer).trouble == ""
    device.off()


@pytest.mark.parametrize(("status", "trouble"), [
    (PAPER_OUT, "paper_out"), (HEAD_OPEN, "head_open"), (PAUSED, "paused"), (RIBBON_OUT, "ribbon_out"),
])  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_printer_that_cannot_print_is_sent_nothing(writer, rounds, device, status, trouble):
    device.status = status
    waits = ask(writer, set_up(writer, device.address))
    rounds.round()
    assert job(writer, waits) == ("waiting", f"printer.{trouble}")
    assert device.got == []
    device.status = READY
    later(writer)
    rounds.round()
    assert job(writer, waits)[0] == "printed"
    assert len(device.labels) == 1


def test_a_line_that_breaks_midway_asks_a_person_and_is_not_tried_again(writer, rounds, device):
    device.once(device.break_off)
    unclear = ask(writer, set_up(writer, device.address))
    rounds.round()
    assert job(writer, unclear) == ("unclear", "printer.line_broke")
    sent = len(device.got)
    for _ in range(3):
        later(writer)
        rounds.round()
    assert len(device.got) == sent, "never twice by itself"
    writer.perform(SYSTEM, printing.tell_outcome, unclear, "send_again")
    rounds.round()
    assert job(writer, unclear) == ("printed", "")
    assert len(device.labels) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_printer_that_takes_it_and_never_says_so_is_unclear(writer, rounds, device, monkeypatch):
    monkeypatch.setattr(transport, "SENT_SECONDS", 0.3)
    monkeypatch.setattr(transport, "unacknowledged", lambda line: 1)  # a cable cut behind the last switch
    unclear = ask(writer, set_up(writer, device.address))
    rounds.round()
    assert job(writer, unclear) == ("unclear", "printer.line_broke")


def test_a_person_may_say_that_the_label_is_there(writer, rounds, device):
    device.once(device.break_off)
    unclear = ask(writer, set_up(writer, device.address))
    rounds.round()
    writer.perform(SYSTEM, printing.tell_outcome, unclear, "confirm")
    later(writer)
    rounds.round()
    assert job(writer, unclear) == ("printed", "")
    assert device.labels == []
    with pytest.raises(Refused):
        writer.perform(SYSTEM, printing.tell_outcome, unclear, "send_again")


@pytest.mark.parametrize("before", [0, 1], ids=["at the start", "later, of another server"])
def test_what_was_on_its_way_when_a_server_stopped_is_unclear(writer, rounds, device, before):
    for _ in range(before):
        rounds.round()
    left = ask(writer, set_up(writer, device.address))
    writer.perform(SYSTEM, printing.begin, left)
    rounds.round()
    assert job(writer, left) == ("unclear", "printer.stopped_midway")
    assert device.got == []


def test_a_job_that_waits_can_be_cancelled_and_one_for_a_void_parcel_cancels_itself(writer, rounds, device):
    printer = set_up(writer, device.address)
    first = ask(writer, printer)
    writer.perform(SYSTEM, printing.tell_outcome, first, "cancel")
    void = writer.perform(SYSTEM, printing.print_labels, printer, "parcel", ["095213210000000017"]).id
    good = ask(writer, printer)
    rounds.round()
    assert [job(writer, each) for each in (first, void, good)] == [
        ("cancelled", ""), ("cancelled", "parcel.unknown"), ("printed", ""),
    ]  # fmt: skip
    assert len(device.labels) == 1


def test_an_idle_printer_is_looked_at_and_its_trouble_is_shown(writer, rounds, device):
    set_up(writer, device.address)
    rounds.round()
    assert printer_of(writer).trouble == ""
    assert printer_of(writer).seen_at is not None
    device.status = PAPER_OUT

    def long_ago(tx):
        tx.db.scalars(select(Printer)).one().seen_at = tx.now - timedelta(hours=1)

    writer.perform(SYSTEM, long_ago)
    rounds.round()
    assert printer_of(writer).trouble == "printer.paper_out"
    assert device.got == []


def test_a_printer_that_is_stuck_holds_up_no_other(writer, device, monkeypatch):
    stuck, until, really = PortPrinter(), threading.Event(), transport.unacknowledged
    stuck.behave = lambda line, first: until.wait(30)

    def unacknowledged(line):
        with contextlib.suppress(OSError):  # whoever has taken all hangs up
            if line.getpeername()[1] == int(stuck.address.rpartition(":")[2]):
                return 1  # its memory is full
        return really(line)

    monkeypatch.setattr(transport, "unacknowledged", unacknowledged)
    monkeypatch.setattr(transport, "SENT_SECONDS", 8.0)
    waits = ask(writer, set_up(writer, stuck.address))
    other = writer.perform(SYSTEM, printing.set_printer, "PACK-2 labels", "tcp", device.address).id
    rounds = PrintSender(writer, LOOPBACK)
    rounds.start()
    try:
        eventually(lambda: job(writer, waits)[0] == "sending")
        for number in range(3):
            label = ask(writer, other, f"TOTE-000{number + 1}")
            rounds.wake()
            eventually(lambda: job(writer, label)[0] == "printed", seconds=2)  # noqa: B023
        assert job(writer, waits)[0] == "sending"
    finally:
        with stopwatch() as seconds:
            rounds.stop()
            took = seconds()
        until.set()
        rounds.wait(30)
        stuck.off()
    assert took < 6, "nor does it hold up the end of the server"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_processes_print_a_label_once(writer, rounds, device):
    labels = [ask(writer, set_up(writer, device.address)) for _ in range(8)]
    other = Rounds(writer, LOOPBACK)
    both = [threading.Thread(target=each.round) for each in (rounds, other)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    rounds.round()
    other.stop()
    assert [job(writer, each)[0] for each in labels] == ["printed"] * 8
    assert len(device.labels) == 8


@pytest.mark.parametrize("networks", ["private", "public", "10.0.0.0/8"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_hears_what_is_in_a_network_that_printers_may_not_be_in(writer, device, networks):
    """The answer is that of a printer which is off."""
    waits = ask(writer, set_up(writer, device.address))
    rounds = Rounds(writer, Networks.read(networks))
    rounds.round()
    rounds.stop()
    assert job(writer, waits) == ("waiting", "printer.unreachable")
    assert device.got == []


@pytest.mark.parametrize("behave", ["hangs up", "breaks off"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_keeps_the_first_byte_from_leaving_is_said_the_same(writer, rounds, behave):
    with socket.create_server(("127.0.0.1", 0)) as server:
        waits = ask(writer, set_up(writer, f"127.0.0.1:{server.getsockname()[1]}"))

        def answer():
            line, _ = server.accept()
            if behave == "hangs up":
                line.recv(5)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()

        thread = threading.Thread(target=answer)
        thread.start()
        rounds.round()
        thread.join()
    assert job(writer, waits) == ("waiting", "printer.unreachable")


@pytest.fixture
def lp(tmp_path, monkeypatch):
    """A stand-in for the client of CUPS: keeps what it is given and does as the file `answer` says."""
    script = tmp_path / "bin" / "lp"
    script.parent.mkdir()
    lines = [
        "#!/bin/sh",
        f'echo "$@" >> {tmp_path}/asked',
        f"cat >> {tmp_path}/got",
        f"exec $(cat {tmp_path}/answer)",
    ]
    script.write_text("\n".join(lines))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")
    (tmp_path / "answer").write_text("true")
    return tmp_path


@pytest.mark.parametrize(("form", "start", "raw"), [("pdf", b"%PDF", False), ("zpl", b"^XA", True)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_cups_is_given_the_job_once(writer, rounds, lp, form, start, raw):
    done = ask(writer, set_up(writer, "Zebra_1", "cups", form))
    rounds.round()
    rounds.round()
    assert job(writer, done) == ("printed", "")
    assert (lp / "got").read_bytes().count(start) == 1
    asked = (lp / "asked").read_text().split()
    assert asked[:2] == ["-d", "Zebra_1"]
    assert ("raw" in asked) == raw


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cups_does_not_take_waits_and_what_it_swallows_without_an_answer_is_unclear(
    writer, rounds, lp, monkeypatch
):
    monkeypatch.setattr(transport, "LP_SECONDS", 0.5)
    waits = ask(writer, set_up(writer, "Zebra_1", "cups"))
    (lp / "answer").write_text("false")
    rounds.round()
    assert job(writer, waits) == ("waiting", "printer.refused_by_cups")
    (lp / "answer").write_text("sleep 5")
    later(writer)
    rounds.round()
    assert job(writer, waits) == ("unclear", "printer.line_broke")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_cups_the_job_waits(writer, rounds, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    waits = ask(writer, set_up(writer, "Zebra_1", "cups"))
    rounds.round()
    assert job(writer, waits) == ("waiting", "printer.no_cups")


@pytest.mark.parametrize(("changed", "code"), [
    ({"address": ""}, "printer.bad_address"), ({"address": "a b"}, "printer.bad_address"),
    ({"address": "a..b"}, "printer.bad_address"), ({"address": "x" * 64}, "printer.bad_address"),
    ({"address": "host:0"}, "printer.bad_address"), ({"address": "host:70000"}, "printer.bad_address"),
    ({"address": "-d other", "way": "cups"}, "printer.bad_address"), ({"way": "usb"}, "file.bad_choice"),
    ({"networks": Networks.read("public")}, "printer.forbidden"),
    ({"address": "169.254.169.254:80"}, "printer.forbidden"), ({"address": "[fe80::1]"}, "printer.forbidden"),
    ({"form": "epl"}, "file.bad_choice"), ({"dpi": 72}, "file.bad_choice"), ({"name": " "}, "file.missing_value"),
    ({"name": "x" * 41}, "file.too_long"), ({"station": "BIN-1"}, "printer.unknown_station"),
])  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_printer_that_could_not_work_is_refused(writer, changed, code):
    with pytest.raises(Refused) as refusal:
        writer.perform(
            SYSTEM, printing.set_printer, **{"name": "P", "way": "tcp", "address": "10.0.0.9", **changed}
        )
    assert refusal.value.code == code


def test_a_station_has_one_printer_and_a_busy_printer_stays(writer, rounds, device):
    printer = writer.perform(SYSTEM, printing.set_printer, "A", "tcp", device.address, station="PACK-1").id
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, printing.set_printer, "B", "tcp", "10.0.0.9", station="PACK-1")
    assert refusal.value.code == "printer.station_taken"
    device.once(device.break_off)
    unclear = ask(writer, printer)
    rounds.round()
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, printing.remove_printer, printer)
    assert refusal.value.code == "printer.busy"
    writer.perform(SYSTEM, printing.tell_outcome, unclear, "confirm")
    waits = ask(writer, printer)
    writer.perform(SYSTEM, printing.remove_printer, printer)
    assert not writer.perform(SYSTEM, printing.begin, waits)
    with writer.database.reading() as session:
        assert session.scalars(select(Printer)).all() == []
