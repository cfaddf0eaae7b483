"""What is printed: labels and slips of parcels, manifests of loads."""

from typing import Annotated

from flask import Response
from pydantic import Field

from floor.dispatch.api import DISPATCH
from floor.packing import parcels
from floor.printing.document_facts import manifest_facts, parcel_facts, slip_facts
from floor.printing.documents.manifest import manifest_csv, manifest_pdf
from floor.printing.documents.packing_slip import packing_slip_pdf
from floor.printing.labels import FORMATS, make
from floor.web.access import SUPERVISORS, current_actor, current_floor, current_language
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Body, Line
from floor.work.api import WorkDocument, shown

PRINTERS = ("packer", *DISPATCH)
PDF, ZPL, SVG, PNG = FORMATS.values()
CSV = "text/csv"


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
    floor = current_floor()
    floor.door.perform(current_actor(), parcels.reprint_label, sscc, query.reason)
    with floor.database.reading() as session:
        facts = parcel_facts(session, sscc)
    return file_of(make([facts], form, current_language()), FORMATS[form], f"{sscc}.{form}")


@endpoint(api, "GET", "/parcels/<sscc:sscc>/slip.pdf", roles=PRINTERS, answers={200: PDF})
def slip_pdf(sscc: str) -> Response:
    """The packing slip of a parcel"""
    with current_floor().database.reading() as session:
        facts = slip_facts(session, sscc)
    return file_of(packing_slip_pdf(facts, current_language()), PDF, f"{sscc}-slip.pdf")


@endpoint(
    api, "POST", "/parcels/<sscc:sscc>/reopen", roles=("packer", *SUPERVISORS), answers={200: WorkDocument}
)
def reopen_parcel(sscc: str) -> dict[str, object]:
    """Void the label of a parcel and pack its goods anew"""
    return shown(current_floor().door.perform(current_actor(), parcels.reopen_parcel, sscc).id)


@endpoint(api, "GET", "/loads/<id:load_id>/manifest.pdf", roles=DISPATCH, answers={200: PDF})
def load_manifest_pdf(load_id: int) -> Response:
    """What the driver signed for"""
    with current_floor().database.reading() as session:
        facts = manifest_facts(session, load_id)
    return file_of(manifest_pdf(facts, current_language()), PDF, f"{facts.load}.pdf")


@endpoint(api, "GET", "/loads/<id:load_id>/manifest.csv", roles=DISPATCH, answers={200: CSV})
def load_manifest_csv(load_id: int) -> Response:
    """The parcels of a load that was handed over, a row for each"""
    with current_floor().database.reading() as session:
        facts = manifest_facts(session, load_id)
    return file_of(manifest_csv(facts), CSV, f"{facts.load}.csv")


def file_of(content: bytes, kind: str, name: str) -> Response:
    """Shown by a browser that can, else saved under `name`."""
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})
