"""The manifest of a load as PDF and CSV."""

from flask import Response

from floor.printing.document_facts import manifest_facts
from floor.printing.documents.manifest import manifest_csv, manifest_pdf
from floor.printing.documents_api import PDF
from floor.web.access import DISPATCH, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.files import file_of

CSV = "text/csv"


@endpoint(api, "GET", "/loads/<id:load_id>/manifest.pdf", roles=DISPATCH, answers={200: PDF})
def load_manifest_pdf(load_id: int) -> Response:
    """What the driver signed for"""
    with current_services().database.reading() as session:
        facts = manifest_facts(session, load_id)
    return file_of(manifest_pdf(facts, current_language()), PDF, f"{facts.load}.pdf")


@endpoint(api, "GET", "/loads/<id:load_id>/manifest.csv", roles=DISPATCH, answers={200: CSV})
def load_manifest_csv(load_id: int) -> Response:
    """The parcels of a load that was handed over, a row for each"""
    with current_services().database.reading() as session:
        facts = manifest_facts(session, load_id)
    return file_of(manifest_csv(facts), CSV, f"{facts.load}.csv")
