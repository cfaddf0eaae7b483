"""Closed parcels: reopened, and their labels and packing slips."""

from typing import Annotated

from flask import Response
from pydantic import Field

from floor.packing import label_copies, parcels
from floor.printing.document_facts import parcel_facts, slip_facts
from floor.printing.documents.packing_slip import packing_slip_pdf
from floor.printing.documents_api import PDF, PNG, SVG, ZPL
from floor.printing.labels import FORMATS, make
from floor.web.access import DISPATCH, SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.files import file_of
from floor.web.shapes import Body, Line
from floor.work.api import WorkDocument, shown

PRINTERS = ("packer", *DISPATCH)


class Why(Body):
    reason: Annotated[Line, Field(description="why it is printed once more")] = ""


@endpoint(api, "GET", "/parcels/<sscc:sscc>/label.pdf", roles=PRINTERS, query=Why, answers={200: PDF})
def label_pdf(sscc: str, query: Why) -> Response:
    """The label of a parcel

    Each time is recorded with who asked and why; the SSCC stays the same.
    """
    return _label(sscc, query, "pdf")


@endpoint(api, "GET", "/parcels/<sscc:sscc>/label.zpl", roles=PRINTERS, query=Why, answers={200: ZPL})
def label_zpl(sscc: str, query: Why) -> Response:
    """The label of a parcel, for a label printer

    Recorded as the other formats are.
    """
    return _label(sscc, query, "zpl")


@endpoint(api, "GET", "/parcels/<sscc:sscc>/label.svg", roles=PRINTERS, query=Why, answers={200: SVG})
def label_svg(sscc: str, query: Why) -> Response:
    """The label of a parcel as a drawing

    Recorded as the other formats are.
    """
    return _label(sscc, query, "svg")


@endpoint(api, "GET", "/parcels/<sscc:sscc>/label.png", roles=PRINTERS, query=Why, answers={200: PNG})
def label_png(sscc: str, query: Why) -> Response:
    """The label of a parcel as a picture

    Recorded as the other formats are.
    """
    return _label(sscc, query, "png")


def _label(sscc: str, query: Why, form: str) -> Response:
    floor = current_services()
    floor.writer.perform(current_actor(), label_copies.reprint_label, sscc, query.reason)
    with floor.database.reading() as session:
        facts = parcel_facts(session, sscc)
    return file_of(make([facts], form, current_language()), FORMATS[form], f"{sscc}.{form}")


@endpoint(api, "GET", "/parcels/<sscc:sscc>/slip.pdf", roles=PRINTERS, answers={200: PDF})
def slip_pdf(sscc: str) -> Response:
    """The packing slip of a parcel"""
    with current_services().database.reading() as session:
        facts = slip_facts(session, sscc)
    return file_of(packing_slip_pdf(facts, current_language()), PDF, f"{sscc}-slip.pdf")


@endpoint(
    api, "POST", "/parcels/<sscc:sscc>/reopen", roles=("packer", *SUPERVISORS), answers={200: WorkDocument},
    form="/desk/parcels/<sscc:sscc>/reopen", then="/desk/orders",
)  # fmt: skip
def reopen_parcel(sscc: str) -> dict[str, object]:
    """Void the label of a parcel and pack its goods anew"""
    return shown(current_services().writer.perform(current_actor(), parcels.reopen_parcel, sscc).id)
