"""EDI by HTTP: interchanges in, advices of what was shipped out."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from flask import Response, request
from pydantic import Field

from floor.core.transaction import Transaction
from floor.integration import messages
from floor.integration.edi import edifact
from floor.integration.edi.interchange import Document, opened, written
from floor.integration.edi.shipping_advice import advice_of
from floor.integration.edi.taking import NOTICES
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api, pages
from floor.web.endpoint import endpoint, page
from floor.web.forms import form, perform
from floor.web.shapes import Answer
from models import Refused, now

EDI: Final = "application/edi-x12"
Documents = Sequence[Document | edifact.Message]


class TakenDocuments(Answer):
    kept: Annotated[int, Field(description="transaction sets or messages that are read soon")]
    known: Annotated[int, Field(description="those that came before")]
    acknowledgment: Annotated[str, Field(description="an X12 997 or EDIFACT CONTRL for whoever sent them")]


@endpoint(
    api, "POST", "/edi/<path:channel>", roles=SUPERVISORS, scopes=("orders", "receipts"), raw=EDI,
    answers={200: TakenDocuments},
)  # fmt: skip
def take_edi(channel: str) -> dict[str, Any]:
    """Take an X12 or EDIFACT interchange of a channel

    Of a 940 (warehouse shipping order) or ORDERS comes an order, or one is cancelled (W05-01 `F` or `D`, BGM 1225 `1`);
    of an 856 (ship notice) or DESADV a delivery that is expected, as of `POST /receipts`. Programs need the scope
    `orders` or `receipts` for it. What is whole, by its counts and control numbers, is acknowledged by a 997 or CONTRL
    and read soon after; what became of each stands with the channel. One that came before, by the control numbers of
    its sender, is known and changes nothing.
    """
    documents = _opened(messages.checked(request.get_data()))
    kept = _keep(channel, documents)
    return {"kept": kept, "known": len(documents) - kept, "acknowledgment": _acknowledged(documents).decode()}


@endpoint(api, "GET", "/orders/<id:order_id>/945", roles=SUPERVISORS, scopes=("orders",), answers={200: EDI})
def get_shipping_advice(order_id: int) -> Response:
    """The X12 945 of an order that came by a 940 and has left"""
    with current_services().database.reading() as session:
        content = advice_of(session, order_id)
    answer = Response(content, mimetype=EDI)
    answer.headers.set("Content-Disposition", "attachment", filename=f"945-{order_id}.edi")
    return answer


@page(pages, "POST", "/desk/edi", roles=SUPERVISORS)
@form("/desk/channels")
def send_edi() -> None:
    """Takes an interchange from the desk, as a program would send it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused("sheet.no_file")
    channel = request.form.get("channel", "").strip()[:50]
    if not channel or not channel.isprintable():
        raise Refused("sheet.no_channel", most=50)
    _keep(channel, _opened(messages.checked(sent.read())))


def _opened(content: bytes) -> Documents:
    return edifact.opened(content) if edifact.is_edifact(content) else opened(content)


def _keep(channel: str, documents: Documents) -> int:
    scopes = {"receipts" if each.kind in NOTICES else "orders" for each in documents}
    actor = current_actor()
    if actor.scopes and not scopes <= actor.scopes:
        raise Refused("auth.role", needed=sorted(scopes - actor.scopes))
    kept: int = perform(_keep_all, channel, documents)
    current_services().messages.wake()
    return kept


def _keep_all(tx: Transaction, channel: str, documents: Documents) -> int:
    """All of an interchange, or nothing of it."""
    return sum(
        messages.keep(tx, channel, each.standard, each.delivery, each.kind, each.content)
        for each in documents
    )


def _acknowledged(documents: Documents) -> bytes:
    """Says that all of it came and is whole."""
    own = [each for each in documents if isinstance(each, Document)]
    if not own:
        return edifact.acknowledged([each for each in documents if isinstance(each, edifact.Message)], now())
    return _group_by_group(own)


def _group_by_group(documents: list[Document]) -> bytes:
    groups: dict[str, list[Document]] = {}
    for each in documents:
        groups.setdefault(each.group, []).append(each)
    sets = []
    for group, some in groups.items():
        each_ok = [part for each in some for part in (["AK2", each.kind, each.control], ["AK5", "A"])]
        count = str(len(some))
        sets.append(
            ("997", [["AK1", some[0].functional, group], *each_ok, ["AK9", "A", count, count, count]])
        )
    return written(documents[0], "FA", int(documents[0].interchange), sets, now())
