"""EDI by HTTP and at the desk."""

from io import BytesIO

import pytest
from sqlalchemy import select

from floor.integration import messages
from floor.integration.edi import edifact
from floor.integration.edi.interchange import opened
from models import ChannelMessage
from tests.integration.edi.test_edi import LINES, interchange, order
from tests.integration.edi.test_notices import ON_PALLET, PACKED, despatch, notice


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_interchange_is_taken_acknowledged_and_known_again(program, supervisor, desk, floor):
    depositor = program("orders")
    content = interchange(order(*LINES), order("W01*1*EA**VN*NEVER", control="0002", number="D-78"))
    answer = depositor.send("POST", "/edi/depot", data=content, content_type="application/edi-x12").json
    assert (answer["kept"], answer["known"]) == (2, 0)
    [document] = opened(answer["acknowledgment"].encode())
    assert document.kind == "997"
    assert [each.elements for each in document.segments if each.tag in ("AK1", "AK9")] == [
        ["OW", "7"], ["A", "2", "2", "2"],
    ]  # fmt: skip
    again = desk.send(
        "/desk/edi", channel="depot", file=(BytesIO(content), "o.edi"), back="/desk/channels/depot"
    )
    assert again.location == "/desk/channels/depot"
    floor.messages.round()
    orders = depositor.get("/orders", channel="depot")["orders"]
    assert [(each["number"], each["status"]) for each in orders] == [("D-77", "ready"), ("D-78", "held")]
    assert "D-78" in desk.see("/desk/channels/depot")
    refused = depositor.refused("POST", "/edi/depot", data=content[:-30], content_type="application/edi-x12")
    assert refused == (422, "edi.broken")
    assert depositor.refused("GET", f"/orders/{orders[0]['id']}/945") == (409, "edi.not_shipped")
    assert "X12" in desk.send("/desk/edi", channel="depot", file=(BytesIO(b"x"), "o.edi")).get_data(
        as_text=True
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_is_too_large_is_refused_whole_and_none_of_it_is_kept(
    program, supervisor, desk, floor, monkeypatch
):
    monkeypatch.setattr(messages, "LARGEST_MB", 0)
    content = interchange(order(*LINES))
    refused = program("orders").refused(
        "POST", "/edi/depot", data=content, content_type="application/edi-x12"
    )
    assert refused == (413, "message.too_large")
    answer = desk.send("/desk/edi", channel="depot", file=(BytesIO(content), "o.edi"))
    assert "0 MB" in answer.get_data(as_text=True)
    with floor.database.reading() as session:
        assert session.scalars(select(ChannelMessage)).all() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_supplier_announces_deliveries_and_orders_nothing(program, desk, floor):
    supplier, sent = program("receipts"), despatch(*ON_PALLET)
    answer = supplier.send("POST", "/edi/acme", data=sent, content_type="application/edi-x12").json
    [control] = edifact.opened(answer["acknowledgment"].encode())
    assert (answer["kept"], control.kind, control.segments[0][1]) == (1, "CONTRL", "R1")
    floor.messages.round()
    [receipt] = supplier.get("/receipts")["receipts"]
    assert (receipt["number"], receipt["lines"][0]["expected"]) == ("DES-7", 24)
    assert "/desk/receipts?delivery=DES-7" in desk.see("/desk/channels/acme")
    for content in (interchange(order(*LINES)), interchange(notice(*PACKED), order(*LINES, control="0002"))):
        refused = supplier.refused("POST", "/edi/acme", data=content, content_type="application/edi-x12")
        assert refused == (403, "auth.role")
    torn = supplier.refused("POST", "/edi/acme", data=sent[:-8], content_type="application/edi-x12")
    assert torn[0] == 422
