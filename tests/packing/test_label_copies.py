"""A parcel that closes has its label printed at its station, and once more only with a reason."""

import pytest
from sqlalchemy import select

from floor.core.networks import Networks
from floor.packing import label_copies
from floor.printing import jobs as printing
from floor.printing.sender import PrintSender
from models import LabelPrint, PrintJob, Refused
from tests.packing.steps import packed_parcel, picked_order
from tests.printing.labels.printer import Printer as ZplPrinter
from tests.printing.labels.scanning import zbar
from tests.printing.printers import PortPrinter


@pytest.fixture
def jobs(database):
    def jobs():
        with database.reading() as session:
            return list(session.scalars(select(PrintJob).order_by(PrintJob.id)))

    return jobs


def test_the_label_of_a_closed_parcel_comes_out_at_its_station_and_scans_as_the_parcel(
    database, there, hands, writer, jobs
):
    device = PortPrinter()
    supervisor = hands("supervisor")
    supervisor.do(printing.set_printer, "PACK-1", "tcp", device.address, station="PACK-1")
    supervisor.do(printing.set_printer, "PACK-2", "tcp", "192.0.2.1", station="PACK-2")
    sscc = packed_parcel(hands, database, picked_order(database, there, {"LAMP": 2}))
    (job,) = jobs()
    assert (job.kind, job.codes, job.state, job.person_id) == (
        "parcel", [sscc], "waiting", there.people["packer"].id,
    )  # fmt: skip
    rounds = PrintSender(writer, Networks.read("loopback"))
    rounds.serve(rounds.due()[0])
    device.off()
    (job,) = jobs()
    assert job.state == "printed"
    renderer = ZplPrinter()
    (image,) = renderer.print(device.labels[0], 100, 150)
    renderer.off()
    assert f"00{sscc}" in zbar(image)[0]


def test_without_a_printer_at_the_station_packing_goes_on_as_ever(database, there, hands, jobs):
    hands("supervisor").do(printing.set_printer, "PACK-2", "tcp", "192.0.2.1", station="PACK-2")
    assert packed_parcel(hands, database, picked_order(database, there, {"LAMP": 1}))
    assert jobs() == []


def test_a_label_is_printed_again_with_a_reason_alone(database, there, hands, jobs):
    supervisor = hands("supervisor")
    printer = supervisor.do(printing.set_printer, "Desk", "tcp", "192.0.2.1").id
    sscc = packed_parcel(hands, database, picked_order(database, there, {"LAMP": 1}))
    with pytest.raises(Refused) as refusal:
        supervisor.do(label_copies.print_again, printer, [sscc], "  ")
    assert refusal.value.code == "printer.reason_missing"
    assert jobs() == []
    supervisor.do(label_copies.print_again, printer, [sscc], "torn on the belt")
    (job,) = jobs()
    assert (job.codes, job.reason) == ([sscc], "torn on the belt")
    with database.reading() as session:
        printed = session.scalars(select(LabelPrint)).one()
    assert (printed.reason, printed.person_id) == ("torn on the belt", there.people["supervisor"].id)
    for codes, code in (([], "label.none"), ([sscc, "0" * 18], "parcel.unknown")):
        with pytest.raises(Refused) as refusal:
            supervisor.do(label_copies.reprint_labels, codes, "again")
        assert refusal.value.code == code
    assert supervisor.do(label_copies.reprint_labels, [f"00{sscc}"], "again") == [sscc]
    with database.reading() as session:
        assert list(session.scalars(select(LabelPrint.reason))) == ["torn on the belt", "again"]
    for code, sent in (("parcel.unknown", "0" * 18), ("printer.not_found", sscc)):
        with pytest.raises(Refused) as refusal:
            supervisor.do(label_copies.print_again, printer + (code != "parcel.unknown"), [sent], "again")
        assert refusal.value.code == code
