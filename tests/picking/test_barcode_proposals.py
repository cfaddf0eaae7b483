"""Barcodes that the warehouse learned: proposed at the bin, decided by somebody else, kept with their history."""

import pytest
from sqlalchemy import func, select

from floor.catalogue import barcodes, rows
from floor.picking import barcode_proposals
from floor.planning import waves
from models import Barcode, BarcodeProposal, Move, Outbox, Refused, Sku
from tests import build

NEW, NEW_CASE = "5901234123457", "15901234123454"


@pytest.fixture
def picker(hands, ready):
    """At the mugs, with 50 of them to take."""
    hands("supervisor").do(waves.plan_wave, [ready({"MUG": 50})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "41")
    return picker


@pytest.fixture
def propose(picker):
    """`propose(text, 1)`: the picker scans it, it is refused, and the picker proposes it."""

    def propose(text, factor=1, **how):
        judged = picker.scan(text, **how)
        assert not judged.accepted
        return picker.do(barcode_proposals.propose, judged.id, factor)

    return propose


@pytest.fixture
def supervisor(hands):
    return hands("supervisor")


def refused(code):
    return pytest.raises(Refused, match=rf"^{code.replace('.', '[.]')}\b")


def units_of(database, sku):
    with database.reading() as session:
        found = session.execute(select(Barcode.code, Barcode.factor).join(Sku).where(Sku.code == sku))
        return dict(found.all())


def picked(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Move.why == "pick"))


def give(database, sku, code, key):
    with database.writing() as session:
        session.add(Barcode(code=code, key=key, sku=session.get(Sku, sku.id)))
        session.commit()


def test_a_code_is_proposed_approved_and_then_counts_as_what_it_stands_for(
    picker, propose, supervisor, database, there
):
    proposal = propose(NEW_CASE, 6)
    assert (proposal.state, proposal.sku.code, proposal.place.code, proposal.factor) == (
        "proposed",
        "MUG",
        "BIN-1",
        6,
    )
    assert picker.scan(NEW_CASE).code == "scan.unknown"
    assert picked(database) == 0
    supervisor.do(barcodes.decide, proposal.id, "approve", "looked at it")
    assert units_of(database, "MUG")[NEW_CASE] == 6
    judged = picker.scan(NEW_CASE)
    assert (judged.code, judged.params["added"]) == ("pick.sku_ok", 6)
    with database.reading() as session:
        kept = session.scalars(select(BarcodeProposal)).one()
        assert (kept.state, kept.note) == ("known", "looked at it")
        assert kept.proposed_by == there.people["picker"].id
        assert kept.decided_by == there.people["supervisor"].id
        assert kept.proposed_at <= kept.decided_at


def test_what_is_proposed_and_decided_is_told_to_the_board_and_to_programs(propose, supervisor, database):
    def last():
        with database.reading() as session:
            return session.scalars(select(Outbox).order_by(Outbox.id.desc())).first()

    proposal = propose(NEW)
    assert last().topics == ["approvals", "board"]
    supervisor.do(barcodes.decide, proposal.id, "approve")
    assert last().topics == ["approvals", "board"]
    by = str(supervisor.actor.person_id)
    data = {"sku": "MUG", "barcode": NEW, "units": 1, "by": by}
    assert last().events == [{"type": "barcode.learned", "data": data}]


def test_a_refused_code_stays_unknown_and_may_be_proposed_anew(picker, propose, supervisor, database):
    proposal = propose(NEW)
    supervisor.do(barcodes.decide, proposal.id, "refuse", "that is the price tag")
    assert NEW not in units_of(database, "MUG")
    assert picker.scan(NEW).code == "scan.unknown"
    assert propose(NEW).id != proposal.id


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("5901234123458", "barcode.bad_check_digit"),
        ("(01)05901234123458(10)L7", "barcode.bad_check_digit"),
        ("https://example.com/01/05901234123458", "barcode.bad_check_digit"),
        ("LOC-BIN-2", "barcode.house_code"),
        ("TOTE-9", "barcode.house_code"),
        ("SKU-LAMP", "barcode.house_code"),
        ("BADGE-1001", "barcode.house_code"),
        ("42", "barcode.house_code"),
        (build.GTIN["LAMP"], "barcode.other_sku"),
        ("14006381333938", "barcode.other_sku"),  # a case of lamps, which nobody has told the catalogue
        ("00106141411234567897", "barcode.not_of_goods"),
        ("(02)05901234123457(37)24", "barcode.not_of_goods"),
        ("(10)L7", "barcode.not_of_goods"),
        ("AB|CD\x1dEF", "barcode.unreadable"),
        ("X" * 81, "barcode.too_long"),
    ],
)
def test_what_could_be_read_wrongly_or_is_something_else_cannot_be_learned(propose, database, scan, code):
    with refused(code):
        propose(scan)
    with database.reading() as session:
        assert session.scalars(select(BarcodeProposal)).all() == []


def test_a_code_of_two_skus_or_of_two_meanings_is_ambiguous(picker, propose, database, there):
    for sku in ("LAMP", "OIL"):
        give(database, there.skus[sku], "BOTH", "BOTH")
    with refused("barcode.ambiguous"):
        propose("BOTH")
    with refused("barcode.ambiguous"):
        propose("010590123412345710AB117271231")  # the lot may have swallowed a date


def test_what_is_accepted_is_known_already(picker):
    judged = picker.scan(build.GTIN["MUG"])
    with refused("barcode.known"):
        picker.do(barcode_proposals.propose, judged.id, 1)


def test_a_gs1_code_is_learned_by_its_gtin_alone(propose, supervisor, database):
    proposal = propose("(01)05901234123457(10)L7")
    assert proposal.code == "0" + NEW
    supervisor.do(barcodes.decide, proposal.id, "approve")
    assert "0" + NEW in units_of(database, "MUG")


def test_a_code_is_proposed_at_the_bin_and_nowhere_else(hands, ready):
    hands("supervisor").do(waves.plan_wave, [ready({"MILK": 3})])
    picker = hands("picker")
    picker.take("pick")
    for right in ("TOTE-1", "44", "LOT-M1"):  # the tote is asked for, then the bin, then the lot
        judged = picker.scan(NEW)
        with refused("barcode.not_at_bin"):
            picker.do(barcode_proposals.propose, judged.id, 1)
        assert picker.scan(right).accepted
    assert picker.do(barcode_proposals.propose, picker.scan(NEW).id, 1).sku.code == "MILK"


def test_only_the_last_scan_of_ones_own_work_can_be_proposed(picker, hands, database):
    judged = picker.scan(NEW)
    for somebody in (hands("admin"), hands("packer")):
        with refused("barcode.scan_not_found"):
            somebody.do(barcode_proposals.propose, judged.id, 1)
    with refused("barcode.scan_not_found"):
        picker.do(barcode_proposals.propose, "never made", 1)
    with refused("work.reassigned"):
        hands("picker", "another device").do(barcode_proposals.propose, judged.id, 1)
    picker.scan("LOC-BIN-2")
    with refused("barcode.scan_again"):
        picker.do(barcode_proposals.propose, judged.id, 1)


def test_a_typed_code_may_hold_a_slip(picker, propose):
    with refused("barcode.typed"):
        propose(NEW, source="typed")


@pytest.mark.parametrize("factor", [0, -1, 1_000_000])
def test_a_code_stands_for_one_unit_or_more(propose, factor):
    with refused("barcode.bad_factor"):
        propose(NEW, factor)


def test_the_same_proposal_again_is_the_same_and_another_one_is_refused(picker, propose, hands, ready):
    proposal = propose(NEW, 2)
    assert propose(NEW, 2).id == proposal.id
    with refused("barcode.proposed_already"):
        propose(NEW, 3)


def test_nobody_decides_on_their_own_proposal_nor_twice(picker, propose, supervisor):
    proposal = propose(NEW)
    with refused("approval.own"):
        picker.do(barcodes.decide, proposal.id, "approve")
    with refused("approval.unknown_decision"):
        supervisor.do(barcodes.decide, proposal.id, "perhaps")
    with refused("barcode.not_found"):
        supervisor.do(barcodes.decide, 999, "approve")
    supervisor.do(barcodes.decide, proposal.id, "approve")
    for decision in ("approve", "refuse"):
        with refused("barcode.not_allowed"):
            supervisor.do(barcodes.decide, proposal.id, decision)


def test_a_code_that_became_somebody_elses_meanwhile_is_not_approved(propose, supervisor, database, there):
    proposal = propose(NEW)
    give(database, there.skus["LAMP"], NEW, f"0{NEW}")
    with refused("barcode.other_sku"):
        supervisor.do(barcodes.decide, proposal.id, "approve")
    with database.reading() as session:
        assert session.get(BarcodeProposal, proposal.id).state == "proposed"


def barcode_id(database, code):
    with database.reading() as session:
        return session.scalar(select(Barcode.id).where(Barcode.code == code))


def test_a_barcode_is_retired_and_a_file_does_not_bring_it_back(supervisor, database):
    mug = build.GTIN["MUG"]
    supervisor.do(barcodes.retire, barcode_id(database, mug), "printed on lamps, too")
    assert mug not in units_of(database, "MUG")
    row = {"sku": "MUG", "name": "The mug", "barcodes": f"{mug} {build.MUG_CASE}*12"}
    supervisor.do(rows.put_skus, [row])
    assert units_of(database, "MUG") == {build.MUG_CASE: 12}
    with database.reading() as session:
        proposal = session.scalars(select(BarcodeProposal)).one()
        assert (proposal.state, proposal.proposed_by, proposal.note) == (
            "retired",
            None,
            "printed on lamps, too",
        )
    with refused("barcode.not_found"):
        supervisor.do(barcodes.retire, 999)


def test_a_learned_barcode_stays_when_the_file_is_loaded_again_and_can_be_retired(
    propose, supervisor, database
):
    proposal = propose(NEW, 2)
    supervisor.do(barcodes.decide, proposal.id, "approve")
    row = {"sku": "MUG", "name": "The mug", "barcodes": build.GTIN["MUG"]}
    supervisor.do(rows.put_skus, [row])
    assert units_of(database, "MUG") == {build.GTIN["MUG"]: 1, NEW: 2}
    retired = supervisor.do(barcodes.retire, barcode_id(database, NEW), "wrong")
    assert (retired.id, retired.state) == (proposal.id, "retired")
    again = propose(NEW, 2)
    supervisor.do(barcodes.decide, again.id, "approve")
    supervisor.do(rows.put_skus, [row])
    assert units_of(database, "MUG")[NEW] == 2
