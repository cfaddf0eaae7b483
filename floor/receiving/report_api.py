"""The report of a delivery for its supplier, as PDF and CSV."""

from flask import Response

from floor.printing.document_facts import receipt_facts
from floor.printing.documents.receipt_report import receipt_csv, receipt_pdf
from floor.printing.documents_api import PDF
from floor.receiving.api import RECEIVERS
from floor.web.access import current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.files import file_of

CSV = "text/csv"


@endpoint(
    api, "GET", "/receipts/<id:receipt_id>/report.pdf", roles=RECEIVERS, scopes=("receipts",),
    answers={200: PDF},
)  # fmt: skip
def receipt_report_pdf(receipt_id: int) -> Response:
    """What was announced and what came, line by line, to print"""
    with current_services().database.reading() as session:
        facts = receipt_facts(session, receipt_id)
    return file_of(receipt_pdf(facts, current_language()), PDF, f"{facts.work}.pdf")


@endpoint(
    api, "GET", "/receipts/<id:receipt_id>/report.csv", roles=RECEIVERS, scopes=("receipts",),
    answers={200: CSV},
)  # fmt: skip
def receipt_report_csv(receipt_id: int) -> Response:
    """What was announced and what came, a row for each line"""
    with current_services().database.reading() as session:
        facts = receipt_facts(session, receipt_id)
    return file_of(receipt_csv(facts), CSV, f"{facts.work}.csv")
