"""The supervisor's page of barcodes: what waits, what names a SKU, and what was decided."""

import pytest
from sqlalchemy import select

from floor.catalogue import barcodes
from floor.core.transaction import Actor
from floor.picking import barcode_proposals
from floor.planning import waves
from floor.work import assignment, scans
from models import Barcode, BarcodeProposal
from tests import build

NEW = "5901234123457"


@pytest.fixture
def proposal(floor, warehouse):
    """A picker's proposal that NEW is a box of six mugs."""
    with floor.database.writing() as session:
        build.order(session, warehouse, {"MUG": 3})
        session.commit()
    floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, None)
    picker: Actor = warehouse.actor("picker")
    work = floor.writer.perform(picker, assignment.next_work, ["pick"])
    for scan in ("TOTE-1", "41", NEW):
        scans.judge_scan(floor.writer, picker, work.id, scans.ScanIn(scan, scan))
    return floor.writer.perform(picker, barcode_proposals.propose, NEW, 6)


def state(floor, proposal):
    with floor.database.reading() as session:
        return session.get(BarcodeProposal, proposal.id).state


def test_a_proposal_is_seen_on_the_board_and_decided_at_the_desk(desk, floor, proposal):
    assert 'href="/desk/barcodes"' in desk.panels()["waiting"]["html"]
    assert 'href="/desk/barcodes"' in desk.see("/desk").split("<main")[1]
    text = desk.see("/desk/barcodes")
    assert all(said in text for said in (NEW, "The mug", "BIN-1", "Picker", "<dd>6</dd>"))
    answer = desk.send(
        f"/desk/barcodes/proposals/{proposal.id}", decision="approve", note="seen", back="/desk/barcodes"
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/barcodes")
    assert state(floor, proposal) == "known"
    text = desk.see("/desk/barcodes")
    assert "proposals/" not in text
    assert "seen" in text


def test_a_barcode_is_found_and_retired_with_a_reason(desk, floor, warehouse, proposal):
    floor.writer.perform(warehouse.actor("supervisor"), barcodes.decide, proposal.id, "approve")
    text = desk.see(f"/desk/barcodes?q={NEW}")
    with floor.database.reading() as session:
        barcode_id = session.scalar(select(Barcode.id).where(Barcode.code == NEW))
    assert f"/desk/barcodes/{barcode_id}/retire" in text
    assert "/retire" not in desk.see("/desk/barcodes?q=NO-SUCH")
    desk.send(f"/desk/barcodes/{barcode_id}/retire", note="on two things")
    assert state(floor, proposal) == "retired"
    assert "on two things" in desk.see("/desk/barcodes")


def test_what_cannot_be_decided_is_said_in_words(desk, proposal):
    answer = desk.send("/desk/barcodes/proposals/999", decision="approve")
    assert answer.status_code == 404
    assert 'role="alert"' in answer.get_data(as_text=True)
