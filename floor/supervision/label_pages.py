"""Where labels are chosen and printed, and where one sees what the printers are doing."""

import base64
from typing import Any

from flask import Response, redirect, request
from pydantic import TypeAdapter
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from floor.core.messages import text
from floor.packing import label_copies
from floor.printing import jobs, queries
from floor.printing.label_facts import PRINTED, Wanted, example, label_facts, printed_facts, zones
from floor.printing.labels import FORMATS, Facts, draw, make
from floor.printing.labels.sheets import PAPERS
from floor.printing.labels.svg import svg
from floor.printing.labels_api import WhichPdf
from floor.web.access import SUPERVISORS, current_language, current_services
from floor.web.blueprints import pages
from floor.web.drawing import asked, drawn
from floor.web.endpoint import checked, page
from floor.web.files import file_of
from floor.web.forms import decision, given, perform, whole
from floor.web.problems import BadBody, field_errors, status_of
from models import Place, Refused
from models.printing import DPIS, FORMS, WAYS

JOBS = 30
_WHICH = TypeAdapter(WhichPdf)


@page(pages, "GET", "/desk/labels", roles=SUPERVISORS, name="labels")
def choose_labels() -> str:
    """The labels of one kind: which of them, on what paper or by which printer."""
    return _choosing(asked("kind"), {"codes": asked("codes")})


@page(pages, "POST", "/desk/labels/<name:kind>", roles=SUPERVISORS)
def make_labels(kind: str) -> AnyResponse:
    """A file, or a job for a printer; what cannot be made is said above the form, which keeps what was typed."""
    try:
        which = checked(_WHICH, {name: value for name, value in request.form.items() if value})
        form = given("form")
        if form in FORMATS:
            made = make(_facts(kind, which.wanted), form, current_language(), paper=which.paper)
            return file_of(made, FORMATS[form], f"{kind}.{form}")
        _print(kind, which.wanted)
    except Refused as refused:
        words = text(refused.code, current_language(), refused.params)
        return Response(_choosing(kind, request.form, words), status_of(refused.code))
    except BadBody as bad:
        words = " ".join(each["text"] for each in field_errors(bad.errors))
        return Response(_choosing(kind, request.form, words), 422)
    return redirect("/desk/printers", 303)


def _facts(kind: str, wanted: Wanted) -> list[Facts]:
    if kind == "parcel":
        wanted = Wanted(perform(label_copies.reprint_labels, wanted.codes, given("reason")))
    with current_services().database.reading() as session:
        return printed_facts(session, kind, wanted)


def _print(kind: str, wanted: Wanted) -> None:
    printer_id = whole("printer", 2**31 - 1)
    if kind == "parcel":
        perform(label_copies.print_again, printer_id, wanted.codes, given("reason"))
        return
    with current_services().database.reading() as session:
        facts = label_facts(session, kind, wanted)
    if not facts:
        raise Refused("label.none")
    perform(jobs.print_labels, printer_id, kind, [each.code for each in facts if each.code])


def _choosing(kind: str, typed: Any, problem: str = "") -> str:
    kind = kind if kind in PRINTED else PRINTED[0]
    with current_services().database.reading() as session:
        shown = example(session, kind)
        drawing = svg(draw(shown, current_language())) if shown else b""
        return drawn(
            "labels",
            kind=kind,
            kinds=PRINTED,
            typed=typed,
            problem=problem,
            preview=base64.b64encode(drawing).decode(),
            zones=zones(session),
            papers=PAPERS.values(),
            printers=queries.printers(session),
        )


@page(pages, "GET", "/desk/printers", roles=SUPERVISORS)
def printers() -> str:
    """First what a person must say, then how the printers are, then what they did."""
    with current_services().database.reading() as session:
        stations = select(Place.code).where(Place.kind == "station").order_by(Place.code)
        return drawn(
            "printers",
            unclear=queries.unclear_jobs(session, JOBS),
            printers=queries.printers(session),
            jobs=queries.last_jobs(session, JOBS),
            stations=list(session.scalars(stations)),
            ways=WAYS,
            forms=FORMS,
            dpis=DPIS,
        )


@decision("/desk/printers", "set_printer")
def set_printer() -> str:
    perform(
        jobs.set_printer,
        *(given(name) for name in ("name", "way", "address", "form")),
        whole("dpi", max(DPIS)),
        given("station"),
    )
    return "/desk/printers"


@decision("/desk/printers/<id:printer_id>/remove", "remove_printer")
def remove_printer(printer_id: int) -> str:
    perform(jobs.remove_printer, printer_id)
    return "/desk/printers"


@decision("/desk/printers/<id:printer_id>/test", "test_printer")
def test_printer(printer_id: int) -> str:
    """A label that does no harm wherever it is scanned."""
    perform(jobs.print_labels, printer_id, "command", ["HELP"])
    return "/desk/printers"


@decision("/desk/print-jobs/<id:job_id>", "tell_print_job")
def tell_print_job(job_id: int) -> str:
    perform(jobs.tell_outcome, job_id, given("action"))
    return "/desk/printers"
