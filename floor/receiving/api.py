"""Deliveries in, what a supervisor decides about them, and the labels of pallets."""

from typing import Annotated, Any, Literal

from flask import Response
from pydantic import Field

from floor.printing.documents_api import PDF
from floor.printing.labels import FORMATS, make
from floor.printing.labels.facts import PalletFacts
from floor.receiving import containers, intake, queries
from floor.web.access import SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.files import file_of
from floor.web.received import MOST, Received, answer, sent_in
from floor.web.shapes import Answer, Body, Cursor, GivenId, Limit, Line, Name, Timestamp
from models import GoodsReceipt, Refused, Warehouse
from models.stock import MOST_UNITS

RECEIVERS = (*GoodsReceipt.roles, *SUPERVISORS)
ZPL = FORMATS["zpl"]
State = Literal["open", "done", "cancelled"]


class SentLine(Body):
    sku: str
    quantity: Annotated[int, Field(ge=1, le=MOST_UNITS)]
    lot: Annotated[str, Field(max_length=80)] = ""
    expiry: Annotated[str | None, Field(json_schema_extra={"format": "date"}, examples=["2027-01-31"])] = None
    sscc: Annotated[
        str | None,
        Field(description="of the pallet or case that the units are in", examples=["395213210000000017"]),
    ] = None


class SentReceipt(Body):
    """What a delivery should look like. A wrong one is answered as rejected, with all that is wrong."""

    supplier: Annotated[str, Field(min_length=1, max_length=100)]
    number: Annotated[str, Field(min_length=1, max_length=100)]
    expected_on: Annotated[
        str | None,
        Field(
            json_schema_extra={"format": "date"},
            description="the day on which it is to come; may be sent anew",
        ),
    ] = None
    lines: Annotated[list[SentLine], Field(min_length=1, max_length=1000)]


class ReceiptLine(Answer):
    sku: str
    lot: str
    expiry: str | None
    sscc: str | None
    expected: int
    counted: Annotated[int, Field(description="units that came whole")]
    damaged: int


class GoodsReceiptState(Answer):
    id: GivenId
    work: Annotated[str, Field(description="the number that opens it at a station", examples=["R-000123"])]
    supplier: str
    number: str
    state: State
    blind: Annotated[bool, Field(description="made at the dock: nobody had announced it")]
    dock: str | None
    person: str | None
    announced_at: Timestamp
    expected_by: Timestamp | None
    closed_at: Timestamp | None
    reason: Annotated[
        str, Field(description="why other goods came than were announced: a code, or somebody's words")
    ]
    lines: list[ReceiptLine]
    proposal: Annotated[dict[str, Any] | None, Field(description="other content that came under its name")]


class GoodsReceipts(Answer):
    receipts: list[GoodsReceiptState]
    next: str | None


class ReceiptQuery(Body):
    supplier: Line | None = None
    number: Line | None = None
    state: State | None = None
    after: Cursor | None = None
    limit: Limit = 50


class Blind(Body):
    supplier: Name
    number: Name


class Decision(Body):
    decision: Literal["take", "leave"]


class NewPallets(Body):
    count: Annotated[int, Field(ge=1, le=100)] = 1


class Pallets(Answer):
    pallets: Annotated[list[str], Field(description="their SSCCs, 18 digits each")]


@endpoint(
    api, "POST", "/receipts", roles=SUPERVISORS, scopes=("receipts",),
    body=SentReceipt | Annotated[list[SentReceipt], Field(max_length=MOST)], unread=True,
    answers={207: list[Received]},
)  # fmt: skip
def take_receipts(body: Any) -> list[dict[str, Any]]:
    """Announce one delivery, or a list of at most 1,000

    Answers in the same order. One with anything wrong in it is `rejected`, and nothing of it is stored; the same again
    is a `duplicate`; other content under a known supplier and number is `held` until a supervisor decides.
    """
    taken = current_services().writer.perform(current_actor(), intake.take_deliveries, sent_in(body))
    return [
        answer(one.number, one.status, one.receipt.id if one.receipt else None, one.reasons) for one in taken
    ]


@endpoint(
    api,
    "GET",
    "/receipts",
    roles=RECEIVERS,
    scopes=("receipts",),
    query=ReceiptQuery,
    answers={200: GoodsReceipts},
)
def list_receipts(query: ReceiptQuery) -> dict[str, Any]:
    """Deliveries, in the order in which they were announced"""
    with current_services().database.reading() as session:
        found, after = queries.receipts_after(session, **query.model_dump())
        return {"receipts": [queries.receipt_state(each) for each in found], "next": after}


@endpoint(
    api,
    "GET",
    "/receipts/<id:receipt_id>",
    roles=RECEIVERS,
    scopes=("receipts",),
    answers={200: GoodsReceiptState},
)
def get_receipt(receipt_id: int) -> dict[str, Any]:
    """One delivery, with what was announced and what came"""
    return _shown(receipt_id)


def _shown(receipt_id: int) -> dict[str, Any]:
    with current_services().database.reading() as session:
        return queries.receipt_state(queries.receipt_with_lines(session, receipt_id))


@endpoint(api, "POST", "/receipts/blind", roles=RECEIVERS, body=Blind, answers={201: GoodsReceiptState})
def make_blind_receipt(body: Blind) -> dict[str, Any]:
    """A delivery that nobody announced, made where it stands

    The same supplier and number again is the one that was made. Its `work` opens it.
    """
    made = current_services().writer.perform(current_actor(), intake.make_blind, body.supplier, body.number)
    return _shown(made.id)


@endpoint(
    api, "POST", "/receipts/<id:receipt_id>/decide", roles=SUPERVISORS, body=Decision,
    answers={200: GoodsReceiptState}, form="/desk/receipts/<id:receipt_id>/decide", then="/desk/receipts/{receipt_id}",
)  # fmt: skip
def decide_receipt(receipt_id: int, body: Decision) -> dict[str, Any]:
    """Take or leave the other content that came under a delivery's number

    What came already stays counted either way.
    """
    current_services().writer.perform(current_actor(), intake.decide, receipt_id, body.decision)
    return _shown(receipt_id)


@endpoint(api, "POST", "/pallets", roles=RECEIVERS, body=NewPallets, answers={201: Pallets})
def make_pallets(body: NewPallets) -> dict[str, Any]:
    """New pallets for goods that come in, each with an SSCC of this warehouse"""
    return {
        "pallets": current_services().writer.perform(current_actor(), containers.make_pallets, body.count)
    }


@endpoint(api, "GET", "/pallets/<sscc:sscc>/label.pdf", roles=RECEIVERS, answers={200: PDF})
def pallet_label_pdf(sscc: str) -> Response:
    """The label of a pallet"""
    return _label(sscc, "pdf")


@endpoint(api, "GET", "/pallets/<sscc:sscc>/label.zpl", roles=RECEIVERS, answers={200: ZPL})
def pallet_label_zpl(sscc: str) -> Response:
    """The label of a pallet, for a label printer"""
    return _label(sscc, "zpl")


def _label(sscc: str, form: str) -> Response:
    with current_services().database.reading() as session:
        if not queries.is_pallet(session, sscc):
            raise Refused("label.unknown", sent=sscc)
        facts = PalletFacts(sscc, Warehouse.of(session).training)
    return file_of(make([facts], form, current_language()), FORMATS[form], f"{sscc}.{form}")
