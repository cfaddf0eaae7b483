"""Where labels are chosen and printed, and where one sees what the printers are doing."""

import base64
from typing import Annotated, Any

from flask import Response, redirect, request
from pydantic import Field, TypeAdapter
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

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
from floor.web.endpoint import page
from floor.web.files import file_of
from floor.web.forms import as_sent, form, perform, said
from floor.web.problems import BadBody, checked
from floor.web.shapes import Body, Count, Line, Name
from floor.web.url_converters import LARGEST_ID
from models import Place, Refused
from models.printing import DPIS, FORMS, WAYS
from models.spelling import natural

JOBS = 30


class LabelsMade(WhichPdf):
    """As a file of one of FORMATS, or else by the printer."""

    form: Line = ""
    printer: Annotated[Count, Field(ge=0, le=LARGEST_ID)] = 0
    reason: Line = ""


class PrinterSettings(Body):
    name: Line = ""
    way: Line = ""
    address: Line = ""
    form: Line = ""
    dpi: Count = 203
    station: Line = ""


class Outcome(Body):
    action: Name


_LABELS_MADE = TypeAdapter(LabelsMade)


@page(pages, "GET", "/desk/labels", roles=SUPERVISORS, name="labels")
def choose_labels() -> str:
    """The labels of one kind: which of them, on what paper or by which printer."""
    return _choosing(asked("kind"), {"codes": asked("codes")})


@page(pages, "POST", "/desk/labels/<name:kind>", roles=SUPERVISORS)
def make_labels(kind: str) -> AnyResponse:
    """A file, or a job for a printer; what cannot be made is said above the form, which keeps what was typed."""
    try:
        which = checked(_LABELS_MADE, as_sent(LabelsMade, request.form))
        if which.form in FORMATS:
            made = make(_facts(kind, which), which.form, current_language(), paper=which.paper)
            return file_of(made, FORMATS[which.form], f"{kind}.{which.form}")
        _print(kind, which)
    except (Refused, BadBody) as error:
        words, status = said(error)
        return Response(_choosing(kind, request.form, words), status)
    return redirect("/desk/printers", 303)


def _facts(kind: str, which: LabelsMade) -> list[Facts]:
    wanted = which.wanted
    if kind == "parcel":
        wanted = Wanted(perform(label_copies.reprint_labels, wanted.codes, which.reason))
    with current_services().database.reading() as session:
        return printed_facts(session, kind, wanted)


def _print(kind: str, which: LabelsMade) -> None:
    wanted = which.wanted
    if kind == "parcel":
        perform(label_copies.print_again, which.printer, wanted.codes, which.reason)
        return
    with current_services().database.reading() as session:
        facts = label_facts(session, kind, wanted)
    if not facts:
        raise Refused("label.none")
    perform(jobs.print_labels, which.printer, kind, [each.code for each in facts if each.code])


def _choosing(kind: str, typed: Any, problem: str = "") -> str:
    kind = kind if kind in PRINTED else PRINTED[0]
    with current_services().database.reading() as session:
        shown = example(session, kind)
        drawing = svg(draw(shown, current_language())) if shown else b""
        return drawn(
            "supervision/labels.html",
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
        stations = session.scalars(select(Place.code).where(Place.kind == "station"))
        return drawn(
            "supervision/printers.html",
            unclear=queries.unclear_jobs(session, JOBS),
            printers=queries.printers(session),
            jobs=queries.last_jobs(session, JOBS),
            stations=sorted(stations, key=natural),
            ways=WAYS,
            forms=FORMS,
            dpis=DPIS,
        )


@page(pages, "POST", "/desk/printers", roles=SUPERVISORS)
@form("/desk/printers", PrinterSettings)
def set_printer(body: PrinterSettings) -> None:
    perform(jobs.set_printer, **body.model_dump(), networks=current_services().settings.printer_networks)


@page(pages, "POST", "/desk/printers/<id:printer_id>/remove", roles=SUPERVISORS)
@form("/desk/printers")
def remove_printer(printer_id: int) -> None:
    perform(jobs.remove_printer, printer_id)


@page(pages, "POST", "/desk/printers/<id:printer_id>/test", roles=SUPERVISORS)
@form("/desk/printers")
def test_printer(printer_id: int) -> None:
    """A label that does no harm wherever it is scanned."""
    perform(jobs.print_labels, printer_id, "command", ["HELP"])


@page(pages, "POST", "/desk/print-jobs/<id:job_id>", roles=SUPERVISORS)
@form("/desk/printers", Outcome)
def tell_print_job(job_id: int, body: Outcome) -> None:
    perform(jobs.tell_outcome, job_id, body.action)
