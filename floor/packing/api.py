"""The box in work; closed parcels: reopened, and their labels and packing slips."""

from dataclasses import asdict
from typing import Annotated, Any

from flask import Response
from pydantic import Field

from floor.catalogue.picture_files import address
from floor.packing import label_copies, parcels
from floor.packing.box import Units as PackedUnits
from floor.packing.box import box_of
from floor.printing.document_facts import parcel_facts, slip_facts
from floor.printing.documents.packing_slip import packing_slip_pdf
from floor.printing.documents_api import PDF, PNG, SVG, ZPL
from floor.printing.labels import FORMATS, make
from floor.web.access import DISPATCH, SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.files import file_of
from floor.web.shapes import Answer, Body, Line
from floor.work.api import WorkDocument, shown

PRINTERS = ("packer", *DISPATCH)


class Units(Answer):
    sku: str
    name: str
    picture: str | None
    units: int


class Box(Answer):
    order: str
    customer: str
    country: str
    service: str
    parcel: Annotated[
        int | None, Field(description="the how manieth of its order; null before a carton was scanned")
    ]
    inside: list[Units]
    left: Annotated[
        list[Units] | None, Field(description="still to be scanned; null where packers count blind")
    ]


@endpoint(
    api, "GET", "/work/<id:work_id>/box", roles=("packer", *SUPERVISORS), scopes=("work",), answers={200: Box}
)
def get_box(work_id: int) -> dict[str, Any]:
    """Whose order is being packed, and what lies in the box"""
    with current_services().database.reading() as session:
        box = box_of(session, work_id)
    return {
        **asdict(box),
        "inside": _shown(box.inside),
        "left": None if box.left is None else _shown(box.left),
    }


def _shown(units: list[PackedUnits]) -> list[dict[str, Any]]:
    return [{**asdict(each), "picture": address(each.picture) if each.picture else None} for each in units]


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
