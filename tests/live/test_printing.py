"""What waits for a printer is printed once. Where nobody can know whether it was, a person is asked."""

import socket
import stat
from datetime import timedelta

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.core.writer import Door
from floor.printing import jobs as printing
from floor.printing import transport
from floor.printing.sender import Printing
from models import Printer, PrintJob, Refused, now
from tests import build
from tests.live.printers import HEAD_OPEN, PAPER_OUT, PAUSED, READY, RIBBON_OUT, PortPrinter


@pytest.fixture
def door(database):
    with database.writing() as session:
        build.hall(session)
        session.commit()
    return Door(database)


@pytest.fixture
def device():
    device = PortPrinter()
    yield device
    device.off()


@pytest.fixture
def rounds(door):
    return Printing(door)


def set_up(door, address, way="tcp", form="zpl"):
    return door.perform(SYSTEM, printing.set_printer, "PACK-1 labels", way, address, form).id


def ask(door, printer_id, *codes):
    return door.perform(SYSTEM, printing.print_labels, printer_id, "tote", list(codes) or ["TOTE-0007"]).id


def job(door, job_id):
    with door.database.reading() as session:
        found = session.get(PrintJob, job_id)
        return found.state, found.trouble


def printer_of(door):
    with door.database.reading() as session:
        return session.scalars(select(Printer)).one()


def later(door):
    """As if the wait after a trouble were over."""

    def usecase(act):
        for each in act.db.scalars(select(Printer)):
            each.next_try_at = act.now - timedelta(seconds=1)

    door.perform(SYSTEM, usecase)


@pytest.mark.parametrize(("form", "start"), [("zpl", b"^XA"), ("pdf", b"%PDF")])
@pytest.mark.parametrize(
    "status", [READY, b"", b"\x02nonsense\x03\x02,,\x03"], ids=["answers", "silent", "babbles"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_job_is_printed_once_and_in_order(door, rounds, device, form, start, status, monkeypatch):
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.2)
    device.status = status
    printer = set_up(door, device.address, form=form)
    jobs = [ask(door, printer, "TOTE-0001"), ask(door, printer, "TOTE-0002")]
    for _ in range(3):
        rounds.round()
    assert [job(door, each) for each in jobs] == [("printed", "")] * 2
    assert [label.startswith(start) for label in device.labels] == [True, True]
    if form == "zpl":
        assert [b"TOTE-0001" in device.labels[0], b"TOTE-0002" in device.labels[1]] == [True, True]
    assert printer_of(door).seen_at > now() - timedelta(minutes=1)


def test_a_printer_that_is_off_gets_its_job_when_it_is_on_again(door, rounds):
    probe = socket.create_server(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    waits = ask(door, set_up(door, f"127.0.0.1:{port}"))
    rounds.round()
    assert job(door, waits) == ("waiting", "printer.unreachable")
    printer = printer_of(door)
    assert (printer.trouble, printer.failures) == ("printer.unreachable", 1)
    assert printer.next_try_at > now()
    rounds.round()
    assert printer_of(door).failures == 1, "not before its time"
    device = PortPrinter()
    set_up(door, device.address)
    rounds.round()
    assert job(door, waits) == ("printed", "")
    assert len(device.labels) == 1
    assert printer_of(door).trouble == ""
    device.off()


@pytest.mark.parametrize(("status", "trouble"), [
    (PAPER_OUT, "paper_out"), (HEAD_OPEN, "head_open"), (PAUSED, "paused"), (RIBBON_OUT, "ribbon_out"),
])  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_printer_that_cannot_print_is_sent_nothing(door, rounds, device, status, trouble):
    device.status = status
    waits = ask(door, set_up(door, device.address))
    rounds.round()
    assert job(door, waits) == ("waiting", f"printer.{trouble}")
    assert device.got == []
    device.status = READY
    later(door)
    rounds.round()
    assert job(door, waits)[0] == "printed"
    assert len(device.labels) == 1


def test_a_line_that_breaks_midway_asks_a_person_and_is_not_tried_again(door, rounds, device):
    device.once(device.break_off)
    unclear = ask(door, set_up(door, device.address))
    rounds.round()
    assert job(door, unclear) == ("unclear", "printer.line_broke")
    sent = len(device.got)
    for _ in range(3):
        later(door)
        rounds.round()
    assert len(device.got) == sent, "never twice by itself"
    door.perform(SYSTEM, printing.tell_outcome, unclear, "send_again")
    rounds.round()
    assert job(door, unclear) == ("printed", "")
    assert len(device.labels) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_printer_that_takes_it_and_never_says_so_is_unclear(door, rounds, device, monkeypatch):
    monkeypatch.setattr(transport, "SENT_SECONDS", 0.3)
    monkeypatch.setattr(transport, "unacknowledged", lambda line: 1)  # a cable cut behind the last switch
    unclear = ask(door, set_up(door, device.address))
    rounds.round()
    assert job(door, unclear) == ("unclear", "printer.line_broke")


def test_a_person_may_say_that_the_label_is_there(door, rounds, device):
    device.once(device.break_off)
    unclear = ask(door, set_up(door, device.address))
    rounds.round()
    door.perform(SYSTEM, printing.tell_outcome, unclear, "confirm")
    later(door)
    rounds.round()
    assert job(door, unclear) == ("printed", "")
    assert device.labels == []
    with pytest.raises(Refused):
        door.perform(SYSTEM, printing.tell_outcome, unclear, "send_again")


@pytest.mark.parametrize("before", [0, 1], ids=["at the start", "later, of another server"])
def test_what_was_on_its_way_when_a_server_stopped_is_unclear(door, rounds, device, before):
    for _ in range(before):
        rounds.round()
    left = ask(door, set_up(door, device.address))
    door.perform(SYSTEM, printing.begin, left)
    rounds.round()
    assert job(door, left) == ("unclear", "printer.stopped_midway")
    assert device.got == []


def test_a_job_that_waits_can_be_cancelled_and_one_for_a_void_parcel_cancels_itself(door, rounds, device):
    printer = set_up(door, device.address)
    first = ask(door, printer)
    door.perform(SYSTEM, printing.tell_outcome, first, "cancel")
    void = door.perform(SYSTEM, printing.print_labels, printer, "parcel", ["095213210000000017"]).id
    good = ask(door, printer)
    rounds.round()
    assert [job(door, each) for each in (first, void, good)] == [
        ("cancelled", ""), ("cancelled", "parcel.unknown"), ("printed", ""),
    ]  # fmt: skip
    assert len(device.labels) == 1


def test_an_idle_printer_is_looked_at_and_its_trouble_is_shown(door, rounds, device):
    set_up(door, device.address)
    rounds.round()
    assert printer_of(door).trouble == ""
    assert printer_of(door).seen_at is not None
    device.status = PAPER_OUT

    def long_ago(act):
        act.db.scalars(select(Printer)).one().seen_at = act.now - timedelta(hours=1)

    door.perform(SYSTEM, long_ago)
    rounds.round()
    assert printer_of(door).trouble == "printer.paper_out"
    assert device.got == []


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
def test_cups_is_given_the_job_once(door, rounds, lp, form, start, raw):
    done = ask(door, set_up(door, "Zebra_1", "cups", form))
    rounds.round()
    rounds.round()
    assert job(door, done) == ("printed", "")
    assert (lp / "got").read_bytes().count(start) == 1
    asked = (lp / "asked").read_text().split()
    assert asked[:2] == ["-d", "Zebra_1"]
    assert ("raw" in asked) == raw


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cups_does_not_take_waits_and_what_it_swallows_without_an_answer_is_unclear(
    door, rounds, lp, monkeypatch
):
    monkeypatch.setattr(transport, "LP_SECONDS", 0.5)
    waits = ask(door, set_up(door, "Zebra_1", "cups"))
    (lp / "answer").write_text("false")
    rounds.round()
    assert job(door, waits) == ("waiting", "printer.refused_by_cups")
    (lp / "answer").write_text("sleep 5")
    later(door)
    rounds.round()
    assert job(door, waits) == ("unclear", "printer.line_broke")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_cups_the_job_waits(door, rounds, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    waits = ask(door, set_up(door, "Zebra_1", "cups"))
    rounds.round()
    assert job(door, waits) == ("waiting", "printer.no_cups")


@pytest.mark.parametrize(("changed", "code"), [
    ({"address": ""}, "printer.bad_address"), ({"address": "a b"}, "printer.bad_address"),
    ({"address": "a..b"}, "printer.bad_address"), ({"address": "x" * 64}, "printer.bad_address"),
    ({"address": "host:0"}, "printer.bad_address"), ({"address": "host:70000"}, "printer.bad_address"),
    ({"address": "-d other", "way": "cups"}, "printer.bad_address"), ({"way": "usb"}, "file.bad_choice"),
    ({"form": "epl"}, "file.bad_choice"), ({"dpi": 72}, "file.bad_choice"), ({"name": " "}, "file.missing_value"),
    ({"name": "x" * 41}, "file.too_long"), ({"station": "BIN-1"}, "printer.unknown_station"),
])  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_printer_that_could_not_work_is_refused(door, changed, code):
    with pytest.raises(Refused) as refusal:
        door.perform(
            SYSTEM, printing.set_printer, **{"name": "P", "way": "tcp", "address": "10.0.0.9", **changed}
        )
    assert refusal.value.code == code


def test_a_station_has_one_printer_and_a_busy_printer_stays(door, rounds, device):
    printer = door.perform(SYSTEM, printing.set_printer, "A", "tcp", device.address, station="PACK-1").id
    with pytest.raises(Refused) as refusal:
        door.perform(SYSTEM, printing.set_printer, "B", "tcp", "10.0.0.9", station="PACK-1")
    assert refusal.value.code == "printer.station_taken"
    device.once(device.break_off)
    unclear = ask(door, printer)
    rounds.round()
    with pytest.raises(Refused) as refusal:
        door.perform(SYSTEM, printing.remove_printer, printer)
    assert refusal.value.code == "printer.busy"
    door.perform(SYSTEM, printing.tell_outcome, unclear, "confirm")
    waits = ask(door, printer)
    door.perform(SYSTEM, printing.remove_printer, printer)
    assert not door.perform(SYSTEM, printing.begin, waits)
    with door.database.reading() as session:
        assert session.scalars(select(Printer)).all() == []
