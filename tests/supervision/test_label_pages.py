"""A supervisor chooses labels, prints them, and says what became of what nobody knows."""

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.printing import jobs as printing
from floor.printing.label_facts import KINDS
from models import Printer, PrintJob
from tests.printing.documents.reading import pages
from tests.supervision.test_desk_pages import done


@pytest.fixture
def printer(desk, floor):
    fields = {
        "name": "Zebra",
        "way": "tcp",
        "address": "10.0.0.9",
        "form": "zpl",
        "dpi": "300",
        "station": "PACK-1",
    }
    done(desk.send("/desk/printers", **fields), "/desk/printers")
    with floor.database.reading() as session:
        return session.scalars(select(Printer)).one()


def jobs(floor):
    with floor.database.reading() as session:
        return list(session.scalars(select(PrintJob).order_by(PrintJob.id)))


@pytest.mark.parametrize("kind", [*KINDS, "parcel", "", "nonsense"])
def test_each_kind_has_its_form_and_shows_a_label(desk, kind):
    text = desk.see(f"/desk/labels?kind={kind}")
    assert ("data:image/svg+xml" in text) == (kind not in ("load", "parcel"))


def test_a_pdf_opens_and_a_job_waits_for_the_printer(desk, floor, printer):
    answer = desk.send("/desk/labels/location", form="pdf", zone="A", paper="L7163")
    assert answer.mimetype == "application/pdf"
    assert pages(answer.data) == 1
    chosen = {"form": "print", "printer": str(printer.id)}
    done(desk.send("/desk/labels/tote", first="7", count="2", **chosen), "/desk/printers")
    done(desk.send("/desk/labels/card", **chosen), "/desk/printers")
    assert [(job.kind, job.codes) for job in jobs(floor)] == [
        ("tote", ["TOTE-0007", "TOTE-0008"]),
        ("card", []),
    ]
    assert "TOTE-0007" in desk.see("/desk/printers")


@pytest.mark.parametrize(("path", "fields", "status"), [
    ("sku", {"form": "pdf", "codes": "<script>"}, 404), ("sku", {"form": "pdf", "codes": "a\0b"}, 422),
    ("tote", {"form": "svg", "count": "2"}, 422), ("tote", {"form": "pdf", "count": "many"}, 422),
    ("tote", {"form": "print", "printer": "x"}, 422), ("tote", {"form": "print", "printer": "99"}, 404),
    ("load", {"form": "print", "printer": "1"}, 404),
    ("parcel", {"form": "pdf", "codes": "095213210000000017", "reason": "torn"}, 404),
    ("parcel", {"form": "pdf", "codes": "095213210000000017"}, 422), ("wish", {"form": "pdf"}, 404),
])  # fmt: skip
def test_what_cannot_be_made_is_said_above_the_form(desk, floor, path, fields, status):
    answer = desk.send(f"/desk/labels/{path}", **fields)
    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert 'class="problem" role="alert"' in text
    assert "<script>" not in text.partition("<main")[2].partition("</main")[0]
    assert jobs(floor) == []


def test_a_person_says_what_became_of_an_unclear_job(desk, floor, printer):
    desk.send(f"/desk/printers/{printer.id}/test")
    floor.writer.perform(SYSTEM, printing.begin, jobs(floor)[0].id)
    floor.writer.perform(SYSTEM, printing.end, jobs(floor)[0].id, "doubt", "printer.line_broke")
    assert "Did Zebra print this?" in desk.see("/desk/printers")
    assert desk.send(f"/desk/printers/{printer.id}/remove").status_code == 409
    page = f"/desk/print-jobs/{jobs(floor)[0].id}"
    done(desk.send(page, action="send_again"), "/desk/printers")
    assert jobs(floor)[0].state == "waiting"
    done(desk.send(page, action="cancel"), "/desk/printers")
    assert desk.send(page, action="confirm").status_code == 409
    assert "Did Zebra print this?" not in desk.see("/desk/printers")


def test_the_board_shows_how_the_printers_are(desk, floor, printer, redraw):
    assert "not heard of yet" in desk.panels()["printers"]["html"]
    floor.writer.perform(SYSTEM, printing.looked_at, printer.id, "printer.paper_out")
    redraw()
    assert "out of labels" in desk.panels()["printers"]["html"]
    done(desk.send(f"/desk/printers/{printer.id}/remove"), "/desk/printers")
    redraw()
    assert "<li" not in desk.panels()["printers"]["html"]


def test_a_printer_with_a_wrong_address_is_refused_in_words(desk, floor):
    fields = {"name": "Z", "way": "tcp", "address": "no host", "form": "zpl", "dpi": "203", "station": ""}
    answer = desk.send("/desk/printers", **fields)
    assert answer.status_code == 422
    assert "no host" in answer.get_data(as_text=True)
